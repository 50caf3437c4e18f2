// A form with data-choosing gets a button that chooses all rows of the page at once, or none.
for (const form of document.querySelectorAll("form[data-choosing]")) {
  const button = form.querySelector("[data-choose-all]");
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=code]")];
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isAll = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !isAll;
  });
}

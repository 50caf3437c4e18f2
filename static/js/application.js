// Questions for some crafts only are asked when one of them is chosen; without this they say whom they are for.
const form = document.querySelector("form[data-application]");
const craft = form?.elements.craft;

function show() {
  for (const question of form.querySelectorAll("[data-crafts]")) {
    const isAsked = question.dataset.crafts.split(" ").includes(craft.value);
    question.hidden = !isAsked;
  }
}

if (craft) {
  craft.addEventListener("change", show);
  show();
}

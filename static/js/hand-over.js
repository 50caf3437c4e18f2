// A code that is shown once: copied as the text to send, or printed. Without scripts it is selected by hand.
const copy = document.querySelector("[data-copy]");
const print = document.querySelector("[data-print]");
const copied = document.querySelector("[data-copied]");

if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).innerText);
    copied.hidden = false;
  });
}
print.hidden = false;
print.addEventListener("click", () => window.print());

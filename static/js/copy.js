// A text with data-copy gets a button that copies it; without scripts it is selected by hand.
if (navigator.clipboard) {
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = text.dataset.copyWords;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = text.dataset.copiedWords;
      setTimeout(() => (button.textContent = text.dataset.copyWords), 4000);
    });
    text.after(button);
  }
}

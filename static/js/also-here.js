// Who else has this enquiry open: asked anew while the page is looked at. Without scripts it is as it was on opening.
const line = document.querySelector("[data-also-here]");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.alsoHere);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Left alone where nothing changed, so that nobody is read the same again.
    if (page.body.textContent.trim() !== line.textContent.trim()) line.replaceChildren(...page.body.childNodes);
  } catch {
    // Offline, nobody is known to have come or gone.
  }
}

if (line) {
  setInterval(ask, 30_000);
  document.addEventListener("visibilitychange", ask);
}

// While a spreadsheet is read or saved, ask how far it is, and show the page anew when that is over.
const box = document.querySelector("[data-progress]");
const PAUSE = 1200;

async function ask() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 403) return location.reload();
    const said = await answer.json();
    if (said.code !== box.dataset.code || said.state !== box.dataset.uploadState) return location.reload();
    const bar = box.querySelector("progress");
    if (said.total) {
      bar.max = said.total;
      bar.value = said.done;
    }
  } catch {
    // The line is weak: ask again.
  }
  setTimeout(ask, PAUSE);
}

if (box) setTimeout(ask, PAUSE);

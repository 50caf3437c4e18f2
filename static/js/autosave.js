// A form with data-autosave saves itself a moment after each change and when the page is left; what could not be
// sent is tried again. The button still works without this.
const PAUSE = 1200;
const AGAIN = 8000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let isChanged = false;

  function body() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function save() {
    clearTimeout(timer);
    if (!isChanged) return;
    isChanged = false;
    status.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.action, { method: "POST", body: body(), headers: { "X-Autosave": "1" } });
      if (answer.status === 403) {
        status.textContent = form.dataset.ended;
        return;
      }
      const said = await answer.json();
      showErrors(said.errors, said.told || []);
      if (said.seen) form.elements.seen.value = said.seen;
      status.textContent = said.saved_at ? form.dataset.saved.replace("{time}", said.saved_at) : (said.errors[""] || [""])[0];
    } catch {
      isChanged = true;
      status.textContent = form.dataset.failed;
      timer = setTimeout(save, AGAIN);
    }
  }

  // ``told``: fields that somebody else changed meanwhile. It is said once, so it stays, and even who is typing reads it.
  function showErrors(errors, told) {
    for (const old of form.querySelectorAll("[data-autosave-error='']")) old.remove();
    for (const box of form.querySelectorAll("[aria-invalid]")) box.removeAttribute("aria-invalid");
    for (const [name, sentences] of Object.entries(errors)) {
      const box = form.elements[name];
      if (!name || !box) continue;
      const last = box instanceof RadioNodeList ? box[box.length - 1] : box;
      // Somebody who is still typing is not interrupted.
      if (last === document.activeElement && !told.includes(name)) continue;
      const words = document.createElement("p");
      words.className = "invalid-feedback";
      words.dataset.autosaveError = told.includes(name) ? "told" : "";
      words.textContent = sentences.join(" ");
      last.setAttribute("aria-invalid", "true");
      last.after(words);
    }
  }

  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("change", () => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, 50);
  });
  form.addEventListener("submit", () => {
    isChanged = false;
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (isChanged) {
      const data = body();
      data.append("autosave", "1");
      navigator.sendBeacon(form.action, data);
    }
  });
  addEventListener("online", save);
  // Over a weak line somebody types before this script has come.
  if (isTouched(form)) {
    isChanged = true;
    save();
  }
}

function isTouched(form) {
  return [...form.elements].some((box) => {
    if (box.type === "hidden" || box.type === "file") return false;
    if (box.type === "checkbox" || box.type === "radio") return box.checked !== box.defaultChecked;
    if (box.options) return [...box.options].some((each) => each.defaultSelected && !each.selected) || (box.selectedIndex > 0 && ![...box.options].some((each) => each.defaultSelected));
    return "defaultValue" in box && box.value !== box.defaultValue;
  });
}

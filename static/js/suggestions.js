// A search box with data-suggestions (an address) offers what begins like that: a combobox as ARIA 1.2 has it.
const PAUSE = 150;

function offer(box, number) {
  const list = document.createElement("ul");
  Object.assign(list, { className: "suggestions", id: `suggestions-${number}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
  box.parentElement.append(list);
  box.autocomplete = "off";
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(state)) box.setAttribute(name, value);
  let pause, asked, chosen = -1;

  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (isShown) => {
    choose(-1);
    list.hidden = !isShown;
    box.setAttribute("aria-expanded", String(isShown));
  };
  const stop = () => {
    clearTimeout(pause);
    asked?.abort();
    show(false);
  };
  const fill = (lines) => {
    list.replaceChildren(...lines.map(({ words, kind, url, lang }, place) => {
      const option = document.createElement("li");
      const [name, sort] = [document.createElement("bdi"), document.createElement("span")];
      Object.assign(option, { id: `${list.id}-${place}` });
      Object.assign(name, { textContent: words, lang: lang ?? "" });
      if (!lang) name.removeAttribute("lang");
      Object.assign(sort, { textContent: kind, className: "meta" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      option.append(name, " ", sort);
      return option;
    }));
    show(lines.length > 0 && document.activeElement === box);
  };
  const ask = async () => {
    const words = box.value.trim();
    if (!words) return;
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(words)}`, { signal });
      if (answer.ok) fill((await answer.json()).suggestions);
    } catch {
      // A line that is cut, or words that are old already: the form still searches.
    }
  };

  box.addEventListener("input", () => {
    stop();
    list.replaceChildren();
    pause = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", stop);
  box.form.addEventListener("submit", stop);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || !list.children.length) return;
    if (step) {
      event.preventDefault();
      const last = list.children.length - 1;
      if (list.hidden) show(true);
      const next = chosen + step;
      choose(next > last ? 0 : next < 0 ? last : next);
    } else if (list.hidden) {
      return;
    } else if (event.key === "Escape") {
      event.preventDefault();
      stop();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  // The box keeps the focus, so that the list stays until the finger is lifted.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
}

document.querySelectorAll("[data-suggestions]").forEach(offer);

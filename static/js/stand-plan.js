// Stands by mouse, touch and keyboard. On the plan: choose stands to swap, and drop an exhibitor onto one. On the page of
// the halls: move, resize and draw them on a grid of half metres. All of it can also be done by the forms of the page.
const SQUARE = 10; // units of the drawing for half a metre
const CORNER = { touch: 24, other: 14 }; // units: the part of a stand that is pulled to make it larger
const PAUSE = 500;
const SIDES = ["x", "y", "width", "height"];
const words = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
// One finger drags; a second one, or another button of the mouse, does not join in.
const begins = (event) => event.isPrimary && !event.button;

// Follows the pointer that `start` began until it is lifted or taken away: fingers end in pointercancel as often as not,
// and nothing of this drag may hear the next one.
function follow(start, element, move, end) {
  const heard = new AbortController();
  const hear = (type, answer) =>
    element.addEventListener(type, (event) => event.pointerId === start.pointerId && answer(event), { signal: heard.signal });
  const stop = (event) => {
    heard.abort();
    end(event);
  };
  element.setPointerCapture(start.pointerId);
  hear("pointermove", move);
  hear("pointerup", stop);
  hear("pointercancel", stop);
  // A finger that rests on a link would open its menu, and the drag would be over.
  element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal: heard.signal });
}

// Choosing and dropping

const desk = document.querySelector("[data-stands]");

if (desk) {
  const boxes = new Map([...desk.querySelectorAll("[data-choose]")].map((box) => [box.dataset.choose, box]));
  const bar = desk.querySelector("[data-chosen-bar]");
  const said = bar?.querySelector("[data-chosen]");
  const asked = said?.textContent;
  let order = [...boxes.values()].filter((box) => box.checked);

  function show() {
    for (const stand of desk.querySelectorAll("a[data-stand]")) {
      const isChosen = boxes.get(stand.dataset.stand)?.checked ?? false;
      stand.classList.toggle("stand-chosen", isChosen);
      stand.setAttribute("aria-pressed", isChosen);
    }
    // Whoever stands on one goes to the next that was chosen: the form sends them in this order.
    for (const old of bar.querySelectorAll("input[type=hidden][name=stand]")) old.remove();
    for (const box of boxes.values()) box.disabled = false;
    for (const box of order) {
      const copy = Object.assign(document.createElement("input"), { type: "hidden", name: "stand", value: box.value });
      bar.append(copy);
    }
    const numbers = order.map((box) => box.dataset.number).join(" → ");
    said.textContent = order.length ? words(desk.dataset.chosenWords, { stands: `\u2066${numbers}\u2069` }) : asked;
    bar.classList.toggle("is-up", order.length > 0);
  }

  function note(box) {
    order = order.filter((each) => each !== box);
    if (box.checked) order.push(box);
    show();
  }

  if (bar) {
    // The copies in the form say which and in what order; the boxes would say it twice.
    for (const box of boxes.values()) {
      box.removeAttribute("name");
      box.addEventListener("change", () => note(box));
    }
    for (const stand of desk.querySelectorAll("a[data-stand]")) {
      const box = boxes.get(stand.dataset.stand);
      const choose = (event) => {
        event.preventDefault();
        box.checked = !box.checked;
        note(box);
      };
      stand.setAttribute("role", "button");
      stand.addEventListener("click", choose);
      stand.addEventListener("keydown", (event) => {
        if (event.key === " " || event.key === "Enter") choose(event);
      });
    }
    show();
  }

  for (const row of desk.querySelectorAll("[data-place]")) {
    const grip = row.querySelector("[data-grip]");
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => begins(event) && drag(event, row, grip));
  }
}

function drag(start, row, grip) {
  start.preventDefault();
  const ghost = document.createElement("p");
  ghost.className = "stand-ghost";
  ghost.textContent = row.querySelector("b").textContent;
  document.body.append(ghost);
  let over = null;

  function show(event) {
    ghost.style.left = `${event.clientX + 12}px`;
    ghost.style.top = `${event.clientY + 12}px`;
    if (event.clientY < 60) scrollBy(0, -14);
    if (event.clientY > innerHeight - 60) scrollBy(0, 14);
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("a[data-stand]") ?? null;
    if (found === over) return;
    over?.classList.remove("is-over");
    over = found;
    over?.classList.add("is-over");
  }

  function end(event) {
    ghost.remove();
    over?.classList.remove("is-over");
    if (event.type !== "pointerup" || !over) return;
    const form = row.querySelector("form");
    form.elements.stands.value = over.dataset.number;
    form.requestSubmit();
  }

  show(start);
  follow(start, grip, show, end);
}

// Arranging

for (const box of document.querySelectorAll("[data-arrange-hall]")) {
  const svg = box.querySelector("svg");
  const status = box.querySelector("[data-arrange-status]");
  const add = document.getElementById(box.dataset.add);
  if (!svg) continue;
  box.querySelector("[data-draw-row]").hidden = false;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const place = (stand) => Object.fromEntries(SIDES.map((side) => [side, Number(stand.dataset[side])]));

  function put(stand, at) {
    for (const side of SIDES) stand.dataset[side] = at[side];
    const rect = stand.querySelector("rect");
    for (const side of SIDES) rect.setAttribute(side, at[side] * SQUARE);
    const text = stand.querySelector("text");
    text.setAttribute("x", (at.x + at.width / 2) * SQUARE);
    text.setAttribute("y", (at.y + at.height / 2) * SQUARE + 5);
  }

  function kept(at) {
    return { x: Math.max(0, at.x), y: Math.max(0, at.y), width: Math.max(1, at.width), height: Math.max(1, at.height) };
  }

  async function save(stand, before) {
    const body = new FormData();
    body.set("act", "lie");
    body.set("stand", stand.dataset.stand);
    body.set("seen", SIDES.map((side) => before[side]).join(","));
    for (const [side, value] of Object.entries(place(stand))) body.set(side, value);
    try {
      const answer = await fetch(box.dataset.address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
      const told = await answer.json();
      if (told.width) put(stand, told);
      status.textContent = told.error || words(box.dataset.savedWords, { stand: stand.dataset.number });
    } catch {
      put(stand, before);
      status.textContent = box.dataset.failedWords;
    }
  }

  function holds(lying, point) {
    const { x, y, width, height } = lying;
    return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
  }

  function at(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: point.x / SQUARE, y: point.y / SQUARE };
  }

  for (const stand of svg.querySelectorAll("a[data-stand]")) {
    let timer = 0;
    let before = null;
    let isDragged = false;
    stand.setAttribute("draggable", "false");

    stand.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      const now = place(stand);
      before ??= now;
      const [across, down] = step;
      put(stand, kept(event.shiftKey ? { ...now, width: now.width + across, height: now.height + down } : { ...now, x: now.x + across, y: now.y + down }));
      clearTimeout(timer);
      timer = setTimeout(() => {
        save(stand, before);
        before = null;
      }, PAUSE);
    });

    stand.addEventListener("pointerdown", (event) => {
      const first = place(stand);
      const from = at(event);
      // A finger beside a stand is taken for one on it, which helps to grasp it and hinders drawing.
      if (!begins(event) || (svg.classList.contains("is-drawing") && !holds(first, from))) return;
      event.stopPropagation();
      const reach = (CORNER[event.pointerType] ?? CORNER.other) / SQUARE;
      // However small a stand is, one half of it moves it.
      const corner = (side) => side - Math.min(reach, side / 2);
      const isCorner = from.x > first.x + corner(first.width) && from.y > first.y + corner(first.height);
      isDragged = false;
      const move = (next) => {
        const to = at(next);
        const across = Math.round(to.x - from.x);
        const down = Math.round(to.y - from.y);
        isDragged ||= across !== 0 || down !== 0;
        put(stand, kept(isCorner ? { ...first, width: first.width + across, height: first.height + down } : { ...first, x: first.x + across, y: first.y + down }));
      };
      const end = (last) => {
        if (last.type === "pointercancel") put(stand, first);
        else if (isDragged) save(stand, first);
      };
      follow(event, stand, move, end);
    });

    // Browsers heed touch-action for a drawing as a whole, not for what lies in it: the page would scroll and take the
    // finger away. Beside the stands it does.
    stand.addEventListener("touchmove", (event) => event.cancelable && event.preventDefault(), { passive: false });

    // A stand that was dragged is not opened; by the keyboard it is, which counts no clicks.
    stand.addEventListener("click", (event) => isDragged && event.detail && event.preventDefault());
    stand.addEventListener("dragstart", (event) => event.preventDefault());
  }

  const finger = box.querySelector("[data-draw]");
  finger.addEventListener("click", () => {
    const isOn = svg.classList.toggle("is-drawing");
    finger.setAttribute("aria-pressed", isOn);
  });

  svg.addEventListener("pointerdown", (event) => {
    if (!begins(event) || (event.pointerType === "touch" && !svg.classList.contains("is-drawing"))) return;
    event.preventDefault();
    const from = at(event);
    const rect = document.createElementNS(svg.namespaceURI, "rect");
    rect.setAttribute("class", "stand-drawn");
    svg.append(rect);
    let drawn = null;
    const move = (next) => {
      const to = at(next);
      const x = Math.max(0, Math.floor(Math.min(from.x, to.x)));
      const y = Math.max(0, Math.floor(Math.min(from.y, to.y)));
      drawn = { x, y, width: Math.ceil(Math.max(from.x, to.x)) - x, height: Math.ceil(Math.max(from.y, to.y)) - y };
      for (const side of SIDES) rect.setAttribute(side, drawn[side] * SQUARE);
    };
    const end = (last) => {
      rect.remove();
      if (last.type !== "pointerup" || !drawn || drawn.width < 2 || drawn.height < 2) return;
      const form = add.querySelector("form");
      const fill = (name, value) => (form.elements[`${box.dataset.add}-${name}`].value = value);
      fill("x", drawn.x);
      fill("y", drawn.y);
      fill("width", drawn.width / 2);
      fill("height", drawn.height / 2);
      add.open = true;
      status.textContent = box.dataset.drawnWords;
      form.elements[`${box.dataset.add}-numbers`].focus();
    };
    follow(event, svg, move, end);
  });
}

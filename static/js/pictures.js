// Pictures of a work: made small here, sent one after the other with progress, tried again, ordered by dragging.
// What was chosen is kept on this device until the server has it, so that a closed tab loses nothing.
// Without this the form sends the files as they are, and the buttons of the list are plain forms.
const LONGEST = 1600; // what the widest public file needs, and half of what 2048 would send over a weak line
const QUALITY = 0.82;
const WAITS = [2000, 6000, 15000, 30000];
const LOOK = 2500;
const KEPT_DAYS = 7;
const PART = { "X-Part": "list" };

const form = document.getElementById("picture-form");
const words = form.dataset;
const list = form.querySelector("[data-uploads]");
const status = form.querySelector("[data-status]");
const queue = [];
let isSending = false;
let sent = 0;

document.documentElement.classList.add("has-script");
form.querySelector("[data-without-script]").hidden = true;

// What is kept on this device: {key, code, name, file, at} by key.

function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open("ilamexpo-pictures", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function kept(mode, use) {
  try {
    const base = await open();
    return await new Promise((done, fail) => {
      const request = use(base.transaction("files", mode).objectStore("files"));
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
  } catch {
    return null; // A device that keeps nothing still sends.
  }
}

const keep = (entry) => kept("readwrite", (store) => store.put(entry));
const forget = (key) => kept("readwrite", (store) => store.delete(key));

async function resume() {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  for (const entry of (await kept("readonly", (store) => store.getAll())) ?? []) {
    if (entry.at < oldest) forget(entry.key);
    else if (entry.code === words.code) enter(entry);
  }
}

// The queue

function add(files) {
  for (const file of files) {
    const entry = { key: `${words.code}-${Date.now()}-${Math.random()}`, code: words.code, name: file.name, file, at: Date.now() };
    keep(entry);
    enter(entry);
  }
}

function enter(entry) {
  const row = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = entry.name;
  const state = document.createElement("span");
  state.className = "meta";
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", entry.name);
  row.append(name, state, bar);
  list.append(row);
  const task = { entry, row, state, bar, tries: 0, isDone: false, timer: 0 };
  say(task, words.waiting, "waiting");
  queue.push(task);
  sendNext();
}

function say(task, sentence, state) {
  task.state.textContent = sentence;
  task.row.dataset.state = state;
}

async function sendNext() {
  if (isSending) return;
  const task = queue.find((each) => each.row.dataset.state === "waiting");
  if (!task) return;
  isSending = true;
  removeButtons(task);
  try {
    await send(task);
  } catch (failure) {
    fail(task, failure);
  }
  isSending = false;
  count();
  sendNext();
}

async function send(task) {
  say(task, words.shrinking, "shrinking");
  task.blob ??= await shrink(task.entry.file);
  say(task, words.sending, "sending");
  const answer = await post(task);
  const [file] = answer.files;
  if (!file || file.state === "refused") {
    say(task, file?.reason ?? answer.error ?? words.broken, "refused");
    task.bar.remove();
    addButtons(task, false);
  } else {
    say(task, words.sent, "sent");
    task.bar.value = 100;
    sent += 1;
    setTimeout(() => task.row.remove(), 4000);
  }
  task.isDone = true;
  task.blob = null;
  forget(task.entry.key);
  if (answer.list) show(answer.list);
}

// A copy at most LONGEST px a side, upright; the file itself where the browser cannot read it: the server says why.
async function shrink(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "#fffdf8";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0;
    return blob ?? file;
  } catch {
    return file;
  } finally {
    bitmap?.close();
  }
}

class Failure extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

// By XMLHttpRequest, since fetch does not tell how much has gone.
function post(task) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("files", task.blob, task.entry.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("X-Part", "list");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) task.bar.value = (100 * event.loaded) / event.total;
    };
    request.onload = () => {
      if (request.response?.files) done(request.response);
      else fail(new Failure(request.status >= 500 ? "broken" : "ended"));
    };
    request.onerror = request.ontimeout = request.onabort = () => fail(new Failure("failed"));
    request.send(data);
  });
}

function fail(task, failure) {
  const kind = failure.kind ?? "broken";
  say(task, words[kind], "failed");
  task.bar.value = 0;
  addButtons(task, true);
  if (kind === "failed" && task.tries < WAITS.length) task.timer = setTimeout(() => again(task), WAITS[task.tries]);
  task.tries += 1;
}

function again(task) {
  if (task.row.dataset.state !== "failed") return;
  clearTimeout(task.timer);
  say(task, words.waiting, "waiting");
  sendNext();
}

function addButtons(task, mayRetry) {
  removeButtons(task);
  const buttons = document.createElement("div");
  buttons.className = "row";
  if (mayRetry) buttons.append(button(words.retry, task, () => ((task.tries = 0), again(task))));
  buttons.append(
    button(words.drop, task, () => {
      clearTimeout(task.timer);
      forget(task.entry.key);
      queue.splice(queue.indexOf(task), 1);
      task.row.remove();
      count();
    }),
  );
  task.row.append(buttons);
}

function removeButtons(task) {
  task.row.querySelector(".row")?.remove();
}

function button(label, task, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "btn";
  one.textContent = label;
  one.setAttribute("aria-label", `${label}: ${task.entry.name}`);
  one.addEventListener("click", act);
  return one;
}

function count() {
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language === "en" ? "en" : language === "fa" ? "fa" : "ar-u-nu-arab");
  const all = queue.filter((each) => each.row.dataset.state !== "refused").length;
  status.textContent = all ? words.progress.replace("{done}", number.format(sent)).replace("{all}", number.format(all)) : "";
}

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = ""; // The same file may be chosen again.
    count();
  });
  // Over a weak line a picture may be chosen before this script has come.
  if (input.files.length) input.dispatchEvent(new Event("change"));
}
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("online", () => {
  for (const task of queue) again(task);
});

// The list: pieces of the page from the server, with the focus where it was.

let looking = 0;
let isDragging = false;

const current = () => document.querySelector("[data-picture-list]");

function show(html) {
  if (isDragging) return;
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-picture-list]");
  if (!fresh) return;
  const focused = document.activeElement;
  const key = focused?.closest("[data-key]")?.dataset.key;
  const mark = focused?.value || focused?.getAttribute("href");
  current().replaceWith(fresh);
  prepareList();
  if (!key) return;
  const row = fresh.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? fresh.querySelector("[data-removed] button")?.parentElement;
  const same = [...(row?.querySelectorAll("button, a") ?? [])].find((each) => (each.value || each.getAttribute("href")) === mark && !each.disabled);
  (same ?? row?.querySelector("button:not([disabled]), a"))?.focus();
}

function prepareList() {
  for (const handle of current().querySelectorAll("[data-handle]")) handle.hidden = false;
  const link = current().querySelector("[data-look-again]");
  if (link) link.hidden = true;
  clearTimeout(looking);
  if (current().dataset.waiting !== undefined) looking = setTimeout(look, LOOK);
}

async function look() {
  try {
    if (!document.hidden) {
      const answer = await fetch(location.pathname, { headers: PART });
      if (answer.ok && !answer.redirected) return show(await answer.text());
    }
  } catch {
    // The line is down: later.
  }
  looking = setTimeout(look, 2 * LOOK);
}

async function tap(address, data) {
  const answer = await fetch(address, { method: "POST", body: data, headers: PART });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  show(await answer.text());
}

document.addEventListener("submit", async (event) => {
  const from = event.target;
  if (!from.closest("[data-picture-list]") || !event.submitter) return;
  event.preventDefault();
  const data = new FormData(from, event.submitter);
  try {
    await tap(event.submitter.formAction, data);
  } catch {
    // The plain way shows what is wrong; a form that was sent by a script fires no second event.
    from.action = event.submitter.formAction;
    for (const [name, value] of data) {
      if (from.elements[name]?.type === "hidden") continue;
      const box = document.createElement("input");
      Object.assign(box, { type: "hidden", name, value });
      from.append(box);
    }
    from.submit();
  }
});

// Dragging by the handle, with finger, pen or mouse.

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const row = handle.closest("[data-key]");
  const rows = row.parentElement;
  const before = order(rows).join();
  isDragging = true;
  row.classList.add("is-dragged");

  function move(moved) {
    const others = [...rows.children].filter((each) => each !== row);
    const next = others.find((each) => {
      const box = each.getBoundingClientRect();
      return moved.clientY < box.top + box.height / 2;
    });
    if ((next ?? null) !== row.nextElementSibling) rows.insertBefore(row, next ?? null);
    if (moved.clientY < 80) scrollBy(0, -16);
    if (moved.clientY > innerHeight - 80) scrollBy(0, 16);
  }

  async function end() {
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
    row.classList.remove("is-dragged");
    isDragging = false;
    if (order(rows).join() === before) return;
    const data = new FormData(rows.closest("form"));
    for (const key of order(rows)) data.append("key", key);
    try {
      await tap(rows.closest("form").action, data);
      status.textContent = words.moved;
    } catch {
      status.textContent = words.broken;
      look();
    }
  }

  // On the document: a row that is moved in the page loses the pointer.
  const listeners = { pointermove: move, pointerup: end, pointercancel: end };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
});

const order = (rows) => [...rows.children].map((each) => each.dataset.key);

prepareList();
resume();

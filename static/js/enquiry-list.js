// The enquiry list: codes of works kept on this device, so that pages stay the same bytes for everybody.
// [data-add="CODE"] is a link to the form with that work; [data-enquiry-list] opens the whole list.
const KEY = "enquiry-list";
const MOST = 50;

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function write(codes) {
  try {
    localStorage.setItem(KEY, JSON.stringify(codes.slice(-MOST)));
  } catch {
    // A device that keeps nothing still has the form.
  }
  show();
}

function show() {
  const codes = read();
  const count = document.querySelector("[data-enquiry-count]");
  const number = new Intl.NumberFormat(document.documentElement.lang === "ckb" ? "ar-IQ-u-nu-arab" : document.documentElement.lang);
  for (const link of document.querySelectorAll("[data-enquiry-list]")) {
    const query = codes.map((code) => `add=${encodeURIComponent(code)}`).join("&");
    link.search = query;
  }
  if (count) {
    count.hidden = codes.length === 0;
    count.textContent = number.format(codes.length);
  }
  for (const link of document.querySelectorAll("[data-add]")) {
    if (codes.includes(link.dataset.add) && link.dataset.added) link.querySelector("[data-words]").textContent = link.dataset.added;
  }
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const remove = event.target.closest("[data-remove]");
  if (remove) write(read().filter((code) => code !== remove.dataset.remove));
  if (!add || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // A second press goes on to the form.
  if (read().includes(add.dataset.add)) return void (add.search = document.querySelector("[data-enquiry-list]").search);
  event.preventDefault();
  write([...read(), add.dataset.add]);
  document.querySelector("[data-added-status]")?.replaceChildren(add.dataset.added ?? "");
});

if (document.querySelector("[data-enquiry-sent]")) write([]);
const asked = [...document.querySelectorAll("[data-asked]")].map((row) => row.dataset.asked);
if (asked.length) write([...new Set([...read(), ...asked])]);
show();

// The enquiry list: codes of works kept on this device, so that pages stay the same bytes for everybody.
// [data-add="CODE"] is a link to the form with that work; [data-enquiry-list] opens the form with the whole list.
// [data-visit] tells where a printed code was scanned: for a week the form learns of the last such place.
const KEY = "enquiry-list";
const VISIT = "enquiry-visit";
const A_WEEK = 7 * 24 * 3600 * 1000;
const MOST = 50;
const all = (selector) => [...document.querySelectorAll(selector)];

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function write(codes) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(codes)].slice(-MOST)));
  } catch {
    // A device that keeps nothing still has the form.
  }
  show();
}

function visit() {
  try {
    const { query, until } = JSON.parse(localStorage.getItem(VISIT)) ?? {};
    return until > Date.now() ? `&${query}` : "";
  } catch {
    return "";
  }
}

function remember(query) {
  try {
    localStorage.setItem(VISIT, JSON.stringify({ query, until: Date.now() + A_WEEK }));
  } catch {
    // The links of this page carry it all the same.
  }
}

function show() {
  const codes = read();
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language === "en" ? "en" : language === "fa" ? "fa" : "ar-u-nu-arab");
  const list = codes.map((code) => `add=${encodeURIComponent(code)}`).join("&") + visit();
  for (const link of all("[data-enquiry-list]")) link.search = list;
  for (const badge of all("[data-enquiry-count]")) {
    badge.hidden = codes.length === 0;
    badge.textContent = number.format(codes.length);
  }
  for (const link of all("[data-add]")) {
    if (!codes.includes(link.dataset.add)) continue;
    link.search = list;
    link.querySelector("[data-words]").textContent = link.dataset.added;
  }
}

// The address of the form, also in another language, names its works: neither brings back what was removed.
function leaveOut(code) {
  if (location.search) history.replaceState(null, "", without(code, location.search));
  for (const link of all("a[hreflang]")) link.search = without(code, link.search);
}

function without(code, search) {
  const query = new URLSearchParams(search);
  const rest = query.getAll("add").filter((each) => each !== code);
  query.delete("add");
  for (const each of rest) query.append("add", each);
  return `?${query}`;
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const remove = event.target.closest("[data-remove]");
  if (remove) {
    const code = remove.dataset.remove;
    for (const row of all(`#enquiry-form [data-code="${code}"], #enquiry-form [name="add"][value="${code}"]`)) row.remove();
    write(read().filter((each) => each !== code));
    leaveOut(code);
  } else if (add && !read().includes(add.dataset.add) && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    write([...read(), add.dataset.add]);
  }
});

for (const { dataset } of all("[data-visit]")) remember(dataset.visit);
for (const button of all("[data-remove]")) button.hidden = false;
// Nothing of the list was sent along with what a search did not find.
if (document.querySelector(".sent-code:not([data-keep-list])")) write([]);
else write([...read(), ...all("#enquiry-form [data-code]").map((row) => row.dataset.code)]);

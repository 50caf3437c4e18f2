// Each tap is kept on this device as a record of its own, which is never rewritten and goes only when the server says that
// it counts: so neither a cut line, a reload nor a second tab loses or doubles one. Without this script, or where nothing
// can be kept, each button posts the form.
const form = document.querySelector("form[data-tally]");
const PAUSE = 400;
const AGAIN = 8000;
const MOST = 100;
const HOUR = 3600000;

if (form) begin(form, form.dataset, `tally ${form.dataset.tally} `);

function begin(form, words, prefix) {
  const state = form.querySelector("[data-state]");
  const refused = form.querySelector("[data-refused]");
  // What the server had counted at its moment `now`, and by how much its clock is ahead of this one.
  let base = { hour: Number(words.hour), today: Number(words.today), now: Number(words.now) };
  let ahead = base.now - Date.now();
  let isSending = false;
  let isAskedAnew = false;
  let isEnded = false;
  let timer = 0;

  function kept() {
    const found = [];
    for (let place = 0; place < localStorage.length; place++) {
      const name = localStorage.key(place);
      if (!name?.startsWith(prefix)) continue;
      // Another tab may have removed it this very moment.
      const tap = JSON.parse(localStorage.getItem(name));
      if (tap) found.push({ ...tap, key: name.slice(prefix.length) });
    }
    return found.sort((one, other) => one.at - other.at);
  }

  function keep(count) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(prefix + key, JSON.stringify({ gate: words.gate, count, at: Date.now() }));
  }

  const there = (moment, length) => Math.floor((moment + words.offset * 60000) / length);

  // What the server counted in this hour or on this day, and what it does not know yet.
  function sum(name, length) {
    const now = there(Date.now() + ahead, length);
    const known = there(base.now, length) === now ? base[name] : 0;
    return kept()
      .filter((tap) => tap.gate === words.gate && !tap.why && there(tap.at + ahead, length) === now)
      .reduce((total, tap) => total + tap.count, known);
  }

  const write = (number) => String(number).replace(/\d/g, (digit) => words.digits[digit]);

  function show() {
    const taps = kept();
    const waiting = taps.filter((tap) => !tap.why);
    const stopped = taps.filter((tap) => tap.why);
    form.querySelector("[data-shown=hour]").textContent = write(sum("hour", HOUR));
    form.querySelector("[data-shown=today]").textContent = write(sum("today", 24 * HOUR));
    const number = waiting.reduce((total, tap) => total + Math.abs(tap.count), 0);
    state.textContent = isEnded ? words.ended : number ? words.unsent.replace("{number}", write(number)) : words.allSent;
    state.classList.toggle("is-waiting", isEnded || number > 0);
    refused.hidden = !stopped.length;
    refused.firstElementChild.textContent = [...new Set(stopped.map((tap) => tap.why))]
      .map((why) => `${why} (${write(stopped.filter((tap) => tap.why === why).reduce((total, tap) => total + tap.count, 0))})`)
      .join(" ");
  }

  async function send() {
    clearTimeout(timer);
    const taps = kept().filter((tap) => !tap.why).slice(0, MOST);
    if (isSending || !(taps.length || isAskedAnew)) return;
    isSending = true;
    isAskedAnew = false;
    const body = new FormData(form);
    body.set("taps", JSON.stringify(taps));
    body.set("sent_at", Date.now());
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      // Whoever was signed out is led away, or the token of the page is of another session.
      isEnded = answer.type === "opaqueredirect" || answer.status === 403;
      if (answer.ok) settle(await answer.json());
    } catch {
      // There is no line: it is tried again.
    }
    isSending = false;
    show();
    if (kept().some((tap) => !tap.why)) timer = setTimeout(send, isEnded ? AGAIN * 4 : AGAIN);
  }

  function settle(said) {
    for (const key of said.kept) localStorage.removeItem(prefix + key);
    for (const [key, why] of Object.entries(said.refused)) {
      const tap = JSON.parse(localStorage.getItem(prefix + key));
      // Another tab may have brought it through.
      if (tap) localStorage.setItem(prefix + key, JSON.stringify({ ...tap, why }));
    }
    base = { hour: said.hour, today: said.today, now: said.now };
    ahead = base.now - Date.now();
    if (kept().some((tap) => !tap.why)) setTimeout(send, 0);
  }

  form.addEventListener("submit", (event) => {
    const count = Number(event.submitter?.value);
    if (!count) return;
    if (count < 0 && sum("hour", HOUR) + count < 0) {
      event.preventDefault();
      state.textContent = words.nothing;
      return;
    }
    try {
      keep(count);
    } catch {
      return;
    }
    event.preventDefault();
    show();
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  form.querySelector("[data-again]").addEventListener("click", () => {
    for (const { key, why, ...tap } of kept()) if (why) localStorage.setItem(prefix + key, JSON.stringify(tap));
    show();
    send();
  });
  form.querySelector("[data-drop]").addEventListener("click", () => {
    for (const tap of kept()) if (tap.why) localStorage.removeItem(prefix + tap.key);
    show();
  });
  // Another tab sent something: this one asks how many there are now.
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(prefix) && event.newValue === null) isAskedAnew = true;
    show();
    timer = setTimeout(send, PAUSE);
  });
  addEventListener("online", send);
  addEventListener("pageshow", send);
  setInterval(show, 15000);
  state.hidden = form.querySelector("[data-with-script]").hidden = false;
  show();
  send();
}

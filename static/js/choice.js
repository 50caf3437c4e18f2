// The ranking by keyboard: J and K go down and up, X chooses, A accepts, R rejects; Enter follows the link as always.
const rows = [...document.querySelectorAll("[data-choice-row]")];
const form = document.querySelector("[data-choice]");

function here() {
  return rows.indexOf(document.activeElement?.closest("[data-choice-row]"));
}

function go(step) {
  const place = Math.min(Math.max(here() + step, 0), rows.length - 1);
  rows[place]?.querySelector("a").focus();
  rows[place]?.scrollIntoView({ block: "nearest" });
}

function box(row) {
  return row?.querySelector("input[name=code]");
}

function decide(how) {
  const row = rows[here()];
  // What is under the cursor is meant when nothing was chosen.
  if (box(row) && !form.querySelector("input[name=code]:checked")) box(row).checked = true;
  form.querySelector(`button[value=${how}]`)?.click();
}

addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("textarea, select, input:not([type=checkbox])");
  if (!form || event.ctrlKey || event.altKey || event.metaKey || isTyping) return;
  const act = {
    KeyJ: () => go(1),
    KeyK: () => go(-1),
    KeyX: () => box(rows[here()])?.click(),
    KeyA: () => decide("accepted"),
    KeyR: () => decide("rejected"),
  }[event.code]; // by place on the keyboard: the Persian layout writes other letters there
  if (!act) return;
  event.preventDefault();
  act();
});

// The queue by keyboard: J and K go down and up, X chooses, A approves, R returns; Enter follows the link as always.
const rows = [...document.querySelectorAll("[data-review-row]")];
const form = document.getElementById("review-form");

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=checkbox])");
}

function here() {
  return rows.indexOf(document.activeElement?.closest("[data-review-row]"));
}

function go(step) {
  const place = Math.min(Math.max(here() + step, 0), rows.length - 1);
  rows[place]?.querySelector("a").focus();
  rows[place]?.scrollIntoView({ block: "nearest" });
}

function decide(how) {
  const row = rows[here()];
  // What is under the cursor is meant when nothing was chosen.
  if (row && !form.querySelector("input[name=code]:checked")) row.querySelector("input[name=code]").checked = true;
  form.querySelector(`button[value=${how}]`).click();
}

addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const act = {
    KeyJ: () => go(1),
    KeyK: () => go(-1),
    KeyX: () => rows[here()]?.querySelector("input[name=code]").click(),
    KeyA: () => decide("approve"),
    KeyR: () => decide("return"),
  }[event.code]; // by place on the keyboard: the Persian layout writes other letters there
  if (!act) return;
  event.preventDefault();
  act();
});

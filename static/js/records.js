/* The records, made shorter: one language of the texts at a time, and a summary of errors that links to the boxes. */
"use strict";

const labelOf = (box) => document.querySelector(`label[for="${box.id}"]`);
const boxesOf = (form) => form.querySelectorAll("[class*='mt-field-']");

function showLanguage(form, tabs, language) {
  for (const tab of tabs.querySelectorAll("button")) tab.setAttribute("aria-pressed", String(tab.value === language));
  for (const box of boxesOf(form)) {
    const row = box.closest(".form-row");
    if (!row) continue;
    // What must be filled in or corrected is never out of sight.
    const mustStay = row.matches(".errors") || row.querySelector(".errorlist, label.required");
    row.classList.toggle("in-other-language", Boolean(language) && box.lang !== language && !mustStay);
  }
}

function setUpLanguages(tabs) {
  const form = document.querySelector("#content-main form[id$='_form']");
  if (!form || !boxesOf(form).length) return;
  tabs.hidden = false;
  tabs.addEventListener("click", ({ target }) => {
    if (target.matches("button")) showLanguage(form, tabs, target.value);
  });
  showLanguage(form, tabs, tabs.querySelector("[data-current]").value);
}

function setUpErrors(note) {
  const form = note.closest("form");
  const list = document.createElement("ul");
  for (const errors of form.querySelectorAll(".errorlist:not(.nonfield)")) {
    const holder = errors.closest(".fieldBox, td, .form-row, .form-multiline > div") ?? errors.parentElement;
    const box = holder.querySelector("input:not([type=hidden]), select, textarea");
    if (!box?.id) continue;
    const link = document.createElement("a");
    link.href = `#${box.id}`;
    const column = box.closest("td") && box.closest("table").tHead.rows[0].cells[box.closest("td").cellIndex];
    const name = (column ?? labelOf(box))?.textContent.trim().replace(/:$/, "");
    link.textContent = (name ? `${name}: ` : "") + [...errors.children].map((item) => item.textContent).join(" ");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      box.closest("details")?.setAttribute("open", "");
      box.focus();
    });
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  note.append(list);
  note.setAttribute("role", "alert");
  note.tabIndex = -1;
  note.focus();
}

/* The list boxes that are drawn by script say what they are and what was chosen. */
function nameChoices(holder) {
  for (const select of holder.querySelectorAll("select.admin-autocomplete")) {
    const drawn = select.nextElementSibling;
    const name = select.getAttribute("aria-label") ?? labelOf(select)?.textContent.trim().replace(/:$/, "") ?? "";
    for (const box of drawn?.querySelectorAll("[role=combobox], [role=textbox], input") ?? []) {
      const label = `${name} ${box.matches("[role=textbox]") ? box.textContent.trim() : ""}`.trim();
      if (box.getAttribute("aria-label") !== label) box.setAttribute("aria-label", label);
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const empty of document.querySelectorAll(".tabular thead th:empty")) {
    const cell = document.createElement("td");
    cell.className = empty.className;
    empty.replaceWith(cell);
  }
  const main = document.getElementById("content-main");
  if (main?.querySelector("select.admin-autocomplete")) {
    nameChoices(main);
    new MutationObserver(() => nameChoices(main)).observe(main, { childList: true, subtree: true });
  }
  document.querySelectorAll("[data-language-tabs]").forEach(setUpLanguages);
  document.querySelectorAll("form .errornote").forEach(setUpErrors);
});

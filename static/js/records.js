/* The records, made shorter: one language of the texts at a time, and a summary of errors that links to the boxes. */
"use strict";

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
  const form = tabs.closest("form");
  if (!boxesOf(form).length) return;
  const label = document.createElement("span");
  label.textContent = tabs.dataset.label;
  const all = document.createElement("button");
  all.type = "button";
  all.value = "";
  all.textContent = tabs.dataset.all;
  tabs.prepend(label);
  tabs.append(all);
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
    const name = form.querySelector(`label[for="${box.id}"]`)?.textContent.trim().replace(/:$/, "");
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

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-language-tabs]").forEach(setUpLanguages);
  document.querySelectorAll("form .errornote").forEach(setUpErrors);
});

// Passkeys: the page names what is asked, the device answers, the form carries the answer. Without them nothing shows.
const { webauthnJSON } = globalThis;

async function optionsOf(form) {
  const kept = form.querySelector("#passkey-options");
  if (kept) return JSON.parse(kept.textContent);
  const response = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()).request_options;
}

async function ask(form) {
  const problem = form.querySelector("[data-problem]");
  const button = form.querySelector("[type=submit]");
  problem.hidden = button.disabled = true;
  try {
    const credential = await webauthnJSON[form.dataset.passkey](await optionsOf(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    problem.hidden = button.disabled = false;
  }
}

if (globalThis.isSecureContext && webauthnJSON?.supported()) {
  document.querySelectorAll("[data-passkey-unsupported]").forEach((words) => words.remove());
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}

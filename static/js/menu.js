// The phone's menu closes on Escape and when somebody goes on elsewhere.
const menu = document.querySelector("[data-menu]");
if (menu) {
  const close = (focus) => {
    if (!menu.open) return;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  document.addEventListener("click", (event) => menu.contains(event.target) || close(false));
}

// Escape closes what is open around the focus, and nothing else; keys go on from what opened it. What lies over the page
// closes as well when somebody goes on to something else: it would hide that.

addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details[open]:not(.selection)");
  if (!menu) return;
  event.stopPropagation();
  menu.open = false;
  menu.firstElementChild.focus();
}, true);

for (const name of ["focusin", "pointerdown"]) {
  addEventListener(name, ({ target }) => {
    const menu = document.querySelector(".tabs [open]");
    if (menu && !menu.contains(target)) menu.open = false;
  });
}

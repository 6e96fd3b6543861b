// Escape closes what is open around the focus, and nothing else; keys go on from what opened it.

addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details[open]");
  if (!menu) return;
  event.stopPropagation();
  menu.open = false;
  menu.firstElementChild.focus();
}, true);

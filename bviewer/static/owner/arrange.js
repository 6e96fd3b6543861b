/* Arranging by dragging and by keyboard: the order of a list goes into the form below it. */

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function offerToSave(list) {
  const form = list.nextElementSibling;
  form.elements.ids.value = [...list.children].map((item) => item.id).join(" ");
  form.hidden = false;
}

function put(list, item, target) {
  const items = [...list.children];
  const isLater = items.indexOf(item) < items.indexOf(target);
  list.insertBefore(item, isLater ? target.nextElementSibling : target);
  offerToSave(list);
}

function dragging(list) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("held");
  });
  list.addEventListener("dragover", (event) => {
    const target = event.target.closest("li");
    if (!dragged || !target) return;
    event.preventDefault();
    if (target !== dragged) put(list, dragged, target);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("held");
    dragged = null;
  });
}

function hold(handle, isHeld) {
  handle.setAttribute("aria-pressed", isHeld);
  handle.closest("li").classList.toggle("held", isHeld);
}

function keyboard(list) {
  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".placed");
    if (!handle) return;
    const isHeld = handle.getAttribute("aria-pressed") === "true";
    if (event.key === " ") hold(handle, !isHeld);
    else if (isHeld && event.key in STEPS) {
      const item = handle.closest("li");
      const beside = STEPS[event.key] < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (beside) put(list, item, beside);
      handle.focus();
    } else return;
    event.preventDefault();
  });
  list.addEventListener("focusout", (event) => {
    // Moving an element takes the focus away for a moment.
    setTimeout(() => {
      if (event.target.matches(".placed") && document.activeElement !== event.target) {
        hold(event.target, false);
      }
    });
  });
}

for (const list of document.querySelectorAll("[data-places]")) {
  for (const handle of list.querySelectorAll(".placed")) {
    handle.draggable = true;
    handle.tabIndex = 0;
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-pressed", false);
    handle.setAttribute("aria-describedby", "arrange-help");
  }
  dragging(list);
  keyboard(list);
}
document.getElementById("arrange-help").hidden = false;

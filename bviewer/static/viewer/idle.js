// Caption and controls step aside while nobody moves.

const PATIENCE = 3000;
const SIGNS_OF_LIFE = ["pointermove", "keydown", "focusin"];
const FADED = ".idle.pswp--ui-visible:not(.with-details, :has(:focus-visible))";

export function hideWhenIdle(pswp) {
  let timer = null;
  let isAwakened = false;
  const wake = () => {
    pswp.element.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => pswp.element.classList.add("idle"), PATIENCE);
  };
  const touch = () => {
    isAwakened = pswp.element.matches(FADED);
    wake();
  };
  pswp.on("afterInit", () => {
    for (const sign of SIGNS_OF_LIFE) pswp.element.addEventListener(sign, wake, { passive: true });
    pswp.element.addEventListener("pointerdown", touch, { passive: true, capture: true });
    // Nobody means to press what cannot be seen. What plays can be.
    pswp.element.addEventListener("click", (event) => {
      if (isAwakened && event.detail && !event.target.closest(".film-box")) stop(event);
    }, true);
    wake();
  });
  // Otherwise a tap would hide again what it calls.
  pswp.on("tapAction", (event) => isAwakened && event.preventDefault());
  pswp.on("close", () => clearTimeout(timer));
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

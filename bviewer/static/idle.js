// Caption and controls step aside while nobody moves.

const PATIENCE = 3000;
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "focusin"];

export function hideWhenIdle(pswp) {
  let timer = null;
  const wake = () => {
    pswp.element?.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => pswp.element?.classList.add("idle"), PATIENCE);
  };
  pswp.on("afterInit", () => {
    for (const sign of SIGNS_OF_LIFE) pswp.element.addEventListener(sign, wake, { passive: true });
    wake();
  });
  pswp.on("close", () => clearTimeout(timer));
}

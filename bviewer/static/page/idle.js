// Whether nobody moves: then an element has the class `idle`, and what it holds can step aside.

const PATIENCE = 3000;
const SIGNS_OF_LIFE = ["pointermove", "keydown", "focusin"];

export class Idleness {
  // `faded` selects the element as long as its controls cannot be seen.
  constructor(element, faded) {
    this.element = element;
    this.timer = null;
    this.isAwakened = false; // By the touch that goes on.
    const wake = () => this.wake();
    for (const sign of SIGNS_OF_LIFE) element.addEventListener(sign, wake, { passive: true });
    element.addEventListener("pointerdown", () => {
      this.isAwakened = element.matches(faded);
      this.wake();
    }, { passive: true, capture: true });
    // Nobody means to press what cannot be seen. What plays can be.
    element.addEventListener("click", (event) => {
      if (this.isAwakened && event.detail && !event.target.closest(".film-box")) stop(event);
    }, true);
    this.wake();
  }

  wake() {
    this.element.classList.remove("idle");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.classList.add("idle"), PATIENCE);
  }

  end() {
    clearTimeout(this.timer);
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

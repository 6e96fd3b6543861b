// A slide of a photograph that moves. Its button is one of those above it.

import { Motion } from "./motion.js";
import { texts } from "./reason.js";

const ICON = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="2.5"/>'
  + '<circle cx="12" cy="12" r="6"/><circle cx="12" cy="12" r="9.5" stroke-dasharray=".1 3"/></svg>';

const motions = new WeakMap(); // By slide.
const buttons = new WeakMap(); // By viewer.

export class MovingSlide {
  constructor(slide) {
    this.box = document.createElement("div");
    this.box.className = "film-box";
    this.motion = new Motion(slide.data.motion, (video) => this.box.append(video), buttonOf(slide.pswp));
    this.motion.holdBy(slide.container);
    motions.set(slide, this.motion);
  }

  activate() {
    this.motion.button.hidden = false;
  }

  deactivate() {
    this.motion.letGo();
    this.motion.stop();
  }

  settle() {}
}

function buttonOf(pswp) {
  if (!buttons.has(pswp)) buttons.set(pswp, addButton(pswp));
  return buttons.get(pswp);
}

function addButton(pswp) {
  const button = document.createElement("button");
  button.className = "pswp__button pswp__button--motion";
  button.type = "button";
  button.innerHTML = ICON;
  button.title = texts.move;
  button.setAttribute("aria-label", texts.move);
  button.setAttribute("aria-pressed", "false");
  button.hidden = true;
  button.addEventListener("click", () => motions.get(pswp.currSlide).toggle());
  pswp.on("change", () => { button.hidden = !motions.has(pswp.currSlide); });
  pswp.topBar.querySelector(".pswp__button--details").before(button);
  return button;
}

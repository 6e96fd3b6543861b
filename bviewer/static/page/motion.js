// The page of a photograph that moves: while it is held, or once if its button is pressed.

import { Motion } from "../film/motion.js";
import { texts } from "../film/reason.js";

const stage = document.querySelector(".stage");
const button = document.createElement("button");
button.className = "badge move";
button.type = "button";
button.textContent = texts.move;
button.setAttribute("aria-pressed", "false");

const motion = new Motion(stage.dataset.motion, (video) => button.before(video), button);
button.addEventListener("click", () => motion.toggle());
stage.append(button);
motion.holdBy(stage.querySelector("img"));

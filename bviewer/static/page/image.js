// The page of one image: its placeholder until it is there, in its shape, and arrow keys.

import { watchImages } from "./loading.js";
import { paintPlaceholders } from "./placeholder.js";

paintPlaceholders();
watchImages();

const shape = document.querySelector(".stage .shape");
for (const side of shape ? ["width", "height"] : []) {
  shape.parentElement.style.setProperty(`--${side}`, shape.getAttribute(side));
}

const REL = { ArrowLeft: "prev", ArrowRight: "next" };
const REL_FROM_RIGHT = { ArrowLeft: "next", ArrowRight: "prev" };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, video")) return;
  const rel = (document.documentElement.dir === "rtl" ? REL_FROM_RIGHT : REL)[event.key];
  document.querySelector(`.pages a[rel="${rel}"]`)?.click();
});

// The page of one image: colours until it is there, in its shape, and arrow keys.

import { paint } from "./colours.js";
import { watch } from "./pending.js";
import "./returning.js";

paint();
watch();

const place = document.querySelector(".stage .place");
for (const side of place ? ["width", "height"] : []) {
  place.parentElement.style.setProperty(`--${side}`, place.getAttribute(side));
}

const REL = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const towards = document.documentElement.dir === "rtl" ? { ArrowLeft: "next", ArrowRight: "prev" } : REL;
  document.querySelector(`.pages a[rel="${towards[event.key]}"]`)?.click();
});

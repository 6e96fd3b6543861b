// The page of a film of a provider: its player takes the place of the poster when it is asked for. Without this script the
// poster leads to where it plays.

import { makeFrame } from "../film/embed.js";

const stage = document.querySelector(".stage");

stage.querySelector(".play").addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const frame = makeFrame(stage.dataset.embed, document.querySelector("h1").textContent);
  stage.replaceChildren(stage.querySelector(".shape"), frame);
  frame.focus();
});

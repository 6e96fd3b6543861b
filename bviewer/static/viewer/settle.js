// A held arrow key leads past many photographs. Only one that stays for a moment is asked for, and
// its caption shown: PhotoSwipe is given the event "settle" then.

import { onConnectionOrVisibility } from "../page/backoff.js";

const MOMENT = 250; // Milliseconds.
const ARROWS = new Set(["ArrowLeft", "ArrowRight"]);

export function announceSettling(pswp) {
  let timer = null;
  let isHurrying = false;
  const announce = () => {
    clearTimeout(timer);
    isHurrying = false;
    loadNearby(pswp);
    pswp.dispatch("settle");
  };
  pswp.on("change", () => {
    clearTimeout(timer);
    timer = setTimeout(announce, MOMENT);
  });
  pswp.on("keydown", ({ originalEvent: { key, repeat } }) => { isHurrying ||= repeat && ARROWS.has(key); });
  pswp.on("contentLoadImage", (event) => isHurrying && event.preventDefault());
  pswp.on("afterInit", () => {
    announce();
    onConnectionOrVisibility(() => document.hidden || announce(), pswp.events);
  });
  pswp.on("close", () => clearTimeout(timer));
}

// What was passed over in a hurry, if one stops there.
function loadNearby(pswp) {
  for (const distance of [0, 1, -1, 2]) {
    const content = pswp.contentLoader.getContentByIndex(pswp.getLoopedIndex(pswp.currIndex + distance));
    if (content?.state === "idle") content.loadImage(false);
  }
}

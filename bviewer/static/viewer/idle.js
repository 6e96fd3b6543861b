// Caption and controls step aside while nobody moves.

import { Idleness } from "../page/idle.js";

const FADED = ".idle.pswp--ui-visible:not(.with-details, :has(:focus-visible))";

export function hideWhenIdle(pswp) {
  let idleness = null;
  pswp.on("afterInit", () => { idleness = new Idleness(pswp.element, FADED); });
  // Otherwise a tap would hide again what it calls.
  pswp.on("tapAction", (event) => idleness.isAwakened && event.preventDefault());
  pswp.on("close", () => idleness.end());
}

// A gallery whose first photographs are being read: its page looks for them, less and less often.

import { fetchPage } from "./pages.js";

const FIRST_DELAY = 3000;
const LONGEST_DELAY = 60000;

export function lookForTheFirst() {
  if (document.getElementById("reading")) lookLater(FIRST_DELAY);
}

function lookLater(delay) {
  setTimeout(() => {
    if (document.hidden) document.addEventListener("visibilitychange", () => lookLater(0), { once: true });
    else look(delay);
  }, delay);
}

async function look(delay) {
  // A server that does not answer may do so later.
  const page = await fetchPage(location.href).catch(() => document);
  if (page.getElementById("reading")) lookLater(Math.min(1.5 * delay || FIRST_DELAY, LONGEST_DELAY));
  else location.reload();
}

// A gallery whose first photographs are being read: its page looks for them, less and less often.

import { fetchPage } from "./fetch_page.js";

const FIRST_DELAY = 250;
const LONGEST_DELAY = 60000;

export function pollForFirstImages() {
  if (document.getElementById("reading")) pollLater(FIRST_DELAY);
}

function pollLater(delay) {
  setTimeout(() => {
    if (document.hidden) document.addEventListener("visibilitychange", () => pollLater(0), { once: true });
    else poll(delay);
  }, delay);
}

async function poll(delay) {
  // A server that does not answer may do so later.
  const page = await fetchPage(location.href).catch(() => document);
  if (page.getElementById("reading")) pollLater(Math.min(1.3 * delay || FIRST_DELAY, LONGEST_DELAY));
  else location.reload();
}

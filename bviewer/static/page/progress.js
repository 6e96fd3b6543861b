// What is being prepared (an archive, a show): its page says how far it is, less and less often.
// Without this script it is loaded anew again and again.

import { fetchPage } from "./fetch_page.js";

const LONGEST_DELAY = 10000;
const SELECTOR = "[data-look-after]"; // Milliseconds until the first look.
const shown = document.querySelector(SELECTOR);

async function look(delay) {
  const page = document.hidden ? null : await fetchPage(location.href).catch(() => null);
  const now = page?.querySelector(SELECTOR);
  if (page && !now) return location.reload();
  if (now) shown.replaceChildren(...now.children); // What does not answer may do so later.
  lookLater(Math.min(1.1 * delay, LONGEST_DELAY));
}

function lookLater(delay) {
  setTimeout(() => look(delay), delay);
}

lookLater(Number(shown.dataset.lookAfter));

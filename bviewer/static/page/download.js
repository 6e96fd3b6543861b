// An archive that is being prepared: its page says how far it is, less and less often. Without this
// script it is loaded anew again and again.

import { fetchPage } from "./fetch_page.js";

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 10000;
const shown = document.getElementById("archive");

async function look(delay) {
  const page = document.hidden ? null : await fetchPage(location.href).catch(() => null);
  const now = page?.getElementById("archive");
  if (now && !now.querySelector("progress")) return location.reload();
  if (now) shown.replaceChildren(...now.children); // What does not answer may do so later.
  lookLater(Math.min(1.1 * delay, LONGEST_DELAY));
}

function lookLater(delay) {
  setTimeout(() => look(delay), delay);
}

lookLater(FIRST_DELAY);

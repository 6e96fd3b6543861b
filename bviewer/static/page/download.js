// An archive that is being prepared: its page says how far it is. Without this script it is loaded
// anew again and again.

import { fetchPage } from "./fetch_page.js";

const EVERY = 1000;
const shown = document.getElementById("archive");

async function look() {
  if (document.hidden) return;
  const page = await fetchPage(location.href).catch(() => null); // It may answer later.
  const now = page?.getElementById("archive");
  if (!now) return;
  if (now.querySelector("progress")) shown.replaceChildren(...now.children);
  else location.reload();
}

setInterval(look, EVERY);

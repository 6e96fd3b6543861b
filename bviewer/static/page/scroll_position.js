// Back leads to the same tile at the same height, however many pages were appended before it.

import { PAGE, appendPage, listed } from "./infinite_scroll.js";

const STILL = 150; // Milliseconds.

function firstOnScreen() {
  return listed().findIndex((tile) => tile.getBoundingClientRect().bottom > 0);
}

export function savePosition() {
  const index = firstOnScreen();
  if (index < 0 || history.state?.viewer) return;
  const tile = listed()[index];
  const place = window.scrollY > 0 ? { at: tile.id, index, top: tile.getBoundingClientRect().top } : {};
  history.replaceState({ ...history.state, at: undefined, ...place }, "");
}

// A reload keeps nothing that is said while the page is left, and not every browser says when scrolling ends.
function saveWhenStill() {
  let timer = null;
  document.addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(savePosition, STILL);
  }, { passive: true });
}

export async function restorePosition(refresh) {
  window.addEventListener("pagehide", savePosition);
  saveWhenStill();
  const { at, index, top } = history.state ?? {};
  if (!at) return;
  history.scrollRestoration = "manual";
  const find = () => document.getElementById(at);
  // From the beginning, so that every tile is in its row and column again. One that is gone is
  // looked for a page further, as there may be new ones before it.
  const isFar = () => listed().length > index + PAGE;
  while (!find() && !isFar() && (await appendPage(refresh).catch(() => false)));
  const tile = find() ?? listed()[index];
  if (!tile) return;
  const distance = () => tile.getBoundingClientRect().top - top;
  // A large window has to be filled below the tile as well.
  const isShort = () => scrollY + distance() > document.documentElement.scrollHeight - innerHeight;
  while (isShort() && (await appendPage(refresh).catch(() => false)));
  window.scrollBy({ top: distance(), behavior: "instant" });
}

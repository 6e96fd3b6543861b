// From a tile to the viewer, which is fetched when it is needed first.

const texts = JSON.parse(document.getElementById("texts").textContent);
const OPENABLE = "#images > li:not(.broken):not(.missing) > a";
const here = location.pathname;
let refresh = () => {};
let viewer = null;
let isOpening = false;
let opened = null;

function loadViewer() {
  viewer ??= import("../viewer/viewer.js");
  return viewer;
}

export function tiles() {
  return [...document.querySelectorAll(OPENABLE)];
}

// One at a time, however impatient one clicks.
async function open(tile, options) {
  if (isOpening || isOpen()) return;
  isOpening = true;
  try {
    const { openViewer } = await loadViewer();
    opened = await openViewer(tile, { texts, tiles, refresh, ...options });
  } catch {
    viewer = null; // It may be there the next time.
    location.assign(tile.href); // Its page shows it as well.
  } finally {
    isOpening = false;
  }
}

function isOpen() {
  return document.querySelector(".pswp") !== null;
}

export function openOnClick(refreshTiles) {
  refresh = refreshTiles;
  document.addEventListener("click", (event) => {
    const tile = event.target.closest?.(OPENABLE);
    if (!tile || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(tile, { isNew: true });
  });
  // The way forward leads into the viewer again, the way back out of it.
  window.addEventListener("popstate", ({ state }) => openFromHistory(state));
  offerSlideshow();
}

// A reload of the page under an open viewer shows the image's own page, so this is for Forward.
export function openFromHistory(state) {
  if (!state?.viewer) return;
  const tile = document.getElementById(state.viewer)?.querySelector("a");
  if (!tile && location.pathname !== here) location.reload(); // Its own page is at this address.
  if (tile) open(tile, { isNew: false });
  // The viewer cannot open while it closes.
  if (opened?.isDestroying && isOpen()) opened.on("destroy", () => setTimeout(() => openFromHistory(history.state)));
}

function offerSlideshow() {
  const button = document.getElementById("slideshow");
  if (!button || tiles().length < 2) return;
  button.addEventListener("click", () => open(tiles()[0], { isNew: true, isPlaying: true }));
  button.classList.remove("late");
}

// From a tile to the viewer, which is fetched when it is needed first.

const texts = JSON.parse(document.getElementById("texts").textContent);
const SHOWN = "#images > li:not(.broken):not(.missing) > a";
let refresh = () => {};
let viewer = null;

function loadViewer() {
  viewer ??= import("./viewer.js");
  return viewer;
}

export function tiles() {
  return [...document.querySelectorAll(SHOWN)];
}

async function open(tile, options) {
  try {
    const { view } = await loadViewer();
    await view(tile, { texts, tiles, refresh, ...options });
  } catch {
    location.assign(tile.href); // Its page shows it as well.
  }
}

export function listen(refreshTiles) {
  refresh = refreshTiles;
  document.addEventListener("click", (event) => {
    const tile = event.target.closest?.(SHOWN);
    if (!tile || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(tile, { isNew: true });
  });
  // The way forward leads into the viewer again, the way back out of it.
  window.addEventListener("popstate", ({ state }) => openFrom(state));
  addSlideshowButton();
}

// A reload of the page under an open viewer shows the image's own page, so this is for Forward.
export function openFrom(state) {
  const tile = state?.viewer && document.getElementById(state.viewer)?.querySelector("a");
  if (tile && !document.querySelector(".pswp")) open(tile, { isNew: false });
}

function addSlideshowButton() {
  const actions = document.getElementById("actions");
  if (!actions || tiles().length < 2) return;
  const button = document.createElement("button");
  button.className = "pill";
  button.type = "button";
  button.innerHTML = '<span aria-hidden="true">▶</span> ';
  button.append(texts.slideshow);
  button.addEventListener("click", () => open(tiles()[0], { isNew: true, isPlaying: true }));
  actions.append(button);
}

// The photographs of the viewer: those of the tiles that are there, and of those that come.

import { appendPage } from "../page/infinite_scroll.js";
import { isBroken, isLoaded, isPlaceholder } from "../page/placeholder.js";

const VIDEO = [16, 9]; // Whatever shape its picture has.
const AHEAD = 6; // Photographs before the end at which the next page is fetched.

export function slideOf(tile) {
  const small = tile.querySelector("img");
  const isVideo = tile.dataset.kind === "video";
  const [width, height] = isVideo ? VIDEO : [Number(tile.dataset.width) || 3, Number(tile.dataset.height) || 2];
  // Nothing is larger than the original, if that is known; but what a provider plays is as large as one wants.
  const most = tile.dataset.width && !isVideo ? 1 : Infinity;
  const fits = ([across, down]) => Math.min(across / width, down / height);
  const onScreen = fits([screen.width, screen.height]);
  const [name, ...box] = sizeFor(Math.min(onScreen * devicePixelRatio, most), fits);
  const scale = Math.min(Math.max(fits(box), onScreen), most);
  const isShown = isLoaded(small) && !isPlaceholder(small) && !isBroken(small) && !small.dataset.failed;
  return {
    id: tile.parentElement.id,
    href: tile.href,
    kind: tile.dataset.kind,
    mediaType: tile.dataset.type,
    motion: tile.dataset.motion,
    element: tile,
    alt: small.alt,
    src: addressOf(small, name),
    msrc: isShown ? small.currentSrc : undefined,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    thumbCropped: true,
  };
}

// The smallest of the sizes that show all of a photograph at the scale that is wanted, or else the
// largest: its name, and what it fits into.
function sizeFor(scale, fits) {
  const sizes = JSON.parse(document.getElementById("images").dataset.whole);
  return sizes.find(([, ...box]) => fits(box) >= scale) ?? sizes.at(-1);
}

function addressOf(small, name) {
  const url = new URL(small.dataset.failed ?? small.src);
  url.searchParams.delete("try");
  return url.href.replace(/\w+\.jpg(?=\?|$)/, `${name}.jpg`);
}

// The picture of a tile, square or not, is the placeholder of the first photograph, within its frame.
export function framePlaceholder(pswp) {
  pswp.on("contentLoad", ({ content }) => {
    const { element } = content.placeholder ?? {};
    if (element) element.style.aspectRatio = `${content.width} / ${content.height}`;
  });
}

export function appendSlides(pswp, slides, tiles, refresh) {
  const isAtEnd = () => pswp.currIndex >= slides.length - AHEAD;
  // Scrolling appends pages as well: what is there already waits for no answer.
  const takeTiles = () => {
    const more = tiles().slice(slides.length);
    if (!more.length || pswp.isDestroying) return;
    const first = slides.length;
    slides.push(...more.map(slideOf));
    pswp.refreshSlideContent(first);
  };
  pswp.on("change", async () => {
    if (isAtEnd()) takeTiles();
    if (!isAtEnd()) return;
    await appendPage(refresh).catch(() => false);
    takeTiles();
  });
}

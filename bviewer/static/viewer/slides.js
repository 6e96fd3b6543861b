// The photographs of the viewer: those of the tiles that are there, and of those that come.

import { appendPage } from "../page/infinite_scroll.js";
import { isBroken, isLoaded, isPlaceholder } from "../page/placeholder.js";
import { addressOf, copiesOf, copyFor } from "./copies.js";

const VIDEO = [16, 9]; // Whatever shape its picture has.
const AHEAD = 6; // Photographs before the end at which the next page is fetched.

export function slideOf(tile) {
  const small = tile.querySelector("img");
  const isVideo = tile.dataset.kind === "video";
  const [width, height] = isVideo ? VIDEO : [Number(tile.dataset.width) || 3, Number(tile.dataset.height) || 2];
  // Nothing is larger than the original, if that is known; but what a provider plays is as large as one wants.
  const most = tile.dataset.width && !isVideo ? 1 : Infinity;
  const onScreen = Math.min(screen.width / width, screen.height / height);
  const copies = copiesOf(small, width, height);
  const { src, fits } = copyFor(copies.filter((copy) => !copy.isOnDemand), Math.min(onScreen * devicePixelRatio, most));
  const isPhotograph = tile.dataset.width && !tile.dataset.kind;
  // One can go as near to a photograph as it has pixels, whatever is shown of it at first.
  const scale = isPhotograph ? 1 : Math.min(Math.max(fits, onScreen), most);
  const isShown = isLoaded(small) && !isPlaceholder(small) && !isBroken(small) && !small.dataset.failed;
  return {
    id: tile.parentElement.id,
    href: tile.href,
    kind: tile.dataset.kind,
    mediaType: tile.dataset.type,
    motion: tile.dataset.motion,
    element: tile,
    alt: small.alt,
    src,
    copies: isPhotograph ? copies : null,
    fileAt: (name) => addressOf(small, name),
    msrc: isShown ? small.currentSrc : undefined,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    thumbCropped: true,
  };
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

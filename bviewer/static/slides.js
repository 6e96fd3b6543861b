// The photographs of the viewer: those of the tiles that are there, and of those that come.

import { appendPage } from "./pages.js";
import { isBroken, isStandIn, isThere } from "./pending.js";

const BIG = { width: 1920, height: 1080 }; // What the size "big" fits into.
const AHEAD = 6; // Photographs before the end at which the next page is fetched.

export function slideOf(tile) {
  const small = tile.querySelector("img");
  const [width, height] = [Number(tile.dataset.width) || 3, Number(tile.dataset.height) || 2];
  const scale = Math.min(BIG.width / width, BIG.height / height, tile.dataset.width ? 1 : Infinity);
  const isShown = isThere(small) && !isStandIn(small) && !isBroken(small) && !small.dataset.failed;
  return {
    id: tile.parentElement.id,
    href: tile.href,
    element: tile,
    alt: small.alt,
    src: addressOf(small),
    msrc: isShown ? small.currentSrc : undefined,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    thumbCropped: true,
  };
}

function addressOf(small) {
  const url = new URL(small.dataset.failed ?? small.src);
  url.searchParams.delete("try");
  return url.href.replace(/small(2x)?\.jpg/, "big.jpg");
}

export function keepAppending(pswp, slides, tiles, refresh) {
  pswp.on("change", async () => {
    if (pswp.currIndex < slides.length - AHEAD) return;
    await appendPage(refresh).catch(() => false);
    // Scrolling may have appended pages as well.
    const more = tiles().slice(slides.length);
    if (!more.length || pswp.isDestroying) return;
    const first = slides.length;
    slides.push(...more.map(slideOf));
    pswp.refreshSlideContent(first);
  });
}

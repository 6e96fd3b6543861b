// The photograph itself, over the page: PhotoSwipe, with the address of each image in the address
// bar, so that Back closes the viewer and a reload opens the image's own page.

import PhotoSwipe from "./vendor/photoswipe/photoswipe.esm.min.js";
import { addButtons } from "./buttons.js";
import { addCaption } from "./caption.js";
import { hideWhenIdle } from "./idle.js";
import { appendPage } from "./pages.js";
import { delayOf, isStandIn, withTry } from "./pending.js";
import { addSlideshow } from "./slideshow.js";

const BIG = { width: 1920, height: 1080 }; // What the size "big" fits into.
const AHEAD = 6; // Photographs before the end at which the next page is fetched.
const MAXIMUM_TRIES = 60;
const WIDE = "(min-width: 900px)";
const PANEL = 320; // CSS pixels.

const stylesLoaded = new Promise((resolve, reject) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("./vendor/photoswipe/photoswipe.css", import.meta.url);
  link.addEventListener("load", resolve);
  link.addEventListener("error", reject);
  document.head.prepend(link); // Before our own, which refine it.
});

// Opens the viewer at a tile. `tiles` lists all that there are, `refresh` cares for new ones.
export async function view(tile, { texts, tiles, refresh, isNew, isPlaying }) {
  await stylesLoaded;
  const slides = tiles().map(slideOf);
  const index = slides.findIndex((slide) => slide.element === tile);
  const pswp = new PhotoSwipe(optionsFor(slides, index, texts));
  if (isNew) history.pushState({ viewer: slides[index].id }, "", slides[index].href);
  keepAddress(pswp);
  keepAsking(pswp);
  keepAppending(pswp, slides, tiles, refresh);
  addCaption(pswp);
  addButtons(pswp, texts);
  addSlideshow(pswp, texts, isPlaying);
  hideWhenIdle(pswp);
  pswp.init();
}

function slideOf(tile) {
  const small = tile.querySelector("img");
  const [width, height] = [Number(tile.dataset.width) || 3, Number(tile.dataset.height) || 2];
  const scale = Math.min(BIG.width / width, BIG.height / height, tile.dataset.width ? 1 : Infinity);
  return {
    id: tile.parentElement.id,
    href: tile.href,
    element: tile,
    alt: small.alt,
    src: (small.dataset.failed ?? small.src).replace(/small(2x)?\.jpg/, "big.jpg"),
    msrc: isStandIn(small) || small.dataset.failed ? undefined : small.currentSrc,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    thumbCropped: true,
  };
}

function optionsFor(slides, index, texts) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    dataSource: slides,
    index,
    mainClass: "viewer",
    bgOpacity: 1,
    loop: !document.querySelector(".pages a"),
    counter: !document.querySelector(".pages a"),
    preload: [1, 2],
    wheelToZoom: true,
    showHideAnimationType: isStill ? "none" : "zoom",
    closeTitle: texts.close,
    zoomTitle: texts.zoom,
    arrowPrevTitle: texts.previous,
    arrowNextTitle: texts.next,
    errorMsg: texts.error,
    getViewportSizeFn: (_options, pswp) => {
      const panel = pswp.element?.classList.contains("with-details") && matchMedia(WIDE).matches;
      return { x: document.documentElement.clientWidth - (panel ? PANEL : 0), y: window.innerHeight };
    },
  };
}

function keepAddress(pswp) {
  const title = document.title;
  let isLeft = false;
  const leave = ({ state }) => {
    if (state?.viewer) return;
    isLeft = true;
    pswp.close();
  };
  window.addEventListener("popstate", leave);
  pswp.on("change", () => {
    const { id, href, alt } = pswp.currSlide.data;
    document.title = alt;
    pswp.element.setAttribute("aria-label", alt);
    if (history.state?.viewer !== id) history.replaceState({ viewer: id }, "", href);
  });
  pswp.on("close", () => {
    window.removeEventListener("popstate", leave);
    document.title = title;
    const { element } = pswp.currSlide.data;
    element.scrollIntoView({ block: "nearest" });
    element.focus({ preventScroll: true });
    if (!isLeft) history.back();
  });
}

// What is still being made is asked for again as long as it is looked at.
function keepAsking(pswp) {
  pswp.on("loadComplete", ({ content }) => {
    const image = content.element;
    let tries = 0;
    const again = () => {
      if (!isStandIn(image) || tries >= MAXIMUM_TRIES || pswp.isDestroying) return;
      tries += 1;
      setTimeout(() => { image.src = withTry(content.data.src, tries); }, delayOf(tries));
    };
    image.addEventListener("load", again);
    again();
  });
}

function keepAppending(pswp, slides, tiles, refresh) {
  pswp.on("change", async () => {
    if (pswp.currIndex < slides.length - AHEAD) return;
    if (!(await appendPage(refresh).catch(() => false)) || pswp.isDestroying) return;
    const first = slides.length;
    slides.push(...tiles().slice(first).map(slideOf));
    pswp.refreshSlideContent(first);
  });
}

// The photograph itself, over the page: PhotoSwipe, with the address of each image in the address
// bar, so that Back closes the viewer and a reload opens the image's own page.

import PhotoSwipe from "../vendor/photoswipe/photoswipe.esm.min.js";
import { Idleness } from "../page/idle.js";
import { keepAddress, pushAddress } from "./address.js";
import { addButtons } from "./buttons.js";
import { addCaption } from "./caption.js";
import { addFilms } from "./films.js";
import { CLOSE, NEXT, PREVIOUS, ZOOM } from "./icons.js";
import { retryImages } from "./retry.js";
import { announceSettling } from "./settle.js";
import { keepSharp } from "./sharpness.js";
import { appendSlides, framePlaceholder, slideOf } from "./slides.js";
import { addSlideshow } from "./slideshow.js";

const WIDE = "(min-width: 900px), (min-width: 600px) and (max-height: 500px)"; // Or a phone on its side.
const FADED = ".idle.pswp--ui-visible:not(.with-details, :has(:focus-visible))";

// PhotoSwipe's before all of ours, which refine it.
const stylesLoaded = Promise.all([
  loadStyles("../vendor/photoswipe/photoswipe.css", (link) => document.head.prepend(link)),
  loadStyles("../css/viewer.css", (link) => document.head.append(link)),
]);

export function loadStyles(address, insert) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(address, import.meta.url);
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    insert(link);
  });
}

// Opens the viewer at a tile. `tiles` lists all that there are, `refresh` cares for new ones.
export async function openViewer(tile, { texts, tiles, refresh, isNew, isPlaying }) {
  await stylesLoaded;
  const slides = tiles().map(slideOf);
  const index = slides.findIndex((slide) => slide.element === tile);
  const pswp = new PhotoSwipe(optionsFor(slides, index, texts));
  if (isNew) pushAddress(slides[index]);
  keepAddress(pswp);
  retryImages(pswp, texts);
  framePlaceholder(pswp);
  addFilms(pswp);
  appendSlides(pswp, slides, tiles, refresh);
  addCaption(pswp);
  addButtons(pswp, texts);
  addSlideshow(pswp, texts, isPlaying);
  keepSharp(pswp);
  hideWhenIdle(pswp);
  hideScrollbar(pswp);
  announceSettling(pswp); // After all who listen.
  pswp.init();
  pswp.element.setAttribute("aria-modal", "true");
  return pswp;
}

// Caption and controls step aside while nobody moves.
function hideWhenIdle(pswp) {
  let idleness = null;
  pswp.on("afterInit", () => { idleness = new Idleness(pswp.element, FADED); });
  // Otherwise a tap would hide again what it calls.
  pswp.on("tapAction", (event) => idleness.isAwakened && event.preventDefault());
  pswp.on("close", () => idleness.end());
}

// The page keeps its width, so that nothing of it moves.
function hideScrollbar(pswp) {
  const page = document.documentElement;
  page.style.setProperty("--scrollbar", `${window.innerWidth - page.clientWidth}px`);
  page.classList.add("viewed");
  pswp.on("destroy", () => page.classList.remove("viewed"));
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
    // A double tap fills the window with what is long and thin.
    secondaryZoomLevel: ({ fit, fill }) => Math.min(1, Math.max(3 * fit, fill)),
    returnFocus: false, // It would go to the tile where one began.
    showHideAnimationType: isStill ? "none" : "zoom",
    closeTitle: texts.close,
    zoomTitle: texts.zoom,
    arrowPrevTitle: texts.previous,
    arrowNextTitle: texts.next,
    closeSVG: CLOSE,
    zoomSVG: ZOOM,
    arrowPrevSVG: PREVIOUS,
    arrowNextSVG: NEXT,
    errorMsg: texts.error,
    getViewportSizeFn: (_options, pswp) => roomFor(pswp),
  };
}

// The details take theirs beside the photograph or, where that is narrow, below it.
function roomFor(pswp) {
  const [x, y] = [document.documentElement.clientWidth, window.innerHeight];
  if (!pswp.element?.classList.contains("with-details")) return { x, y };
  const { offsetWidth, offsetHeight } = pswp.element.querySelector(".viewer-panel");
  return matchMedia(WIDE).matches ? { x: x - offsetWidth, y } : { x, y: y - offsetHeight };
}

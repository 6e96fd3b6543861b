// A resized picture that is still being made is answered with a stand-in of 6 x 6 pixels. Those on
// screen are asked for again, less and less often, until the real ones are there; and so are those
// that a bad connection has lost.

import { MAXIMUM_TRIES, delayOf, fateOf, whenItMayChange, withTry } from "./retrying.js";

const STAND_IN = 6; // Pixels.
const WIDEST = 65535; // Pixels of a JPEG (ITU-T T.81, B.2.2).
const BROKEN = new URL("./broken.svg", import.meta.url).href;

// The pictures that are not there yet; those that are not on screen have no timer that runs.
const timers = new Map();

const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    if (isIntersecting && timers.has(target)) askLater(target);
  }
});

// Of pictures for dense screens the browser tells fewer pixels than they have.
export function isStandIn(image) {
  const isSmall = Math.max(image.naturalWidth, image.naturalHeight) <= STAND_IN;
  return isThere(image) && isSmall && !isThin(image);
}

export function isThere(image) {
  return image.complete && image.naturalWidth > 0;
}

// What the server sends instead of a photograph that cannot be shown is wider than any.
export function isBroken(image) {
  return image.naturalWidth > WIDEST;
}

// A photograph may be that small itself: its square has no more pixels than its shorter side, and
// the whole of it on its own page no more than its longer one.
function isThin(image) {
  const { width, height } = image.closest("[data-width]")?.dataset ?? {};
  const side = image.closest(".stage") ? Math.max(width, height) : Math.min(width, height);
  return side <= STAND_IN;
}

// Fades a picture in when it is there, asks again for one that is not yet, and puts another in the
// place of one that will never be.
export function watch(root = document) {
  for (const image of root.querySelectorAll("main img:not(.watched), img.slide:not(.watched)")) {
    image.classList.add("watched");
    image.addEventListener("load", () => settle(image));
    image.addEventListener("error", () => wait(image));
    if (!image.complete) image.classList.add("waiting");
    else if (isThere(image)) settle(image);
    else wait(image);
  }
}

function settle(image) {
  if (isStandIn(image)) wait(image);
  else forget(image);
}

// To observe again is to be told again whether it is on screen.
function wait(image) {
  image.classList.add("waiting");
  if (!timers.has(image)) timers.set(image, null);
  onScreen.unobserve(image);
  onScreen.observe(image);
}

function forget(image) {
  image.classList.remove("waiting");
  clearTimeout(timers.get(image));
  timers.delete(image);
  onScreen.unobserve(image);
}

function replace(image) {
  image.dataset.failed = image.src;
  image.removeAttribute("srcset");
  image.src = BROKEN;
}

function askLater(image) {
  const tries = Number(image.dataset.tries ?? 0);
  if (document.hidden || tries >= MAXIMUM_TRIES) return;
  timers.set(image, setTimeout(() => {
    image.dataset.tries = tries + 1;
    ask(image, withTry(image.currentSrc || image.src, tries + 1));
  }, delayOf(tries)));
}

async function ask(image, address) {
  if (!isThere(image)) {
    const fate = await fateOf(address);
    if (fate === "refused" || (fate === "there" && image.dataset.came)) return replace(image);
    image.dataset.came = fate === "there" ? "1" : ""; // What comes, and fails again, is no picture.
    if (fate === "lost") return wait(image);
  }
  image.removeAttribute("srcset");
  image.src = address;
}

whenItMayChange(() => {
  for (const [image, timer] of timers) {
    clearTimeout(timer);
    image.dataset.tries = 0;
    if (!document.hidden) wait(image);
  }
});

// Images of the page fade in when they are loaded. Those on screen that are not made yet, or were
// lost on a bad connection, are asked for again, less and less often, until they are there.

import { MAXIMUM_TRIES, delayOf, onConnectionOrVisibility, probe, withTry } from "./backoff.js";
import { isLoaded, isPlaceholder } from "./placeholder.js";

const BROKEN = new URL("../icons/broken.svg", import.meta.url).href;

// The images that are not there yet; those that are not on screen have no timer that runs.
const timers = new Map();

const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(timers.get(target));
    if (isIntersecting && timers.has(target)) retryLater(target);
  }
});

// Fades an image in when it is there, asks again for one that is not yet, and puts another in the
// place of one that will never be.
export function watchImages() {
  for (const image of document.querySelectorAll("main img:not(.watched)")) {
    image.classList.add("watched");
    image.addEventListener("load", () => check(image));
    image.addEventListener("error", () => wait(image));
    if (!image.complete) image.classList.add("waiting");
    else if (isLoaded(image)) check(image);
    else wait(image);
  }
}

function check(image) {
  if (isPlaceholder(image)) wait(image);
  else show(image);
}

// To observe again is to be told again whether it is on screen.
function wait(image) {
  image.classList.add("waiting");
  if (!timers.has(image)) timers.set(image, null);
  onScreen.unobserve(image);
  onScreen.observe(image);
}

function show(image) {
  image.classList.remove("waiting");
  clearTimeout(timers.get(image));
  timers.delete(image);
  onScreen.unobserve(image);
}

function showBroken(image) {
  image.dataset.failed = image.src;
  image.removeAttribute("srcset");
  image.src = BROKEN;
}

function retryLater(image) {
  const tries = Number(image.dataset.tries ?? 0);
  if (document.hidden || tries >= MAXIMUM_TRIES) return;
  timers.set(image, setTimeout(() => {
    image.dataset.tries = tries + 1;
    retry(image, withTry(image.currentSrc || image.src, tries + 1));
  }, delayOf(tries)));
}

async function retry(image, address) {
  if (!isLoaded(image)) {
    const found = await probe(address);
    // What is available, and fails again, is no picture.
    if (found === "refused" || (found === "available" && image.dataset.available)) return showBroken(image);
    image.dataset.available = found === "available" ? "1" : "";
    if (found === "unreachable") return wait(image);
  }
  image.removeAttribute("srcset");
  image.src = address;
}

onConnectionOrVisibility(() => {
  for (const [image, timer] of timers) {
    clearTimeout(timer);
    image.dataset.tries = 0;
    if (!document.hidden) wait(image);
  }
});

// Images of the page fade in when they are loaded. Those on screen that are not made yet, or were
// lost on a bad connection, are asked for again, less and less often, until they are there. They are
// made in the order in which they were asked for: when one comes, the next ones are near.

import { FIRST_DELAY, MAXIMUM_TRIES, delayOf, onConnectionOrVisibility, probe, withTry } from "./backoff.js";
import { isLoaded, isPlaceholder } from "./placeholder.js";

const BROKEN = new URL("../icons/broken.svg", import.meta.url).href;

// As many as are made until the page asks again, and some more.
const NEAR = 24;

// The images that are not there yet, in the order in which they will be: the timer of the next try,
// when that is due, and the tries since another one came. Those that are not on screen, or are being
// fetched, have no timer.
const waiting = new Map();

const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    stop(target);
    if (isIntersecting && waiting.has(target)) retryLater(target);
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
  if (!waiting.has(image)) waiting.set(image, { timer: null, due: 0, tries: 0 });
  onScreen.unobserve(image);
  onScreen.observe(image);
}

function show(image) {
  image.classList.remove("waiting");
  stop(image);
  onScreen.unobserve(image);
  if (waiting.delete(image)) hurry();
}

function stop(image) {
  const wish = waiting.get(image);
  if (!wish) return;
  clearTimeout(wish.timer);
  wish.timer = null;
}

// Has the next ones asked for soon. Whoever is asked for soon is left alone, or would never be.
function hurry() {
  for (const [image, wish] of [...waiting].slice(0, NEAR)) {
    wish.tries = 0;
    if (wish.timer === null || wish.due <= performance.now() + FIRST_DELAY) continue;
    stop(image);
    retryLater(image);
  }
}

function showBroken(image) {
  image.dataset.failed = image.src;
  image.removeAttribute("srcset");
  image.src = BROKEN;
}

function retryLater(image) {
  const wish = waiting.get(image);
  if (document.hidden || wish.tries >= MAXIMUM_TRIES) return;
  const delay = delayOf(wish.tries);
  wish.due = performance.now() + delay;
  wish.timer = setTimeout(() => {
    wish.timer = null;
    wish.tries += 1;
    const tries = Number(image.dataset.tries ?? 0) + 1;
    image.dataset.tries = tries;
    retry(image, withTry(image.currentSrc || image.src, tries));
  }, delay);
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
  for (const [image, wish] of waiting) {
    stop(image);
    wish.tries = 0;
    if (!document.hidden) wait(image);
  }
});

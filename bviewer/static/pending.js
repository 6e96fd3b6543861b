// A resized picture that is still being made is answered with a stand-in of a few pixels. Those on
// screen are asked for again, less and less often, until the real ones are there.

const STAND_IN = 6; // Pixels.
const FIRST_DELAY = 700;
const LONGEST_DELAY = 8000;
const MAXIMUM_TRIES = 40;
const BROKEN = new URL("./broken.svg", import.meta.url).href;

export function isStandIn(image) {
  return image.complete && image.naturalWidth > 0 && image.naturalWidth <= STAND_IN && !isTiny(image);
}

// A photograph may be that small itself.
function isTiny(image) {
  const width = Number(image.closest("[data-width]")?.dataset.width);
  return width > 0 && width <= STAND_IN;
}

const onScreen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      onScreen.unobserve(entry.target);
      askLater(entry.target);
    }
  }
});

// Fades a picture in when it is there, asks again for one that is not yet, and puts another in the
// place of one that will never be.
export function watch(root = document) {
  for (const image of root.querySelectorAll("main img:not(.watched), img.slide:not(.watched)")) {
    image.classList.add("watched");
    image.addEventListener("load", () => settle(image));
    image.addEventListener("error", () => replace(image));
    if (!image.complete) image.classList.add("waiting");
    else if (image.naturalWidth > 0) settle(image);
    else replace(image);
  }
}

function replace(image) {
  image.classList.remove("waiting");
  if (image.src === BROKEN) return;
  image.dataset.failed = image.src;
  image.removeAttribute("srcset");
  image.src = BROKEN;
}

function settle(image) {
  const waiting = isStandIn(image);
  image.classList.toggle("waiting", waiting);
  if (waiting) onScreen.observe(image);
}

export function delayOf(tries) {
  return Math.min(FIRST_DELAY * 1.3 ** tries, LONGEST_DELAY);
}

function askLater(image) {
  const tries = Number(image.dataset.tries ?? 0);
  if (tries >= MAXIMUM_TRIES) return;
  image.dataset.tries = tries + 1;
  setTimeout(() => {
    if (document.hidden) document.addEventListener("visibilitychange", () => askLater(image), { once: true });
    else reload(image, tries + 1);
  }, delayOf(tries));
}

function reload(image, tries) {
  const url = withTry(image.currentSrc || image.src, tries);
  image.removeAttribute("srcset");
  image.src = url;
}

export function withTry(address, tries) {
  const url = new URL(address);
  url.searchParams.set("try", tries);
  return url.href;
}

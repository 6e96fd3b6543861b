// A resized picture that is still being made is answered with a stand-in of a few pixels.
// Ask again for those that are on screen, less and less often, until the real one is there.

const STAND_IN_WIDTH = 6;
const FIRST_DELAY = 800;
const LONGEST_DELAY = 8000;
const MAXIMUM_TRIES = 40;

const onScreen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      onScreen.unobserve(entry.target);
      ask(entry.target);
    }
  }
});

function isStandIn(image) {
  return image.complete && image.naturalWidth > 0 && image.naturalWidth <= STAND_IN_WIDTH;
}

function ask(image) {
  const tries = Number(image.dataset.tries ?? 0);
  if (tries >= MAXIMUM_TRIES) return;
  image.dataset.tries = tries + 1;
  const delay = Math.min(FIRST_DELAY * 1.3 ** tries, LONGEST_DELAY);
  setTimeout(() => reload(image, tries + 1), delay);
}

function reload(image, tries) {
  const url = new URL(image.currentSrc || image.src);
  url.searchParams.set("try", tries);
  image.removeAttribute("srcset");
  image.src = url.href;
}

for (const image of document.querySelectorAll("main img")) {
  const watch = () => isStandIn(image) && onScreen.observe(image);
  image.addEventListener("load", watch);
  watch();
}

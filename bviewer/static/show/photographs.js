// The photographs of a show: asked for one by one, and loaded before they are seen.

import { MAXIMUM_TRIES, delayOf, isTransient, probe, withTry } from "../page/backoff.js";
import { isBroken, isLoaded, isPlaceholder } from "../page/placeholder.js";

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// The show is over, or not for this visitor any more: its page says so.
export class Gone extends Error {}

export class Photographs {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  after(number) {
    return this.ask({ after: number });
  }

  before(number) {
    return this.ask({ before: number });
  }

  // What the server says of a photograph, with the promise of its slide: null if there is none to see.
  async ask(query) {
    const told = await this.fetchPatiently(`${this.address}?${new URLSearchParams(query)}`);
    const { photograph } = told;
    return { ...told, slide: photograph ? load(slideOf(photograph)) : Promise.resolve(null) };
  }

  // A bad connection, or a server that restarts, is waited for.
  async fetchPatiently(address) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(address, { method: "POST", headers: { "X-CSRF-Token": this.token } }).catch(() => null);
      if (answer?.ok) return answer.json();
      if (answer && !isTransient(answer.status)) throw new Gone();
      await sleep(delayOf(tries));
    }
  }
}

function slideOf({ src, srcset, title, width, height }) {
  const slide = document.createElement("div");
  const image = document.createElement("img");
  slide.className = "slide";
  if (width) Object.assign(slide.dataset, { width, height });
  if (srcset) Object.assign(image, { sizes: "100vw", srcset });
  Object.assign(image, { alt: title, src });
  slide.append(image);
  return slide;
}

// Resolves with the slide when its photograph is there; with null if there will never be one.
export async function load(slide) {
  const image = slide.querySelector("img");
  const address = image.src;
  let wasAvailable = false;
  for (let tries = 1; tries <= MAXIMUM_TRIES; tries += 1) {
    await settled(image);
    if (isLoaded(image)) {
      if (isBroken(image)) return null;
      if (!isPlaceholder(image)) return image.decode().then(() => slide, () => slide);
    } else {
      const found = await probe(address);
      if (found === "refused" || (found === "available" && wasAvailable)) return null;
      wasAvailable = found === "available";
    }
    await sleep(delayOf(tries - 1));
    image.removeAttribute("srcset");
    image.src = withTry(address, tries);
  }
  return null;
}

function settled(image) {
  if (image.complete) return null;
  return new Promise((resolve) => {
    image.addEventListener("load", resolve, { once: true });
    image.addEventListener("error", resolve, { once: true });
  });
}

// What is looked at from near, or on a dense screen, is made sharp by a larger copy of it or, behind the largest, by
// the original, where the visitor may have it and the browser can show it. What is there is shown until then.

import { MAXIMUM_TRIES, delayOf, isTransient } from "../page/backoff.js";
import { loadParts } from "./caption.js";
import { copyFor, isTiled, isVast } from "./copies.js";
import { isPending } from "./retry.js";

const MOMENT = 200; // Milliseconds without a movement after which it is asked for.
const ENOUGH = 0.9; // Of the pixels that a screen has for it.

export function keepSharp(pswp) {
  const asked = new WeakMap(); // By what is shown: the copies that were asked for.
  let timer = null;
  let layer = null; // The tiles of what is shown.

  const lookLater = () => {
    clearTimeout(timer);
    timer = setTimeout(look, MOMENT);
  };

  const look = async () => {
    const slide = pswp.currSlide;
    const { content, data, currZoomLevel } = slide;
    const isShown = () => !pswp.isDestroying && pswp.currSlide === slide && content.element?.naturalWidth;
    if (document.hidden || !data.copies || content.state !== "loaded" || !isShown() || isPending(content)) return;
    if (isTiled(data)) showTiles(slide, isShown);
    const copy = await bestFor(data, currZoomLevel * devicePixelRatio);
    const done = asked.get(content) ?? new Set();
    if (!isShown() || done.has(copy.src) || copy.scale <= scaleOf(content)) return;
    asked.set(content, done.add(copy.src));
    const isThere = await arrival(copy, isShown);
    if (!isShown()) done.delete(copy.src);
    else if (isThere && copy.scale > scaleOf(content)) content.element.src = copy.src;
  };

  const showTiles = async (slide, isShown) => {
    const module = await import("./tiles.js").catch(() => null); // Few photographs are that large.
    if (!module || !isShown()) return;
    if (layer?.slide !== slide) {
      layer = new module.TileLayer(slide, (src, isWanted) => arrival({ src }, () => isShown() && isWanted()));
    }
    layer.update(ENOUGH);
  };

  for (const event of ["zoomPanUpdate", "settle", "loadComplete"]) pswp.on(event, lookLater);
  for (const event of ["zoomPanUpdate", "imageSizeChange"]) pswp.on(event, () => layer?.follow());
  pswp.on("change", () => {
    layer?.element.remove();
    layer = null;
  });
  pswp.on("close", () => clearTimeout(timer));
}

// How many pixels of what is shown there are for one of the photograph's.
function scaleOf({ data, element }) {
  return element.naturalWidth / data.width;
}

async function bestFor(data, scale) {
  const enough = Math.min(scale, 1) * ENOUGH;
  const copy = copyFor(data.copies, enough);
  if (copy.fits >= enough || isVast(data)) return copy;
  const { original } = await loadParts(data);
  return original ? { src: original, scale: 1, isOriginal: true } : copy;
}

// Whether a copy is there, as soon as it is: large ones are made when somebody asks for them.
async function arrival({ src, isOriginal }, isWanted) {
  for (let tries = 0; tries < MAXIMUM_TRIES && isWanted(); tries += 1) {
    const status = isOriginal ? 200 : await ask(src);
    if (status === 200) {
      const image = new Image();
      image.src = src;
      return image.decode().then(() => true, () => false);
    }
    if (status !== 202 && !isTransient(status)) return false;
    await new Promise((resolve) => { setTimeout(resolve, delayOf(tries)); });
  }
  return false;
}

// An answer is read to its end: until then it keeps a connection, of which browsers have few.
async function ask(src) {
  try {
    const answer = await fetch(src);
    await answer.blob();
    return answer.status;
  } catch {
    return 503;
  }
}

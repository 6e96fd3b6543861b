// Films in the viewer, and photographs that move: what a click, a finger and keys do to the one that is looked at.

import { loadStyles } from "../viewer/viewer.js";
import { MovingSlide } from "./moving_slide.js";
import { Film } from "./slide.js";

const CONTROLS = 90; // CSS pixels above the lower edge, where a finger moves a player's own controls.

const stylesLoaded = loadStyles("../css/film.css", (link) => document.head.append(link));
const parts = new WeakMap(); // What lies over the photograph, by slide.
const viewers = new WeakSet();

// Returns what lies over the photograph. By the time that all of this was fetched, the slide may be looked at, or be gone.
export async function addFilm(pswp, slide) {
  await stylesLoaded;
  if (pswp.isDestroying) return null;
  if (!viewers.has(pswp)) listen(pswp);
  const part = slide.data.kind ? new Film(slide) : new MovingSlide(slide);
  parts.set(slide, part);
  slide.updateContentSize(true);
  if (slide.isActive) {
    part.activate();
    part.settle();
  }
  return part;
}

// An error of the photograph empties the slide.
function resize({ content, width, height }) {
  const box = parts.get(content.slide)?.box;
  if (!box) return;
  box.style.width = `${width}px`;
  box.style.height = `${height}px`;
  if (!box.parentNode) content.slide.container.append(box);
}

function listen(pswp) {
  viewers.add(pswp);
  const current = () => parts.get(pswp.currSlide);
  const act = (name) => (event) => {
    if (!current()?.[name]) return;
    event.preventDefault();
    current()[name]();
  };
  const keep = (isOurs) => (event) => isOurs(event.originalEvent) && event.preventDefault();
  pswp.on("contentResize", resize);
  pswp.on("slideActivate", ({ slide }) => parts.get(slide)?.activate());
  pswp.on("slideDeactivate", ({ slide }) => parts.get(slide)?.deactivate());
  pswp.on("slideDestroy", ({ slide }) => parts.get(slide)?.deactivate());
  pswp.on("settle", () => current()?.settle());
  pswp.on("close", () => current()?.deactivate());
  pswp.on("imageClickAction", act("play"));
  pswp.on("space", act("toggle"));
  pswp.on("tapAction", keep(({ target }) => target.closest(".film-box")));
  for (const action of ["tapAction", "imageClickAction"]) pswp.on(action, keep(() => current()?.motion?.wasHeld));
  pswp.on("pointerDown", keep(isForPlayer));
  pswp.on("keydown", keep((event) => playerAt(event) && event.key.startsWith("Arrow")));
  pswp.addFilter("isFilmPlaying", () => current()?.player?.isPlaying ?? false);
}

function playerAt({ target }) {
  return target.closest(".film-box video");
}

// A mouse on a player is the player's; a finger may swipe over it.
function isForPlayer(event) {
  const player = playerAt(event);
  if (!player || event.pointerType === "mouse") return player;
  return event.clientY > player.getBoundingClientRect().bottom - CONTROLS;
}

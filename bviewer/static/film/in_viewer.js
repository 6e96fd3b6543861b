// Films in the viewer: what a click, a finger and keys do to the one that is looked at.

import { loadStyles } from "../viewer/styles.js";
import { Film } from "./slide.js";

const CONTROLS = 90; // CSS pixels above the lower edge, where a finger moves a player's own controls.

const stylesLoaded = loadStyles(new URL("../css/film.css", import.meta.url), (link) => document.head.append(link));
const films = new WeakMap(); // By slide.
const viewers = new WeakSet();

// By the time that all of this was fetched, the slide may be looked at, or be gone.
export async function addFilm(pswp, slide) {
  await stylesLoaded;
  if (pswp.isDestroying) return;
  if (!viewers.has(pswp)) listen(pswp);
  const film = new Film(slide);
  films.set(slide, film);
  slide.updateContentSize(true);
  if (!slide.isActive) return;
  film.activate();
  film.settle();
}

function listen(pswp) {
  viewers.add(pswp);
  const current = () => films.get(pswp.currSlide);
  const act = (name) => (event) => {
    if (!current()) return;
    event.preventDefault();
    current()[name]();
  };
  const keep = (isOurs) => (event) => isOurs(event.originalEvent) && event.preventDefault();
  pswp.on("contentResize", ({ content, width, height }) => films.get(content.slide)?.resize(width, height));
  pswp.on("slideActivate", ({ slide }) => films.get(slide)?.activate());
  pswp.on("slideDeactivate", ({ slide }) => films.get(slide)?.deactivate());
  pswp.on("settle", () => current()?.settle());
  pswp.on("close", () => current()?.deactivate());
  pswp.on("imageClickAction", act("play"));
  pswp.on("space", act("toggle"));
  pswp.on("tapAction", keep(({ target }) => target.closest(".film-box")));
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

// Films in the viewer. The poster is a photograph like any other, with a button over it; what plays lies over both, as
// long as it is looked at.

import { loadParts } from "../viewer/caption.js";
import { PLAY } from "../viewer/icons.js";
import { loadStyles } from "../viewer/styles.js";
import { makeFrame } from "./embed.js";
import { canPlay, findReason } from "./player.js";
import { explain, texts } from "./reason.js";

const CONTROLS = 90; // CSS pixels above the lower edge, where a finger moves a player's own controls.

const styles = loadStyles(new URL("../css/film.css", import.meta.url), (link) => document.head.append(link));
const viewers = new WeakMap();

export async function addFilm(pswp, slide) {
  await styles;
  if (!viewers.has(pswp)) viewers.set(pswp, new Films(pswp));
  viewers.get(pswp).add(slide);
}

class Films {
  constructor(pswp) {
    this.pswp = pswp;
    this.bySlide = new WeakMap();
    this.positions = new WeakMap(); // Seconds at which one was left, by what is known of it.
    pswp.on("contentResize", ({ content, width, height }) => this.of(content.slide)?.resize(width, height));
    pswp.on("slideActivate", ({ slide }) => this.of(slide)?.activate());
    pswp.on("slideDeactivate", ({ slide }) => this.of(slide)?.deactivate());
    pswp.on("close", () => this.current?.deactivate());
    pswp.on("imageClickAction", (event) => this.current && this.start(event));
    pswp.on("tapAction", (event) => isWithin(event.originalEvent) && event.preventDefault());
    pswp.on("pointerDown", (event) => isForPlayer(event.originalEvent) && event.preventDefault());
    pswp.on("keydown", (event) => isKeyOfPlayer(event.originalEvent) && event.preventDefault());
    pswp.on("space", (event) => this.current && this.toggle(event));
    pswp.addFilter("preventPointerEvent", (isPrevented, event) => isPrevented && !playerOf(event));
    pswp.addFilter("isFilmPlaying", () => this.current?.isPlaying ?? false);
  }

  get current() {
    return this.of(this.pswp.currSlide);
  }

  of(slide) {
    return this.bySlide.get(slide);
  }

  // By now it may be looked at, or be gone.
  add(slide) {
    const film = new Film(this, slide);
    this.bySlide.set(slide, film);
    slide.updateContentSize(true);
    if (slide.isActive && !this.pswp.isDestroying) film.activate();
  }

  start(event) {
    event.preventDefault();
    this.current.play();
  }

  toggle(event) {
    event.preventDefault();
    this.current.toggle();
  }
}

class Film {
  constructor(films, slide) {
    this.films = films;
    this.slide = slide;
    this.player = null;
    this.box = document.createElement("div");
    this.box.className = "film-box";
    this.button = document.createElement("button");
    this.button.className = "film-play";
    this.button.type = "button";
    this.button.innerHTML = PLAY;
    this.button.setAttribute("aria-label", texts.play);
    this.button.disabled = true;
    this.button.addEventListener("click", () => this.play());
    this.words = document.createElement("p");
    this.words.className = "reason";
    this.words.setAttribute("role", "status");
    this.box.append(this.button, this.words);
  }

  get isClip() {
    return this.slide.data.kind === "clip";
  }

  get isPlaying() {
    return this.player !== null && !(this.isClip && (this.player.paused || this.player.ended));
  }

  // An error of the poster empties what all this is in.
  resize(width, height) {
    this.box.style.width = `${width}px`;
    this.box.style.height = `${height}px`;
    if (!this.box.parentNode) this.slide.container.append(this.box);
  }

  activate() {
    this.button.disabled = false;
    if (this.isClip && !canPlay(this.slide.data.mediaType)) this.giveUp("unplayable");
  }

  deactivate() {
    this.stop();
    this.button.disabled = true;
  }

  play() {
    if (this.player || this.button.hidden) return;
    this.button.hidden = true;
    this.slide.pswp.element.focus(); // Its keys lead on, as they do from any photograph.
    if (this.isClip) this.show(this.makePlayer());
    else this.embed();
  }

  toggle() {
    if (!this.player) this.play();
    else if (this.isClip && this.player.paused) this.player.play();
    else if (this.isClip) this.player.pause();
  }

  show(player) {
    this.player = player;
    this.box.prepend(player);
    this.slide.pswp.element.classList.add("with-player");
  }

  makePlayer() {
    const { data, content } = this.slide;
    const video = document.createElement("video");
    video.controls = video.playsInline = true;
    video.poster = content.element?.currentSrc ?? "";
    video.setAttribute("aria-label", data.alt);
    video.addEventListener("error", () => this.fail(video));
    video.src = new URL("play", data.href).href;
    video.currentTime = this.films.positions.get(data) ?? 0;
    video.play().catch(() => {}); // Its controls are there.
    return video;
  }

  async embed() {
    const { embed } = await loadParts(this.slide.data);
    if (this.button.disabled) this.button.hidden = false;
    else if (embed) this.show(makeFrame(embed, this.slide.data.alt));
    else this.giveUp("refused");
  }

  async fail(video) {
    const reason = await findReason(video);
    if (video !== this.player) return;
    this.stop();
    if (reason !== "unreachable") this.giveUp(reason);
  }

  async giveUp(reason) {
    this.button.hidden = true;
    const { download } = await loadParts(this.slide.data);
    explain(this.words, reason, download);
  }

  // A film that nobody looks at asks for nothing, and goes on where it was.
  stop() {
    const { player } = this;
    if (!player) return;
    this.player = null;
    this.button.hidden = false;
    this.slide.pswp.element?.classList.remove("with-player");
    if (this.isClip) {
      this.films.positions.set(this.slide.data, player.ended ? 0 : player.currentTime);
      player.pause();
      player.removeAttribute("src");
      player.load();
    }
    player.remove();
  }
}

function isWithin({ target }) {
  return target.closest(".film-box") !== null;
}

function playerOf({ target }) {
  return target.closest?.(".film-box video");
}

// A mouse on a player is the player's; a finger may swipe over it.
function isForPlayer(event) {
  const bottom = playerOf(event)?.getBoundingClientRect().bottom;
  return event.pointerType === "mouse" ? bottom !== undefined : event.clientY > bottom - CONTROLS;
}

function isKeyOfPlayer(event) {
  return event.key.startsWith("Arrow") && playerOf(event);
}

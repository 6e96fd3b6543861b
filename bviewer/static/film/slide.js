// A slide with a film. Its poster is a photograph like any other, with a triangle over it; what plays lies over both, as
// long as it is looked at.

import { loadParts } from "../viewer/caption.js";
import { EmbeddedPlayer } from "./embed.js";
import { Player, canPlay } from "./player.js";
import { explain, texts } from "./reason.js";

const positions = new WeakMap(); // Seconds at which a film was left, by what is known of it.

export class Film {
  constructor(slide) {
    this.slide = slide;
    this.data = slide.data;
    this.player = null;
    this.reason = null; // Why there is none.
    this.box = make("div", this.data.element.closest(".bare") ? "film-box bare" : "film-box");
    this.button = make("button", "triangle");
    this.button.type = "button";
    this.button.disabled = true;
    this.button.setAttribute("aria-label", texts.play);
    this.button.addEventListener("click", () => this.play());
    this.remark = make("p", "remark");
    this.words = make("p", "reason");
    this.words.setAttribute("role", "status");
    this.box.append(this.remark, this.button, this.words);
  }

  get isClip() {
    return this.data.kind === "clip";
  }

  activate() {
    this.button.disabled = false;
    if (this.isClip && !canPlay(this.data.mediaType)) this.giveUp("unplayable");
  }

  deactivate() {
    this.stop();
    this.button.disabled = true;
  }

  // What its page says: what a provider learns, before it does; where the file is, for whoever may have it.
  async settle() {
    const { remark, download } = await loadParts(this.data);
    this.remark.textContent = remark ?? "";
    if (this.reason) explain(this.words, this.reason, download);
    this.player?.offer(download);
  }

  play() {
    if (this.player || this.button.hidden) return;
    this.slide.pswp.element.focus(); // Its keys lead on, as they do from any photograph.
    if (this.isClip) this.show(this.playClip());
    else this.playEmbedded();
  }

  // At once, or the browser has forgotten that somebody wants it.
  playClip() {
    const player = new Player(
      this.data,
      this.slide.content.element?.currentSrc ?? "",
      positions.get(this.data) ?? 0,
      (reason) => player === this.player && this.fail(reason),
    );
    return player;
  }

  async playEmbedded() {
    const { embed } = await loadParts(this.data);
    if (embed && !this.player && !this.button.disabled) this.show(new EmbeddedPlayer(embed, this.data.alt));
  }

  toggle() {
    if (this.player) this.player.toggle();
    else this.play();
  }

  show(player) {
    this.player = player;
    this.button.hidden = true;
    this.box.prepend(player.element);
    this.slide.pswp.element.classList.add("with-player");
    this.settle();
  }

  stop() {
    const { player } = this;
    if (!player) return;
    positions.set(this.data, player.seconds);
    this.player = null;
    this.button.hidden = false;
    player.free();
    player.element.remove();
    this.slide.pswp.element.classList.remove("with-player");
  }

  // What could not be reached may be tried again.
  fail(reason) {
    this.stop();
    if (reason === "unreachable") return;
    this.giveUp(reason);
    this.settle();
  }

  giveUp(reason) {
    this.reason = reason;
    this.button.hidden = true;
    explain(this.words, reason);
  }
}

function make(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

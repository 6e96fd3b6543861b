// The browser's own player for clips: whether it can play one, and why it could not.

import { probe } from "../page/backoff.js";

// What nobody has read the codecs of may be tried.
export function canPlay(type) {
  return !type || document.createElement("video").canPlayType(type) !== "";
}

// "unplayable" by this browser, "refused" by the server, or "unreachable": then it may be tried again.
export async function findReason(video) {
  if (video.error?.code === MediaError.MEDIA_ERR_NETWORK) return "unreachable";
  if (video.error?.code === MediaError.MEDIA_ERR_DECODE) return "unplayable";
  const found = await probe(video.src || video.firstElementChild.src, "HEAD");
  return found === "available" ? "unplayable" : found;
}

// One in the viewer, which plays at once, from these seconds on. `fail` is told why it cannot.
export class Player {
  constructor({ href, alt }, poster, seconds, fail) {
    const video = document.createElement("video");
    video.controls = video.playsInline = true;
    video.poster = poster;
    video.setAttribute("aria-label", alt);
    video.addEventListener("error", async () => fail(await findReason(video)));
    video.src = new URL("play", href).href;
    video.currentTime = seconds;
    video.play().catch(() => {}); // Its controls are there.
    this.element = video;
  }

  get isPlaying() {
    return !this.element.paused && !this.element.ended;
  }

  get seconds() {
    return this.element.ended ? 0 : this.element.currentTime;
  }

  // Browsers offer the file by themselves.
  offer(download) {
    if (!download) this.element.setAttribute("controlslist", "nodownload");
  }

  toggle() {
    if (this.element.paused) this.element.play();
    else this.element.pause();
  }

  // What is not looked at asks for nothing.
  free() {
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
  }
}

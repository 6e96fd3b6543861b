// The browser's own player: whether it can play a clip, and why it could not.

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

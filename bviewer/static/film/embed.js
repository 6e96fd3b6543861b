// The player of a provider, in a frame that may do what playing needs, and nothing else.

const MAY = "autoplay; encrypted-media; fullscreen; picture-in-picture";
const SANDBOX = "allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox";

// Providers play on no site that they are not told, so this frame alone tells it.
export function makeFrame(address, title) {
  const url = new URL(address);
  url.searchParams.set("autoplay", 1); // It was asked for.
  url.searchParams.set("playsinline", 1);
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.allow = MAY;
  frame.setAttribute("sandbox", SANDBOX);
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = url.href;
  return frame;
}

// What is known of it from here: that it was asked for.
export class EmbeddedPlayer {
  isPlaying = true;

  seconds = 0;

  constructor(address, title) {
    this.element = makeFrame(address, title);
  }

  offer() {}

  toggle() {}

  free() {}
}

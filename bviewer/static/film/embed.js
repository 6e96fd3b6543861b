// The player of a provider, in a frame that may do what playing needs and nothing else.

const MAY = "autoplay; encrypted-media; fullscreen; picture-in-picture";
const SANDBOX = "allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox";

// Providers refuse to play for they do not know whom, so this frame alone tells them on which site it is.
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

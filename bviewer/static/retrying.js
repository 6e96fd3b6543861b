// When to ask again for what is not there: less and less often, and at once when it may be worth it.

const FIRST_DELAY = 700;
const LONGEST_DELAY = 8000;
export const MAXIMUM_TRIES = 40;

export function delayOf(tries) {
  return Math.min(FIRST_DELAY * 1.3 ** tries, LONGEST_DELAY);
}

export function withTry(address, tries) {
  const url = new URL(address);
  url.searchParams.set("try", tries);
  return url.href;
}

// A server that restarts, or has too much to do, says so in these ways.
export function isPassing(status) {
  return status >= 500 || status === 429;
}

// What became of a picture that did not come: "lost" on the way, "refused", or "there" after all.
export async function fateOf(address) {
  const { ok, status } = await fetch(address).catch(() => ({ ok: false, status: 503 }));
  if (ok) return "there";
  return isPassing(status) ? "lost" : "refused";
}

// Calls when the network is back, and when the page is shown again or hidden.
export function whenItMayChange(act, events = null) {
  const add = (target, name) => (events ? events.add(target, name, act) : target.addEventListener(name, act));
  add(window, "online");
  add(document, "visibilitychange");
}

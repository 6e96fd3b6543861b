// When to ask again for what is not there: less and less often, and at once when it may be worth it.

export const FIRST_DELAY = 700; // Milliseconds.
const LONGEST_DELAY = 8000;
export const MAXIMUM_TRIES = 40;

export function delayOf(tries) {
  return Math.min(FIRST_DELAY * 1.3 ** tries, LONGEST_DELAY);
}

// Another address, so that the browser does not answer by itself.
export function withTry(address, tries) {
  const url = new URL(address);
  url.searchParams.set("try", tries);
  return url.href;
}

// A server that restarts, or has too much to do, says so in these ways.
export function isTransient(status) {
  return status >= 500 || status === 429;
}

// Why an image did not load: "unreachable", "refused", or "available" after all.
export async function probe(address, method = "GET") {
  const { ok, status } = await fetch(address, { method }).catch(() => ({ ok: false, status: 503 }));
  if (ok) return "available";
  return isTransient(status) ? "unreachable" : "refused";
}

// Calls when the network is back, and when the page is shown again or hidden.
export function onConnectionOrVisibility(act, events = null) {
  const add = (target, name) => (events ? events.add(target, name, act) : target.addEventListener(name, act));
  add(window, "online");
  add(document, "visibilitychange");
}

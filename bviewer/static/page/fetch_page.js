// Another page of the gallery, as a document.

import { isTransient } from "./backoff.js";

class Refusal extends Error {
  constructor(status, address) {
    super(`${status} for ${address}`);
    this.isPermanent = !isTransient(status);
  }
}

// One that is gone, or not for this visitor any more, ends what is looked at here as well: its own
// page says so, and lets people sign in.
export async function fetchPage(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (response.status === 404) reloadOnce(address);
  if (!response.ok) throw new Refusal(response.status, address);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// If what is missing belongs to a page that is there, another reload would not help.
function reloadOnce(address) {
  if (history.state?.missing === address) return;
  history.replaceState({ ...history.state, missing: address }, "");
  location.reload();
}

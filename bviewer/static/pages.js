// Long albums: the next page is appended while one scrolls, and Back returns to the same picture.

import { MAXIMUM_TRIES, delayOf, isPassing, whenItMayChange } from "./retrying.js";

const AHEAD = "1500px 0px";
const PAGE = 200; // Images.
const list = document.getElementById("images");
let loading = null;

function link(rel) {
  return document.querySelector(`.pages a[rel="${rel}"]`);
}

class Refusal extends Error {
  constructor(status, address) {
    super(`${status} for ${address}`);
    this.isForGood = !isPassing(status);
  }
}

// Another page of the gallery. One that is gone, or not for this visitor any more, ends what is
// looked at here as well: its own page says so, and lets people sign in.
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

// Appends the next page, if there is one; true if it did. Callers at the same time share one fetch.
export function appendPage(added) {
  loading ??= append(added).finally(() => { loading = null; });
  return loading;
}

async function append(added) {
  const next = link("next");
  if (!next || !list) return false;
  const page = await fetchPage(next.href);
  for (const image of page.querySelectorAll("#images img")) {
    image.loading = "lazy"; // What comes first on its own page is far below here.
    image.removeAttribute("fetchpriority");
  }
  list.append(...page.querySelectorAll("#images > li"));
  const further = page.querySelector('.pages a[rel="next"]');
  if (further) next.href = further.href;
  else (next.parentElement.childElementCount > 1 ? next : next.parentElement).remove();
  added();
  return true;
}

// A page that cannot be fetched leaves the link, which still works; and is asked for again, unless
// it is refused.
export function appendWhileScrolling(added) {
  let tries = 0;
  let timer = null;
  const look = () => {
    clearTimeout(timer);
    near.disconnect();
    document.body.classList.toggle("growing", Boolean(list && link("next")));
    if (list && link("next") && !document.hidden) near.observe(link("next"));
  };
  const near = new IntersectionObserver(async (entries) => {
    if (!entries.at(-1).isIntersecting) return;
    near.disconnect();
    try {
      await appendPage(added);
      tries = 0;
      look();
    } catch (error) {
      document.body.classList.remove("growing");
      if (!error.isForGood && tries < MAXIMUM_TRIES) timer = setTimeout(look, delayOf(tries++));
    }
  }, { rootMargin: AHEAD });
  look();
  whenItMayChange(() => {
    tries = 0;
    look();
  });
}

// Where one is, for the way back.

function firstOnScreen() {
  return [...(list?.children ?? [])].findIndex((tile) => tile.getBoundingClientRect().bottom > 0);
}

export function remember() {
  const index = firstOnScreen();
  if (index < 0 || history.state?.viewer) return;
  const tile = list.children[index];
  const place = window.scrollY > 0 ? { at: tile.id, index, top: tile.getBoundingClientRect().top } : {};
  history.replaceState({ ...history.state, at: undefined, ...place }, "");
}

export async function returnToPlace(added) {
  window.addEventListener("pagehide", remember);
  const { at, index, top } = history.state ?? {};
  if (!at || !list) return;
  history.scrollRestoration = "manual";
  const find = () => document.getElementById(at);
  // From the beginning, so that every picture is in its row and column again. One that is gone is
  // looked for a page further, as there may be new ones before it.
  const isFar = () => list.children.length > index + PAGE;
  while (!find() && !isFar() && (await appendPage(added).catch(() => false)));
  const tile = find() ?? list.children[index];
  if (tile) window.scrollBy({ top: tile.getBoundingClientRect().top - top, behavior: "instant" });
}

// Long albums: the next page of tiles is appended while one scrolls.

import { MAXIMUM_TRIES, delayOf, onConnectionOrVisibility } from "./backoff.js";
import { fetchPage } from "./fetch_page.js";

const AHEAD = "1500px 0px";
export const PAGE = 200; // Tiles.
let loading = null;

export function listed() {
  return [...document.querySelectorAll("#albums > li, #images > li")];
}

function nextLink() {
  return document.querySelector('.pages a[rel="next"]');
}

// Appends the next page, if there is one; true if it did. Callers at the same time share one fetch.
export function appendPage(refresh) {
  loading ??= append(refresh).finally(() => { loading = null; });
  return loading;
}

async function append(refresh) {
  const next = nextLink();
  if (!next) return false;
  const page = await fetchPage(next.href);
  for (const id of ["albums", "images"]) appendList(page.getElementById(id), next.parentElement);
  const further = page.querySelector('.pages a[rel="next"]');
  if (further) next.href = further.href;
  else (next.parentElement.childElementCount > 1 ? next : next.parentElement).remove();
  refresh();
  return true;
}

// The first images may come after the last of several pages of albums.
function appendList(more, end) {
  if (!more) return;
  for (const image of more.querySelectorAll("img")) {
    image.loading = "lazy"; // What comes first on its own page is far below here.
    image.removeAttribute("fetchpriority");
  }
  const list = document.getElementById(more.id);
  if (list) list.append(...more.children);
  else end.before(more);
}

// A page that cannot be fetched leaves the link, which still works; and is asked for again, unless
// it is refused.
export function appendWhileScrolling(refresh) {
  let tries = 0;
  let timer = null;
  const observe = () => {
    clearTimeout(timer);
    observer.disconnect();
    document.body.classList.toggle("growing", nextLink() !== null);
    if (nextLink() && !document.hidden) observer.observe(nextLink());
  };
  const observer = new IntersectionObserver(async (entries) => {
    if (!entries.at(-1).isIntersecting) return;
    observer.disconnect();
    try {
      await appendPage(refresh);
      tries = 0;
      observe();
    } catch (error) {
      document.body.classList.remove("growing");
      if (!error.isPermanent && tries < MAXIMUM_TRIES) timer = setTimeout(observe, delayOf(tries++));
    }
  }, { rootMargin: AHEAD });
  observe();
  onConnectionOrVisibility(() => {
    tries = 0;
    observe();
  });
}

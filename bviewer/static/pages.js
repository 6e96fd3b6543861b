// Long albums: the next page is appended while one scrolls, and Back returns to the same picture.

const AHEAD = "1500px 0px";
const list = document.getElementById("images");
let loading = null;

function link(rel) {
  return document.querySelector(`.pages a[rel="${rel}"]`);
}

// Another page of the gallery. One that is gone, or not for this visitor any more, ends what is
// looked at here as well: its own page says so, and lets people sign in.
export async function fetchPage(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (response.status === 404) location.reload();
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
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
  list.append(...page.querySelectorAll("#images > li"));
  const further = page.querySelector('.pages a[rel="next"]');
  if (further) next.href = further.href;
  else next.remove();
  added();
  return true;
}

export function appendWhileScrolling(added) {
  const next = link("next");
  if (!next || !list) return;
  const near = new IntersectionObserver(async (entries) => {
    if (!entries.at(-1).isIntersecting) return;
    near.disconnect();
    // A page that cannot be fetched leaves the link, which still works.
    const done = await appendPage(added).catch(() => false);
    if (done && link("next")) near.observe(link("next"));
  }, { rootMargin: AHEAD });
  near.observe(next);
}

// Where one is, for the way back.

function firstOnScreen() {
  for (const tile of list?.children ?? []) {
    if (tile.getBoundingClientRect().bottom > 0) return tile;
  }
  return null;
}

function remember() {
  const tile = firstOnScreen();
  if (!tile || history.state?.viewer) return;
  const place = window.scrollY > 0 ? { at: tile.id, top: tile.getBoundingClientRect().top } : {};
  history.replaceState({ ...history.state, at: undefined, ...place }, "");
}

export async function returnToPlace(added) {
  window.addEventListener("pagehide", remember);
  const { at, top } = history.state ?? {};
  if (!at || !list) return;
  history.scrollRestoration = "manual";
  // From the beginning, so that every picture is in its row and column again.
  while (!document.getElementById(at) && (await appendPage(added).catch(() => false)));
  const tile = document.getElementById(at);
  if (tile) window.scrollBy({ top: tile.getBoundingClientRect().top - top, behavior: "instant" });
}

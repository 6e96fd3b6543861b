// The address of the photograph in the address bar, and the way back to its tile.

import { savePosition } from "../page/scroll_position.js";

// The place in the album is kept for whoever comes back to it later, from elsewhere. It is not for
// the browser to go there when the viewer closes: one may be at another photograph by then.
export function pushAddress({ id, href }) {
  savePosition();
  history.scrollRestoration = "manual";
  history.pushState({ viewer: id }, "", href);
}

export function keepAddress(pswp) {
  const title = document.title;
  let isLeft = false;
  const follow = ({ state }) => {
    isLeft = !state?.viewer;
    if (isLeft) pswp.close();
  };
  window.addEventListener("popstate", follow);
  // It does not close while it opens.
  pswp.on("openingAnimationEnd", () => isLeft && pswp.close());
  pswp.on("change", () => {
    const { alt } = pswp.currSlide.data;
    document.title = `${alt} · ${document.querySelector(".site-title").textContent}`;
    pswp.element.setAttribute("aria-label", alt);
  });
  pswp.on("settle", () => {
    const { id, href } = pswp.currSlide.data;
    if (!isLeft && history.state?.viewer !== id) history.replaceState({ viewer: id }, "", href);
  });
  pswp.on("close", () => {
    window.removeEventListener("popstate", follow);
    document.title = title;
    pswp.currSlide.data.element.scrollIntoView({ block: "nearest" });
    if (!isLeft) history.back();
  });
  pswp.on("destroy", () => pswp.currSlide.data.element.focus({ preventScroll: true }));
}

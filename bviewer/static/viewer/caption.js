// Caption and details of a photograph, taken from its own page, which says them for everybody.

import { fetchPage } from "../page/fetch_page.js";

const pages = new Map();

// The parts of an item's page: the time, the details, the addresses of the original and of a provider's player, and what
// it learns. None of them, if it cannot be fetched, which is tried again when they are asked for the next time.
export async function loadParts({ href }) {
  if (!pages.has(href)) pages.set(href, fetchParts(href));
  return pages.get(href).catch(() => {
    pages.delete(href);
    return {};
  });
}

async function fetchParts(address) {
  const page = await fetchPage(address);
  return {
    time: page.querySelector("#caption .facts span")?.textContent ?? "",
    details: page.querySelector("#caption .details"),
    download: page.getElementById("download")?.href,
    embed: page.querySelector(".stage")?.dataset.embed,
    remark: page.getElementById("remark")?.textContent,
  };
}

// Shows what is known of a photograph at once, and the rest when it is looked at.
export function showParts(pswp, begin, finish) {
  let begun = null;
  pswp.on("change", () => {
    if (pswp.currSlide.data === begun) return;
    begun = pswp.currSlide.data;
    begin(begun);
  });
  pswp.on("settle", async () => {
    const slide = pswp.currSlide.data;
    const parts = await loadParts(slide);
    if (pswp.currSlide.data === slide) finish(parts, slide);
  });
}

export function addCaption(pswp) {
  pswp.on("uiRegister", () => {
    pswp.ui.registerElement({
      name: "caption",
      className: "viewer-caption",
      appendTo: "root",
      onInit: (element) => {
        element.setAttribute("aria-live", "polite");
        showParts(
          pswp,
          ({ alt }) => element.replaceChildren(text("strong", alt), text("span", "")),
          ({ time }) => { element.lastChild.textContent = time ?? ""; },
        );
      },
    });
    pswp.ui.registerElement({
      name: "panel",
      className: "viewer-panel",
      tagName: "aside",
      appendTo: "root",
      onInit: (element) => {
        element.tabIndex = -1;
        showParts(
          pswp,
          ({ alt }) => {
            element.style.minHeight = `${element.offsetHeight}px`; // The photograph does not move meanwhile.
            element.replaceChildren(text("h2", alt));
          },
          ({ time, details }, { alt }) => {
            element.style.minHeight = "";
            element.replaceChildren(text("h2", alt));
            if (time) element.append(text("p", time));
            if (details) element.append(details.cloneNode(true));
            pswp.updateSize();
          },
        );
      },
    });
  });
}

function text(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

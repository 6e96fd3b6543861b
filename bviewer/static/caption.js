// What is told of a photograph, taken from its own page, which says it for everybody.

import { fetchPage } from "./pages.js";

const pages = new Map();

// The parts of an image's page: the time, the details, the address of the original.
export function learn(slide) {
  if (!pages.has(slide.href)) pages.set(slide.href, fetchParts(slide.href));
  return pages.get(slide.href);
}

async function fetchParts(address) {
  const page = await fetchPage(address);
  return {
    time: page.querySelector("#caption .facts span")?.textContent ?? "",
    details: page.querySelector("#caption .details"),
    download: page.getElementById("download")?.href,
  };
}

export function addCaption(pswp) {
  pswp.on("uiRegister", () => {
    pswp.ui.registerElement({
      name: "caption",
      className: "viewer-caption",
      appendTo: "root",
      onInit: (element) => {
        element.setAttribute("aria-live", "polite");
        const show = () => describe(pswp, element);
        pswp.on("change", show);
      },
    });
    pswp.ui.registerElement({
      name: "panel",
      className: "viewer-panel",
      tagName: "aside",
      appendTo: "root",
      onInit: (element) => {
        element.tabIndex = -1;
        pswp.on("change", () => fill(pswp, element));
      },
    });
  });
}

async function describe(pswp, element) {
  const slide = pswp.currSlide.data;
  element.replaceChildren(text("strong", slide.alt), text("span", ""));
  const { time } = await learn(slide).catch(() => ({}));
  if (pswp.currSlide?.data === slide) element.lastChild.textContent = time ?? "";
}

async function fill(pswp, panel) {
  const slide = pswp.currSlide.data;
  panel.replaceChildren(text("h2", slide.alt));
  const { time, details } = await learn(slide).catch(() => ({}));
  if (pswp.currSlide?.data !== slide) return;
  if (time) panel.append(text("p", time));
  if (details) panel.append(details.cloneNode(true));
}

function text(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

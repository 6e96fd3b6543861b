// Quiet controls above the photograph: details, download, full screen.

import { recall, remember } from "../page/memory.js";
import { showParts } from "./caption.js";
import { DETAILS, DOWNLOAD, FULL_SCREEN } from "./icons.js";

const STORAGE_KEY = "bviewer.details";

export function addButtons(pswp, texts) {
  pswp.on("uiRegister", () => {
    addDetails(pswp, texts);
    addDownload(pswp, texts);
    if (document.fullscreenEnabled) addFullScreen(pswp, texts);
  });
}

export function register(pswp, options) {
  pswp.ui.registerElement({ isButton: true, appendTo: "bar", ...options });
}

function addDetails(pswp, texts) {
  let button = null;
  const toggle = (isOpen) => {
    pswp.element.classList.toggle("with-details", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    remember(STORAGE_KEY, isOpen ? "1" : "");
    pswp.updateSize(true);
  };
  const change = () => toggle(!pswp.element.classList.contains("with-details"));
  register(pswp, {
    name: "details",
    order: 7,
    title: texts.details,
    html: DETAILS,
    onInit: (element) => { button = element; },
    onClick: change,
  });
  pswp.on("afterInit", () => toggle(recall(STORAGE_KEY) === "1"));
  onKey(pswp, "i", change);
}

function addDownload(pswp, texts) {
  register(pswp, {
    name: "download",
    order: 8,
    tagName: "a",
    title: texts.download,
    html: DOWNLOAD,
    onInit: (element) => {
      element.setAttribute("download", "");
      showParts(
        pswp,
        () => { element.hidden = true; },
        ({ download }) => {
          if (!download) return;
          element.href = download;
          element.hidden = false;
        },
      );
    },
  });
}

function addFullScreen(pswp, texts) {
  const change = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else pswp.element.requestFullscreen();
  };
  register(pswp, {
    name: "fullscreen",
    order: 9,
    title: texts.fullscreen,
    html: FULL_SCREEN,
    onClick: change,
  });
  onKey(pswp, "f", change);
  pswp.on("close", () => document.fullscreenElement && document.exitFullscreen());
}

export function onKey(pswp, key, act) {
  pswp.on("keydown", ({ originalEvent }) => {
    const { altKey, ctrlKey, metaKey, shiftKey } = originalEvent;
    if (originalEvent.key !== key || altKey || ctrlKey || metaKey || shiftKey) return;
    if (key === " " && originalEvent.target.closest("button, a, video")) return; // It is for what has the focus.
    originalEvent.preventDefault();
    act();
  });
}

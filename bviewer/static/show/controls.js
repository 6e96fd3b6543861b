// What one does in a show: buttons that step aside, keys, and fingers.

import { Idleness } from "../page/idle.js";
import { CLOSE, DETAILS, FULL_SCREEN, NEXT, PAUSE, PLAY, PREVIOUS } from "../viewer/icons.js";

const ICONS = { close: CLOSE, about: DETAILS, fullscreen: FULL_SCREEN, next: NEXT, pause: PAUSE, previous: PREVIOUS };
const FADED = ".idle:not(:has(:focus-visible))";
const SWIPE = 40; // CSS pixels.

export function addControls(main, show) {
  const form = document.getElementById("controls");
  const button = (name) => form.querySelector(`[data-control=${name}]`);
  const actions = {
    next: () => show.next(),
    previous: () => show.previous(),
    pause: () => {
      if (show.isPlaying) show.pause();
      else show.play();
      showState(button("pause"), show.isPlaying);
    },
    about: () => {
      const isOpen = main.classList.toggle("with-about");
      button("about").setAttribute("aria-expanded", String(isOpen));
    },
    fullscreen: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    },
  };
  for (const [name, icon] of Object.entries(ICONS)) setIcon(button(name), icon);
  for (const [name, act] of Object.entries(actions)) {
    button(name).addEventListener("click", (event) => {
      event.preventDefault();
      act();
    });
  }
  showState(button("pause"), show.isPlaying);
  button("fullscreen").hidden = !document.fullscreenEnabled;
  main.classList.add("scripted");
  new Idleness(document.body, FADED); // Keys are heard there when nothing has the focus.
  listen(main, actions);
  addSeconds(form, show);
}

// The icon in the place of its name, which is told.
function setIcon(element, icon) {
  const name = element.textContent.trim() || element.title;
  element.title = name;
  element.setAttribute("aria-label", name);
  element.innerHTML = icon;
}

function showState(button, isPlaying) {
  button.textContent = isPlaying ? button.dataset.pause : button.dataset.play;
  setIcon(button, isPlaying ? PAUSE : PLAY);
}

const KEYS = { " ": "pause", ArrowLeft: "previous", ArrowRight: "next", i: "about", f: "fullscreen" };
const KEYS_FROM_RIGHT = { ...KEYS, ArrowLeft: "next", ArrowRight: "previous" };

function listen(main, actions) {
  const isFromRight = document.documentElement.dir === "rtl";
  document.addEventListener("keydown", (event) => {
    const { altKey, ctrlKey, key, metaKey, shiftKey, target } = event;
    if (altKey || ctrlKey || metaKey || shiftKey) return;
    if (key.startsWith("Arrow") && target.closest("input")?.offsetParent) return; // It moves.
    if (key === " " && target.closest("button, a")) return; // It presses what has the focus.
    if (key === "Escape") return main.querySelector("[data-control=close]").click();
    const act = actions[(isFromRight ? KEYS_FROM_RIGHT : KEYS)[key]];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const stage = document.getElementById("stage");
  let start = null;
  stage.addEventListener("pointerdown", (event) => { start = event.isPrimary ? event : null; });
  stage.addEventListener("pointerup", (event) => {
    const [x, y] = start ? [event.clientX - start.clientX, event.clientY - start.clientY] : [0, 0];
    start = null;
    if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
    actions[(x < 0) === isFromRight ? "previous" : "next"]();
  });
}

// For how long each one is shown: at once here, and in whatever page of the show comes after this.
function addSeconds(form, show) {
  const range = document.getElementById("seconds");
  const told = range.parentElement.querySelector("output");
  range.addEventListener("input", () => {
    show.seconds = Number(range.value);
    told.textContent = `${range.value} s`;
    show.schedule();
  });
  range.addEventListener("change", () => {
    const { csrf_token: token } = form.elements;
    const body = new URLSearchParams({ csrf_token: token.value, action: "seconds", seconds: range.value });
    fetch(form.getAttribute("action"), { method: "POST", body, redirect: "manual" }).catch(() => {});
  });
}

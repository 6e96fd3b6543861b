// A random show: one photograph after the other, by itself, on a screen that stays awake. Without
// this script it is one photograph after the other, by a button.

import { WakeLock } from "../page/wake_lock.js";
import { addControls } from "./controls.js";
import { Gone, Photographs, load, sleep } from "./photographs.js";

const PATIENCE = 10_000; // Milliseconds for which a photograph may be late.
const main = document.getElementById("show");
const stage = document.getElementById("stage");
const form = document.getElementById("controls");

class Show {
  constructor() {
    this.number = Number(main.dataset.number);
    this.seconds = Number(main.dataset.seconds);
    this.isPlaying = true;
    this.timer = null;
    this.moves = 0; // Of which the last one counts.
    this.photographs = new Photographs(main.dataset.url, form.elements.csrf_token.value);
    this.coming = null; // What is after the photograph that is seen, on its way.
    this.wakeLock = new WakeLock(() => this.isPlaying);
    document.addEventListener("visibilitychange", () => !document.hidden && this.isPlaying && this.play());
  }

  // The page may have come with a photograph.
  async begin() {
    this.play();
    const slide = stage.firstElementChild;
    const move = ++this.moves;
    const isThere = slide !== null && await load(slide);
    if (move !== this.moves) return;
    if (!isThere) return this.next();
    this.look();
  }

  // Whatever is seen now, the next one is asked for, and comes after its time.
  look() {
    this.coming = this.photographs.after(this.number);
    this.coming.catch(() => {}); // It is said when one gets there.
    this.schedule();
  }

  next() {
    return this.move(this.coming ?? this.photographs.after(this.number), true);
  }

  previous() {
    return this.move(this.photographs.before(this.number), false);
  }

  // One that does not come is passed over.
  async move(asked, isForward) {
    const move = ++this.moves;
    clearTimeout(this.timer);
    try {
      for (;;) {
        const { number, end, photograph, slide } = await asked;
        if (move !== this.moves) return;
        if (end) return isForward ? leave() : this.schedule();
        const loaded = await Promise.race([slide, sleep(PATIENCE)]);
        if (move !== this.moves) return;
        if (loaded) return this.show(photograph, loaded);
        asked = isForward ? this.photographs.after(number) : this.photographs.before(number);
      }
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      leave();
    }
  }

  show(photograph, slide) {
    this.number = photograph.number;
    fadeIn(slide);
    tell(photograph);
    history.replaceState(history.state, "", `?at=${this.number}`);
    this.look();
  }

  // Nothing is passed over while nobody looks: whoever comes back sees it for its whole time.
  schedule() {
    clearTimeout(this.timer);
    if (this.isPlaying) this.timer = setTimeout(() => document.hidden || this.next(), this.seconds * 1000);
  }

  play() {
    this.isPlaying = true;
    this.schedule();
    this.wakeLock.take();
  }

  pause() {
    this.isPlaying = false;
    clearTimeout(this.timer);
    this.wakeLock.release();
  }
}

// The form's `action` is the button of that name.
function leave() {
  location.replace(form.getAttribute("action"));
}

// Over the one before, which is gone when the next one comes.
function fadeIn(slide) {
  const before = stage.lastElementChild;
  for (const old of [...stage.children]) if (old !== before) old.remove();
  before?.setAttribute("aria-hidden", "true");
  const { width, height } = slide.dataset;
  if (width) slide.style.setProperty("--width", Math.max(width, height));
  slide.classList.add("coming");
  stage.append(slide);
  slide.getBoundingClientRect(); // It is transparent first.
  slide.classList.remove("coming");
}

function tell({ number, title, url, album, album_url: albumUrl }) {
  const [photographLink, albumLink] = document.querySelectorAll("#what a");
  Object.assign(photographLink, { href: url, textContent: title });
  Object.assign(albumLink, { href: albumUrl, textContent: album });
  form.elements.after.value = number;
}

const show = new Show();
addControls(main, show);
show.begin();

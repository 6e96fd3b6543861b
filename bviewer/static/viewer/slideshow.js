// One photograph after the other, by itself, on a screen that stays awake.

import { recall, remember } from "../page/memory.js";
import { WakeLock } from "../page/wake_lock.js";
import { onKey, register } from "./buttons.js";
import { PAUSE, PLAY } from "./icons.js";
import { isPending } from "./retry.js";

const INTERVALS = [5, 10, 20, 3]; // Seconds; the first is where one begins.
const STORAGE_KEY = "bviewer.interval";
const MOMENT = 500; // Milliseconds between two looks at a picture that is not there yet.
const PATIENCE = 10_000; // Milliseconds for which it may be late.

export function addSlideshow(pswp, texts, isPlaying) {
  const show = new Slideshow(pswp);
  const label = (button, seconds) => {
    button.textContent = `${seconds} s`;
    button.setAttribute("aria-label", `${texts.seconds}: ${seconds} s`);
  };
  pswp.on("uiRegister", () => {
    register(pswp, {
      name: "slideshow",
      order: 5,
      title: texts.slideshow,
      onInit: (button) => show.showState((playing) => {
        button.innerHTML = playing ? PAUSE : PLAY;
        button.setAttribute("aria-pressed", String(playing));
        button.title = playing ? texts.pause : texts.slideshow;
        button.setAttribute("aria-label", button.title);
      }),
      onClick: () => show.toggle(),
    });
    register(pswp, {
      name: "interval",
      order: 6,
      title: texts.seconds,
      onInit: (button) => label(button, show.seconds),
      onClick: (_event, button) => label(button, show.nextInterval()),
    });
  });
  onKey(pswp, " ", () => {
    if (show.timer || !pswp.dispatch("space").defaultPrevented) show.toggle();
  });
  pswp.on("afterInit", () => isPlaying && show.play());
  pswp.on("close", () => show.pause());
}

class Slideshow {
  constructor(pswp) {
    this.pswp = pswp;
    this.seconds = Number(recall(STORAGE_KEY)) || INTERVALS[0];
    this.timer = null;
    this.late = 0; // Milliseconds for which the picture was waited for, by somebody who looks.
    this.wakeLock = new WakeLock(() => this.timer);
    this.report = () => {};
    pswp.on("change", () => this.timer && this.schedule());
    pswp.events.add(document, "visibilitychange", () => this.timer && !document.hidden && this.wakeLock.take());
  }

  showState(report) {
    this.report = report;
    report(false);
  }

  toggle() {
    if (this.timer) this.pause();
    else this.play();
  }

  play() {
    this.pswp.element.classList.add("playing");
    this.schedule();
    this.wakeLock.take();
    this.report(true);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.pswp.element?.classList.remove("playing");
    this.wakeLock.release();
    this.report(false);
  }

  nextInterval() {
    this.seconds = INTERVALS[(INTERVALS.indexOf(this.seconds) + 1) % INTERVALS.length];
    remember(STORAGE_KEY, this.seconds);
    if (this.timer) this.schedule();
    return this.seconds;
  }

  schedule() {
    this.late = 0;
    this.stepAfter(this.seconds * 1000);
  }

  stepAfter(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.step(), delay);
  }

  // Nobody waits for nothing: a picture that is not there yet is waited for, and then shown as long
  // as any other; but not one that does not come, and none for ever. What plays is shown to its end.
  step() {
    if (this.pswp.applyFilters("isFilmPlaying", false)) return this.stepAfter(MOMENT);
    const { content } = this.pswp.currSlide;
    const isLoaded = content.element?.complete && !isPending(content);
    if (isLoaded && this.late) {
      this.schedule();
    } else if (isLoaded || content.isError() || this.late >= PATIENCE) {
      if (this.pswp.currIndex === this.pswp.getNumItems() - 1 && !this.pswp.canLoop()) this.pswp.goTo(0);
      else this.pswp.next();
      this.schedule();
    } else {
      if (!document.hidden) this.late += MOMENT;
      this.stepAfter(MOMENT);
    }
  }
}

// A photograph that moves: as long as it is held, or once if its button is pressed; without a sound.

const MOMENT = 250; // Milliseconds after which what is pressed is held.
const STILL = 10; // CSS pixels that a finger which holds may stray.
const MOVES = ["pointermove", "pointerup", "pointercancel"];

export class Motion {
  // `put` lays what moves over the photograph, and the button says whether it does.
  constructor(address, put, button) {
    this.address = address;
    this.put = put;
    this.button = button;
    this.video = null;
    this.start = null; // Where it was pressed.
    this.timer = null;
    this.wasHeld = false; // Since it was pressed last.
    this.follow = (event) => this.release(event);
  }

  holdBy(element) {
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("contextmenu", (event) => this.start && event.preventDefault());
  }

  press(event) {
    this.letGo();
    this.wasHeld = false;
    if (event.button || !event.isPrimary) return;
    this.start = event;
    for (const move of MOVES) addEventListener(move, this.follow);
    this.timer = setTimeout(() => {
      this.wasHeld = true;
      this.play();
    }, MOMENT);
  }

  release({ type, clientX, clientY }) {
    const distance = Math.hypot(clientX - this.start.clientX, clientY - this.start.clientY);
    if (type !== "pointermove" || (distance > STILL && !this.wasHeld)) this.letGo();
  }

  letGo() {
    if (!this.start) return;
    this.start = null;
    clearTimeout(this.timer);
    for (const move of MOVES) removeEventListener(move, this.follow);
    if (this.wasHeld) this.stop();
  }

  toggle() {
    if (this.video) this.stop();
    else this.play();
  }

  play() {
    this.stop();
    const video = document.createElement("video");
    video.muted = video.playsInline = true;
    video.className = "moving";
    video.setAttribute("aria-hidden", "true");
    for (const end of ["ended", "error"]) video.addEventListener(end, () => video === this.video && this.stop());
    video.src = this.address;
    video.play().catch(() => {}); // The photograph stays.
    this.video = video;
    this.put(video);
    this.button.setAttribute("aria-pressed", "true");
  }

  // What is not seen asks for nothing.
  stop() {
    const { video } = this;
    if (!video) return;
    this.video = null;
    video.remove();
    video.removeAttribute("src");
    video.load();
    this.button.setAttribute("aria-pressed", "false");
  }
}

/* Arranging by mouse, finger or keys: the others make room, and what is let go is saved. */

const REST = 350; // Milliseconds after which a resting finger lifts; one that moves sooner scrolls.
const SLACK = 8; // Pixels that a hand trembles.
const EDGE = 90; // Pixels at both ends of the window from which on the page scrolls along.

const told = document.getElementById("arranged");
let move = null;
let saving = Promise.resolve();

const clamp = (value, most) => Math.min(Math.max(value, 0), most);
const say = (text) => {
  told.textContent = text;
};
const sayPlace = (number, count) => {
  say(told.dataset.place.replace("%(number)s", number).replace("%(count)s", count));
};

/* One thing on its way. Nothing changes in the document before it is let go. */
class Move {
  constructor(item) {
    this.item = item;
    this.list = item.parentElement;
    this.items = [...this.list.children];
    this.slots = this.items.map(({ offsetLeft, offsetTop }) => ({ x: offsetLeft, y: offsetTop }));
    this.from = this.at = this.items.indexOf(item);
    this.show(true);
    this.tell();
  }

  show(isHeld) {
    this.item.querySelector(".placed").setAttribute("aria-pressed", isHeld);
    this.item.classList.toggle("held", isHeld);
    this.list.classList.toggle("arranging", isHeld);
  }

  tell() {
    const { place } = this.item.querySelector("form").elements;
    sayPlace(Number(this.list.dataset.places) + this.at, place.max);
  }

  order() {
    const order = this.items.filter((item) => item !== this.item);
    order.splice(this.at, 0, this.item);
    return order;
  }

  /* Let things stand where their places will be. */
  makeRoom(items) {
    const places = new Map(this.order().map((item, place) => [item, this.slots[place]]));
    for (const item of items) {
      const [slot, own] = [places.get(item), this.slots[this.items.indexOf(item)]];
      item.style.translate = `${slot.x - own.x}px ${slot.y - own.y}px`;
    }
  }

  step(by) {
    this.at = clamp(this.at + by, this.items.length - 1);
    this.makeRoom(this.items);
    this.item.scrollIntoView({ block: "nearest" });
    this.tell();
  }

  follow({ clientX, clientY }) {
    const box = this.list.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    this.hand = { clientX, clientY };
    this.start ??= { x, y };
    this.float(x - this.start.x, y - this.start.y);
    const at = this.nearest(x, y);
    if (at === this.at) return;
    this.at = at;
    this.makeRoom(this.items.filter((item) => item !== this.item));
    this.tell();
  }

  /* Stay within the list: what stands outside of a page makes it larger. */
  float(x, y) {
    const own = this.slots[this.from];
    const left = clamp(own.x + x, this.list.clientWidth - this.item.offsetWidth);
    const top = clamp(own.y + y, this.list.clientHeight - this.item.offsetHeight);
    this.item.style.translate = `${left - own.x}px ${top - own.y}px`;
  }

  nearest(x, y) {
    const middle = this.item.offsetWidth / 2;
    const away = this.slots.map((slot) => Math.hypot(slot.x + middle - x, slot.y + middle - y));
    return away.indexOf(Math.min(...away));
  }

  scrollAlong() {
    if (move !== this) return;
    const { clientY } = this.hand;
    const by = Math.min(clientY - EDGE, 0) + Math.max(clientY - innerHeight + EDGE, 0);
    if (by) {
      scrollBy({ top: by / 6, behavior: "instant" });
      this.follow(this.hand);
    }
    requestAnimationFrame(() => this.scrollAlong());
  }

  end() {
    move = null;
    this.show(false);
    for (const item of this.items) item.style.translate = "";
  }

  cancel() {
    this.end();
    say("");
  }

  drop() {
    this.end();
    if (this.at === this.from) return;
    const before = this.items[this.from + 1] ?? null;
    put(this.item, this.order()[this.at + 1] ?? null);
    saving = saving.then(() => save(this.item, before));
  }
}

/* Put something before another thing of its list. */
function put(item, before) {
  const hasFocus = item.contains(document.activeElement);
  const list = item.parentElement;
  list.insertBefore(item, before);
  if (hasFocus) item.querySelector(".placed").focus({ preventScroll: true });
  [...list.children].forEach((each, index) => {
    const { place, step } = each.querySelector("form").elements;
    place.value = Number(list.dataset.places) + index;
    step[0].disabled = place.value === place.min;
    step[1].disabled = place.value === place.max;
  });
}

async function save(item, before) {
  const form = item.querySelector("form");
  const body = new URLSearchParams(new FormData(form));
  body.set("quietly", "1");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) put(item, before);
  say(answer?.ok ? told.dataset.saved : told.dataset.failed);
}

function lift(handle) {
  move?.drop();
  move = new Move(handle.closest("li"));
}

function pointers(list) {
  let press = null;
  let rest = 0;
  const release = () => {
    clearTimeout(rest);
    press = null;
  };
  const take = () => {
    const handle = press.target.closest(".placed");
    handle.setPointerCapture(press.pointerId);
    lift(handle);
    move.follow(press);
    move.scrollAlong();
  };
  list.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || !event.target.closest(".placed")) return;
    press = event;
    if (event.pointerType !== "mouse") rest = setTimeout(take, REST);
  });
  list.addEventListener("pointermove", (event) => {
    if (!press) return;
    if (!move?.hand && Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) > SLACK) {
      if (event.pointerType === "mouse") take();
      else release();
    }
    if (move?.hand) move.follow(event);
  });
  list.addEventListener("pointerup", () => {
    if (move?.hand) move.drop();
    release();
  });
  list.addEventListener("pointercancel", () => {
    if (move?.hand) move.cancel();
    release();
  });
  // What browsers do with a long press and with a picture that is dragged.
  for (const name of ["contextmenu", "dragstart"]) {
    list.addEventListener(name, (event) => {
      if (press) event.preventDefault();
    });
  }
  list.addEventListener("touchmove", (event) => {
    if (move) event.preventDefault();
  }, { passive: false });
}

function keys(list) {
  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".placed");
    if (!handle) return;
    if (event.key === " " || event.key === "Enter") {
      if (move) move.drop();
      else lift(handle);
    } else if (move && event.key === "Escape") move.cancel();
    else if (move && event.key in steps(move)) move.step(steps(move)[event.key]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("focusout", () => {
    if (move && !move.hand) move.drop();
  });
}

function steps({ slots }) {
  const columns = slots.filter(({ y }) => y === slots[0].y).length;
  const way = document.dir === "rtl" ? -1 : 1;
  return { ArrowLeft: -way, ArrowRight: way, ArrowUp: -columns, ArrowDown: columns };
}

for (const list of document.querySelectorAll("[data-places]")) {
  for (const handle of list.querySelectorAll(".placed")) {
    handle.tabIndex = 0;
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-pressed", false);
    handle.setAttribute("aria-describedby", "arrange-help");
  }
  pointers(list);
  keys(list);
}
document.getElementById("arrange-help").hidden = false;

/* Arranging by mouse, finger or keys: the others make room, and what is let go is saved. */

const REST = 350; // Milliseconds after which a resting finger lifts; one that moves sooner scrolls.
const SLACK = 8; // Pixels that a hand trembles.
const EDGE = 90; // Pixels at both ends of the window from which on the page scrolls along.
const PATIENCE = 20_000; // Milliseconds after which a save has failed.

const told = document.getElementById("arranged");
const stored = new Map(); // The order of each list as it is saved.
const unsaved = []; // What was let go, the oldest first.
let move = null;

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

  follow(hand) {
    const box = this.list.getBoundingClientRect();
    const [x, y] = [hand.clientX - box.left, hand.clientY - box.top];
    this.hand = hand;
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
    const [list, order] = [this.list, this.order()];
    put(list, order);
    // Read now, as later drops change it.
    const body = new URLSearchParams(new FormData(this.item.querySelector("form")));
    body.set("quietly", "1");
    unsaved.push({ list, order, body });
    if (unsaved.length === 1) save();
  }
}

/* Put the things of a list into an order, and number them. */
function put(list, order) {
  const focused = document.activeElement;
  list.append(...order);
  if (list.contains(focused)) focused.focus({ preventScroll: true });
  order.forEach((item, index) => {
    const { place, step } = item.querySelector("form").elements;
    place.value = Number(list.dataset.places) + index;
    step[0].disabled = place.value === place.min;
    step[1].disabled = place.value === place.max;
  });
}

/* Save one after another: each counts on those before it. */
async function save() {
  for (const { list, order, body } of unsaved) {
    const signal = AbortSignal.timeout(PATIENCE);
    const request = fetch(location, { method: "POST", body, signal, keepalive: true });
    const answer = await request.catch(() => null);
    if (answer?.status !== 204) return putBack(); // It may be the page for signing in.
    stored.set(list, order);
  }
  unsaved.length = 0;
  say(told.dataset.saved);
}

function putBack() {
  move?.cancel();
  for (const { list } of unsaved.splice(0)) put(list, stored.get(list));
  say(told.dataset.failed);
}

function lift(handle) {
  move?.drop();
  move = new Move(handle.closest("li"));
}

const isSame = (one, other) => one.pointerId === other?.pointerId;
const isFar = (one, { clientX, clientY }) =>
  Math.hypot(one.clientX - clientX, one.clientY - clientY) > SLACK;

function pointers(list) {
  let press = null;
  let rest = 0;
  const forget = () => {
    clearTimeout(rest);
    press = null;
  };
  const take = () => {
    const handle = press.target.closest(".placed");
    handle.setPointerCapture(press.pointerId);
    lift(handle);
    move.follow(press);
    move.scrollAlong();
    forget();
  };
  list.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || !event.target.closest(".placed")) return;
    press = event;
    if (event.pointerType !== "mouse") rest = setTimeout(take, REST);
  });
  list.addEventListener("pointermove", (event) => {
    if (isSame(event, press) && isFar(event, press)) {
      if (event.pointerType === "mouse" && event.buttons) take();
      else forget();
    }
    if (isSame(event, move?.hand)) move.follow(event);
  });
  // A mouse that was pressed may be released anywhere.
  addEventListener("pointerup", (event) => {
    if (isSame(event, press)) forget();
    if (isSame(event, move?.hand)) move.drop();
  });
  addEventListener("pointercancel", (event) => {
    if (isSame(event, press)) forget();
    if (isSame(event, move?.hand)) move.cancel();
  });
  // What browsers do with a long press and with a picture that is dragged.
  for (const name of ["contextmenu", "dragstart"]) {
    list.addEventListener(name, (event) => {
      if (press || move?.hand) event.preventDefault();
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
      if (move && !event.repeat) move.drop();
      else if (!event.repeat) lift(handle);
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
  stored.set(list, [...list.children]);
  pointers(list);
  keys(list);
}
addEventListener("beforeunload", (event) => {
  if (unsaved.length) event.preventDefault();
});

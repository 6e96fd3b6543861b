/* Choosing among many: shift extends, keys move, and the selection goes along from page to page. */

const form = document.getElementById("chosen");
const boxes = [...form.querySelectorAll("[name=item]")];
const all = form.querySelector("[name=which]");
const elsewhere = form.elements.ids;
const page = document.querySelector("#page-all input");
const count = document.getElementById("count");
const key = `chosen-${form.dataset.store}`;
let anchor = null;

const words = (text) => text.split(" ").filter(Boolean);
const here = new Set(boxes.map((box) => box.value));

function restore() {
  const kept = words(sessionStorage.getItem(key) ?? "");
  sessionStorage.removeItem(key);
  elsewhere.value = [...new Set([...words(elsewhere.value), ...kept])].filter((id) => !here.has(id)).join(" ");
  for (const box of boxes) box.checked ||= kept.includes(box.value);
}

function keep() {
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  sessionStorage.setItem(key, [...words(elsewhere.value), ...chosen].join(" "));
}

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  const number = all?.checked ? Number(form.elements.number.value) : chosen + words(elsewhere.value).length;
  count.textContent = count.dataset.text.replace("%(number)s", number.toLocaleString(document.documentElement.lang));
  form.classList.toggle("has-choice", number > 0);
  page.checked = chosen === boxes.length;
  page.indeterminate = chosen > 0 && chosen < boxes.length;
}

function choose(box, isChosen, isExtending) {
  const from = isExtending && anchor ? boxes.indexOf(anchor) : boxes.indexOf(box);
  const [first, last] = [from, boxes.indexOf(box)].sort((a, b) => a - b);
  for (const each of boxes.slice(first, last + 1)) each.checked = isChosen;
  anchor = box;
  tell();
}

function letGo() {
  for (const box of boxes) box.checked = false;
  if (all) all.checked = false;
  elsewhere.value = "";
  anchor = null;
  tell();
}

/* How many tiles stand in a row tells where "down" is. */
function step(event, box) {
  const top = boxes[0].getBoundingClientRect().top;
  const row = boxes.findIndex((each) => each.getBoundingClientRect().top > top + 1);
  const columns = row < 0 ? boxes.length : row;
  const way = document.dir === "rtl" ? -1 : 1;
  const steps = { ArrowLeft: -way, ArrowRight: way, ArrowUp: -columns, ArrowDown: columns };
  const next = boxes[boxes.indexOf(box) + (steps[event.key] ?? NaN)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (event.shiftKey) choose(next, true, true);
}

form.addEventListener("click", (event) => {
  if (event.target.name !== "item") return;
  choose(event.target, event.target.checked, event.shiftKey);
});
form.addEventListener("keydown", (event) => {
  const box = event.target.name === "item" ? event.target : null;
  if (event.key === "Escape") {
    if (event.target.closest(".bar")) (anchor ?? boxes[0]).focus(); // The bar goes away.
    letGo();
  }
  if (!box) return;
  if (event.key === "x") choose(box, !box.checked, event.shiftKey);
  else step(event, box);
});
page.addEventListener("change", () => {
  for (const box of boxes) box.checked = page.checked;
  tell();
});
all?.addEventListener("change", tell);
for (const link of document.querySelectorAll(".chosen .pages a, .chosen .way a")) link.addEventListener("click", keep);

restore();
tell();
form.classList.add("scripted");

// A double click must not send a password twice: only the second answer would be seen, and while the first is compared
// that is a refusal. Whoever comes back to the page, or has waited long, may send it again.

const SECONDS = 10;
let sent = new WeakMap();

addEventListener("submit", (event) => {
  const { target: form, timeStamp: now } = event;
  if (now - sent.get(form) < SECONDS * 1000) event.preventDefault();
  else sent.set(form, now);
});
addEventListener("pageshow", () => {
  sent = new WeakMap();
});

// Tells how far a sync is, in words that the server has; loads the page anew when it is done.

const EVERY = 2000;
const line = document.getElementById("progress");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(line.dataset.url).catch(() => null);
  if (!answer?.ok) return; // A server that does not answer may do so later.
  const { text, busy } = await answer.json();
  if (line.textContent !== text) line.textContent = text;
  if (!busy) location.reload();
}

setInterval(look, EVERY);

// Tells how far work is, in words that the server has; loads the page anew when it is done.

const EVERY = 2000;
const section = document.getElementById("jobs");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(section.dataset.url).catch(() => null);
  if (!answer?.ok) return; // A server that does not answer may do so later.
  const { jobs, busy } = await answer.json();
  for (const [id, { text, done }] of Object.entries(jobs)) {
    const line = document.getElementById(`job-${id}`);
    if (!line) continue;
    const bar = document.getElementById(`bar-${id}`);
    if (bar) bar.value = done; // Of a sync nobody knows how much there is.
    if (line.textContent !== text) line.textContent = text;
  }
  // What was being chosen meanwhile is not lost by it.
  if (!busy && !document.querySelector(".has-choice")) location.reload();
}

setInterval(look, EVERY);

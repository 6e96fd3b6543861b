// Who signs out in one tab has signed out in all: what only they may see goes from the others.

const name = document.querySelector(".site form span")?.textContent ?? "";
const gallery = document.querySelector(".site-title").href;
const tabs = new BroadcastChannel(`bviewer.session ${gallery}`);

tabs.postMessage(name);
if (name) tabs.addEventListener("message", ({ data }) => data !== name && location.reload());
else tabs.close();

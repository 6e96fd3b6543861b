// The page of a clip: its poster as soon as it is made, and words where the browser cannot play it.

import { canPlay, findReason } from "../film/player.js";
import { explain } from "../film/reason.js";
import { watchImages } from "./loading.js";
import { isPlaceholder } from "./placeholder.js";

const video = document.querySelector(".stage video");

// Below the player: a picture that is watched like any other.
const poster = document.createElement("img");
poster.alt = "";
poster.src = video.poster;
poster.addEventListener("load", () => {
  if (!isPlaceholder(poster)) video.poster = poster.src;
});
video.before(poster);
watchImages();

const words = document.createElement("p");
words.className = "reason";
words.setAttribute("role", "alert");
video.after(words);

function giveUp(reason) {
  poster.alt = video.getAttribute("aria-label");
  video.remove();
  explain(words, reason, document.getElementById("download")?.href);
}

// Errors of the source do not bubble.
video.addEventListener("error", async () => {
  const at = video.currentTime;
  const reason = await findReason(video);
  if (reason !== "unreachable") return giveUp(reason);
  video.load();
  video.currentTime = at;
}, true);

if (!canPlay(video.firstElementChild.type)) giveUp("unplayable");

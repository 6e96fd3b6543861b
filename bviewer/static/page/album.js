// The page of an album. Without this script everything on it works as links.

import { appendWhileScrolling } from "./infinite_scroll.js";
import { watchImages } from "./loading.js";
import { openFromHistory, openOnClick } from "./open_viewer.js";
import { paintPlaceholders } from "./placeholder.js";
import { pollForFirstImages } from "./poll.js";
import { restorePosition } from "./scroll_position.js";

// Cares for tiles that are new on the page.
function refresh() {
  paintPlaceholders();
  watchImages();
}

refresh();
// The years may be more than fit.
document.querySelector(".years [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
openOnClick(refresh);
await restorePosition(refresh);
appendWhileScrolling(refresh);
openFromHistory(history.state);
pollForFirstImages();

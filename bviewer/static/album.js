// The page of an album. Without this script everything on it works as links.

import { paint } from "./colours.js";
import { appendWhileScrolling, returnToPlace } from "./pages.js";
import { watch } from "./pending.js";
import { openFrom, listen } from "./opening.js";
import { lookForTheFirst } from "./reading.js";

function refresh() {
  paint();
  watch();
}

refresh();
listen(refresh);
await returnToPlace(refresh);
appendWhileScrolling(refresh);
openFrom(history.state);
lookForTheFirst();

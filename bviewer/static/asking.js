// What is still being made, or was lost on the way, is asked for again as long as it is looked at:
// one question at a time, less and less often. What cannot be shown is told in words.

import { canvasOf } from "./colours.js";
import { isBroken, isStandIn } from "./pending.js";
import { MAXIMUM_TRIES, delayOf, fateOf, whenItMayChange, withTry } from "./retrying.js";

const TINY = 6; // Pixels; a photograph may be as small as a stand-in itself.

// Whether another picture stands in for a photograph that is still being made.
export function isLate({ data, element }) {
  return element instanceof HTMLImageElement && isStandIn(element) && data.width > TINY;
}

export function keepAsking(pswp, texts) {
  const tries = new WeakMap(); // By slide, as all that is remembered here.
  const came = new WeakSet(); // What was there after an error. If it fails again, it is no picture.
  const broken = new WeakSet();
  let timer = null;
  let status = null; // What is read out.

  const isLost = (content) => content.isError() && !broken.has(content.data);

  const askLater = () => {
    clearTimeout(timer);
    const { content } = pswp.currSlide;
    const count = tries.get(content.data) ?? 0;
    if (document.hidden || pswp.isDestroying || count >= MAXIMUM_TRIES) return;
    if (!isLate(content) && !isLost(content)) return;
    timer = setTimeout(() => {
      tries.set(content.data, count + 1);
      if (isLost(content)) findOut(content);
      else content.element.src = withTry(content.data.src, count + 1);
    }, count || isLate(content) ? delayOf(count) : 0);
  };

  const findOut = async (content) => {
    const fate = await fateOf(content.data.src);
    if (pswp.isDestroying || pswp.currSlide.content !== content) return;
    if (fate === "lost") {
      came.delete(content.data);
      askLater();
    } else if (fate === "refused" || came.has(content.data)) {
      tell(content);
    } else {
      came.add(content.data);
      pswp.refreshSlideContent(content.index);
    }
  };

  const tell = (content) => {
    broken.add(content.data);
    content.state = "error";
    content.displayError();
    pswp.ui.updatePreloaderVisibility();
    readOut(content);
  };

  const readOut = (content) => {
    if (content !== pswp.currSlide?.content) return;
    status.textContent = content.isError() && broken.has(content.data) ? texts.error : "";
  };

  // What came instead of a photograph, also of one that is next to what is looked at.
  const judge = (content) => {
    const isTold = content.element instanceof HTMLImageElement && isBroken(content.element);
    if (isTold) tell(content);
    return isTold;
  };

  pswp.on("uiRegister", () => pswp.ui.registerElement({
    name: "status",
    className: "viewer-status",
    appendTo: "root",
    onInit: (element) => {
      element.setAttribute("role", "status");
      status = element;
    },
  }));
  // Its colours stay.
  pswp.addFilter("contentErrorElement", (message, content) => {
    const { colours } = content.data.element.dataset;
    const parts = new DocumentFragment();
    message.hidden = isLost(content);
    parts.append(...(colours ? [canvasOf(colours)] : []), message);
    return parts;
  });
  pswp.addFilter("isContentLoading", (isLoading, content) => isLoading || isLost(content));
  pswp.on("change", () => {
    readOut(pswp.currSlide.content);
    askLater();
  });
  pswp.on("contentAppend", (event) => judge(event.content) && event.preventDefault());
  pswp.on("loadComplete", ({ content, slide, isError }) => {
    if (judge(content) || content !== pswp.currSlide?.content) return;
    // PhotoSwipe loads again what failed before, but leaves it out of the page.
    if (!isError && slide.heavyAppended && !content.element.parentNode) pswp.refreshSlideContent(content.index);
    else askLater();
  });
  pswp.on("afterInit", () => whenItMayChange(() => {
    tries.delete(pswp.currSlide.data);
    askLater();
  }, pswp.events));
  pswp.on("close", () => clearTimeout(timer));
}

// A photograph that is still being made, or was lost on the way, is asked for again as long as it is
// looked at: one request at a time, less and less often. An error is said in words.

import { MAXIMUM_TRIES, delayOf, onConnectionOrVisibility, probe, withTry } from "../page/backoff.js";
import { SIDE, canvasOf, isBroken, isPlaceholder } from "../page/placeholder.js";

// Whether a placeholder is shown for a photograph that is still being made; it may be as small itself.
export function isPending({ data, element }) {
  return element instanceof HTMLImageElement && isPlaceholder(element) && data.width > SIDE;
}

export function retryImages(pswp, texts) {
  const tries = new WeakMap(); // By slide, as all that is remembered here.
  const available = new WeakSet(); // After an error. If it fails again, it is no picture.
  const broken = new WeakSet();
  let timer = null;
  let status = null; // What is read out.

  const isCovered = () => pswp.element.matches(".with-player"); // By what plays instead of its poster.
  const isUnreachable = (content) => content.isError() && !broken.has(content.data);

  const retryLater = () => {
    clearTimeout(timer);
    const { content } = pswp.currSlide;
    const count = tries.get(content.data) ?? 0;
    if (document.hidden || pswp.isDestroying || isCovered() || count >= MAXIMUM_TRIES) return;
    if (!isPending(content) && !isUnreachable(content)) return;
    timer = setTimeout(() => {
      tries.set(content.data, count + 1);
      if (isUnreachable(content)) findReason(content);
      else content.element.src = withTry(content.data.src, count + 1);
    }, count || isPending(content) ? delayOf(count) : 0);
  };

  const findReason = async (content) => {
    const found = await probe(content.data.src);
    if (pswp.isDestroying || isCovered() || pswp.currSlide.content !== content) return;
    if (found === "unreachable") {
      available.delete(content.data);
      retryLater();
    } else if (found === "refused" || available.has(content.data)) {
      showError(content);
    } else {
      available.add(content.data);
      pswp.refreshSlideContent(content.index);
    }
  };

  const showError = (content) => {
    broken.add(content.data);
    content.state = "error";
    content.displayError();
    pswp.ui.updatePreloaderVisibility();
    announce(content);
  };

  const announce = (content) => {
    if (content !== pswp.currSlide?.content) return;
    status.textContent = content.isError() && broken.has(content.data) ? texts.error : "";
  };

  // The drawing that is sent instead of a photograph, also of one that is next to what is looked at.
  const replaceBroken = (content) => {
    const isReplaced = content.element instanceof HTMLImageElement && isBroken(content.element);
    if (isReplaced) showError(content);
    return isReplaced;
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
    message.hidden = isUnreachable(content);
    parts.append(...(colours ? [canvasOf(colours)] : []), message);
    return parts;
  });
  pswp.addFilter("isContentLoading", (isLoading, content) => isLoading || isUnreachable(content));
  pswp.on("change", () => {
    announce(pswp.currSlide.content);
    retryLater();
  });
  pswp.on("contentAppend", (event) => replaceBroken(event.content) && event.preventDefault());
  pswp.on("loadComplete", ({ content, slide, isError }) => {
    if (replaceBroken(content) || content !== pswp.currSlide?.content) return;
    // PhotoSwipe loads again what failed before, but leaves it out of the page.
    if (!isError && slide.heavyAppended && !content.element.parentNode) pswp.refreshSlideContent(content.index);
    else retryLater();
  });
  pswp.on("afterInit", () => onConnectionOrVisibility(() => {
    tries.delete(pswp.currSlide.data);
    retryLater();
  }, pswp.events));
  pswp.on("close", () => clearTimeout(timer));
}

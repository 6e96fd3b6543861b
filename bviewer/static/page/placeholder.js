// What stands where a picture is not ready yet, or cannot be made. A page has the average colours of
// 6 x 6 parts of each photograph, to be painted here; the server sends the same as a JPEG, in place
// of a rendition that is still being made (202), and a drawing in place of one that never will be
// (415).

export const SIDE = 6; // Pixels.
const WIDEST = 65535; // Pixels of a JPEG (ITU-T T.81, B.2.2).

export function paintPlaceholders() {
  for (const frame of document.querySelectorAll("[data-colours]:not(.painted)")) {
    frame.classList.add("painted");
    frame.prepend(canvasOf(frame.dataset.colours));
  }
}

export function canvasOf(colours) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("aria-hidden", "true");
  const pixels = new ImageData(SIDE, SIDE);
  const bytes = atob(colours);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
    for (let part = 0; part < 3; part += 1) {
      pixels.data[4 * pixel + part] = bytes.charCodeAt(3 * pixel + part);
    }
    pixels.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

export function isLoaded(image) {
  return image.complete && image.naturalWidth > 0;
}

// Of pictures for dense screens the browser tells fewer pixels than they have.
export function isPlaceholder(image) {
  const isSmall = Math.max(image.naturalWidth, image.naturalHeight) <= SIDE;
  return isLoaded(image) && isSmall && !isThin(image);
}

// A photograph may be that small itself: its square has no more pixels than its shorter side, and
// the whole of it on its own page no more than its longer one.
function isThin(image) {
  const { width, height } = image.closest("[data-width]")?.dataset ?? {};
  const side = image.closest(".stage") ? Math.max(width, height) : Math.min(width, height);
  return side <= SIDE;
}

// The drawing is wider than any photograph.
export function isBroken(image) {
  return image.naturalWidth > WIDEST;
}

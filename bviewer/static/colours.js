// The average colours of 6 x 6 parts stand in for a photograph until it is there.

const SIDE = 6;

export function paint(root = document) {
  for (const place of root.querySelectorAll("[data-colours]:not(.painted)")) {
    place.classList.add("painted");
    place.prepend(canvasOf(place.dataset.colours));
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

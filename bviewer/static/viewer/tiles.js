// A photograph that is too large to be shown as one is shown in tiles from near: only those in the window.

// As `renditions/tiling.py` has them.
const SIDE = 512;
const COARSEST = 3840;

export class TileLayer {
  // `arrival` resolves with whether a tile is there, as soon as it is, while it is wanted: all of them are made at once.
  constructor(slide, arrival) {
    this.slide = slide;
    this.arrival = arrival;
    this.isReady = null;
    this.shown = new Map();
    this.element = document.createElement("div");
    this.element.className = "viewer-tiles";
    slide.container.append(this.element);
  }

  // It is drawn in pixels of the photograph, within what PhotoSwipe moves and enlarges.
  follow() {
    this.element.style.transform = `scale(${this.slide.currentResolution || 1})`;
  }

  // `enough`: the share of the pixels of the screen that is sharp enough.
  async update(enough) {
    const { data, currZoomLevel } = this.slide;
    const scale = currZoomLevel * devicePixelRatio * enough;
    this.follow();
    if (scale <= data.copies.at(-1).scale) return this.show([]);
    const tiles = this.visible(scale);
    this.isReady ??= this.arrival(data.fileAt(tiles[0].name), () => true);
    if (await this.isReady) this.show(tiles);
    else this.isReady = null;
    return undefined;
  }

  visible(scale) {
    const { data: { width, height }, currZoomLevel, pan, pswp: { viewportSize } } = this.slide;
    const levels = Math.max(1, Math.ceil(Math.log2(Math.max(width, height) / COARSEST)));
    const level = Math.max(0, Math.min(levels - 1, Math.floor(-Math.log2(scale))));
    const side = SIDE * 2 ** level;
    const span = (start, room, whole) => {
      const last = Math.ceil(Math.max(1, Math.floor(whole / 2 ** level)) / SIDE) - 1;
      const from = Math.max(0, Math.floor(-start / currZoomLevel / side));
      const to = Math.min(last, Math.floor((room - start) / currZoomLevel / side));
      return Array.from({ length: Math.max(0, to - from + 1) }, (_each, index) => from + index);
    };
    return span(pan.y, viewportSize.y, height).flatMap((row) => span(pan.x, viewportSize.x, width).map((column) => ({
      name: `tile-${level}-${column}-${row}`,
      left: column * side,
      top: row * side,
      width: Math.min(side, width - column * side),
      height: Math.min(side, height - row * side),
    })));
  }

  show(tiles) {
    const names = new Set(tiles.map(({ name }) => name));
    for (const [name, image] of this.shown) {
      if (names.has(name)) continue;
      image.remove();
      this.shown.delete(name);
    }
    for (const { name, ...box } of tiles) {
      if (this.shown.has(name)) continue;
      const image = new Image();
      for (const [side, length] of Object.entries(box)) image.style[side] = `${length}px`;
      image.alt = "";
      this.shown.set(name, image);
      this.element.append(image);
      this.load(name, image);
    }
  }

  // When the first one is there, others may still be written.
  async load(name, image) {
    const src = this.slide.data.fileAt(name);
    const isShown = () => this.shown.get(name) === image;
    if (await this.arrival(src, isShown)) image.src = src;
    else if (isShown()) {
      image.remove();
      this.shown.delete(name); // Asked for again when one moves.
    }
  }
}

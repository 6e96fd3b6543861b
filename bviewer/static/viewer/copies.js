// The resized copies of a photograph: which there are, and where.

// As `renditions/tiling.py` has them.
const [ACROSS, MOST] = [8192, 2 ** 25];

// Whether a photograph is too large to be shown as one from near.
export function isVast({ width, height }) {
  return Math.max(width, height) > ACROSS || width * height > MOST;
}

// Whether it is cut into tiles (viewer/tiles.js): where nobody is to see more, no size is made on demand either.
export function isTiled(data) {
  return isVast(data) && data.copies.some(({ isOnDemand }) => isOnDemand);
}

// Those that show all of a photograph of so many pixels, small to large, none larger than itself. `scale` is how many
// pixels there are for one of the photograph's. Some are made on demand: until then another one is shown.
export function copiesOf(small, width, height) {
  return JSON.parse(document.getElementById("images").dataset.whole).map(([name, across, down, isOnDemand]) => ({
    src: addressOf(small, name),
    fits: Math.min(across / width, down / height),
    get scale() { return Math.min(this.fits, 1); },
    isOnDemand,
  }));
}

// The smallest copy with so many pixels, or else the largest.
export function copyFor(copies, scale) {
  return copies.find(({ fits }) => fits >= scale) ?? copies.at(-1);
}

export function addressOf(small, name) {
  const url = new URL(small.dataset.failed ?? small.src);
  url.searchParams.delete("try");
  return url.href.replace(/[a-z0-9]+\.jpg(?=\?|$)/, `${name}.jpg`);
}

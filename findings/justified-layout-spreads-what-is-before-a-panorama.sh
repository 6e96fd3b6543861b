#!/usr/bin/env bash
# A photograph before a panorama gets a row of its own in justified-layout, and a box of the shape of neither.
#
# justified-layout 4.1.0 (npm, Flickr's), with its defaults. It keeps the shape of each photograph and the width of each
# row. A panorama that fits in no row with others ends the row before it, however few are in that: a single portrait (3:4)
# is spread over the whole width, and as its height may be twice that of a row at most, its box is a landscape of 13:8.
# The panorama itself (12:1) has a box of 13:2. Each box tells the aspectRatio of its photograph beside a width and a
# height of another one, so pictures are squeezed, or cut to half by object-fit: cover. Rows of common shapes are right to
# a pixel.
#
# What helps: compare width / height with aspectRatio, and go by the height where they differ; or with these defaults, cut
# the shapes that go in to 3:1 oneself.
#
#> without a panorama: 0.75 in a box of 0.75, 1.50 in a box of 1.50, 0.75 in a box of 0.75
#> with one in the middle: 0.75 in a box of 1.63, 12.00 in a box of 6.50, 0.75 in a box of 0.75
#> with one at the end: 0.75 in a box of 0.75, 1.50 in a box of 1.50, 12.00 in a box of 6.50
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
cd "$folder"
npm install --silent --no-fund --no-audit justified-layout@4.1.0 >log 2>&1
node - >output <<'JAVASCRIPT'
const layout = require("justified-layout");

const tell = (which, shapes) => {
  const { boxes } = layout(shapes);
  const told = boxes.map(
    ({ width, height, aspectRatio }) => `${aspectRatio.toFixed(2)} in a box of ${(width / height).toFixed(2)}`,
  );
  console.log(`${which}: ${told.join(", ")}`);
};

tell("without a panorama", [0.75, 1.5, 0.75]);
tell("with one in the middle", [0.75, 12, 0.75]);
tell("with one at the end", [0.75, 1.5, 12]);
JAVASCRIPT
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# UTIF, and Jimp with it, shows a TIFF whose colours are in planes in grey, and UTIF one packed by tifffile in black.
#
# utif 3.1.0, jimp 1.6.1, sharp 0.35.5 (npm), tifffile 2026.3.3, numpy 2.4.6 (PyPI). A TIFF may have its samples pixel by
# pixel, or all reds, then all greens, then all blues (PlanarConfiguration 2). UTIF gives a grey picture of the right
# size, made of the reds. Deflate has two numbers in TIFF, 8 and the older 32946, which mean the same; tifffile writes the
# older one, and UTIF 3.1.0 leaves the pixels of that black (Jimp has a UTIF of its own). No error is raised.
#
# What helps: sharp (libtiff); or a look at tags 284 and 259 before UTIF is asked for pixels.
#
#> pixels: UTIF 200 100 50, Jimp 200 100 50, sharp 200 100 50
#> planes: UTIF 200 200 200, Jimp 200 200 200, sharp 200 100 50
#> deflate: UTIF 0 0 0, Jimp 200 100 50, sharp 200 100 50
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 tifffile==2026.3.3
cd "$folder"
npm install --silent --no-fund --no-audit jimp@1.6.1 sharp@0.35.5 utif@3.1.0 >log 2>&1
venv/bin/python - <<'PYTHON'
import numpy
import tifffile

pixels = numpy.full((48, 64, 3), (200, 100, 50), numpy.uint8)
planes = numpy.moveaxis(pixels, 2, 0).copy()
tifffile.imwrite("pixels.tif", pixels, photometric="rgb")
tifffile.imwrite("planes.tif", planes, photometric="rgb", planarconfig="separate")
tifffile.imwrite("deflate.tif", pixels, photometric="rgb", compression="deflate")
PYTHON
cat >tell.cjs <<'JAVASCRIPT'
const { readFileSync } = require("fs");
const { Jimp } = require("jimp");
const sharp = require("sharp");
const UTIF = require("utif");

const colour = (pixels) => Array.from(pixels.slice(0, 3)).join(" ");
(async () => {
  for (const name of ["pixels", "planes", "deflate"]) {
    const file = readFileSync(`${name}.tif`);
    const [page] = UTIF.decode(file);
    UTIF.decodeImage(file, page);
    const jimp = colour((await Jimp.read(file)).bitmap.data);
    const others = colour(await sharp(file).raw().toBuffer());
    console.log(`${name}: UTIF ${colour(UTIF.toRGBA8(page))}, Jimp ${jimp}, sharp ${others}`);
  }
})();
JAVASCRIPT
node tell.cjs >output 2>log
diff <(sed -n 's/^#> //p' "$script") output

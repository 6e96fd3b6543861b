#!/usr/bin/env bash
# jpeg-js, and Jimp with it, shows a JPEG that has red, green and blue in it in wrong colours.
#
# jpeg-js 0.4.4, jimp 1.6.1, sharp 0.35.5 (npm), Pillow 13.0.0. Most JPEGs have brightness and two differences of colour
# (YCbCr). Some have RGB, as Pillow writes by keep_rgb, so that saturated edges stay sharp; a marker of Adobe's says so by
# the number 0. jpeg-js reads that number, but lets it turn the conversion on only, never off: orange is green. Its
# documentation says that it respects what the metadata says by default. sharp shows both files alike.
#
# What helps: { colorTransform: false } for files in which Adobe's marker has a 0, as an option of decode(); of Jimp by
# fromBuffer(bytes, { "image/jpeg": … }), since Jimp.read takes it and forgets it.
#
#> YCbCr: jpeg-js 199 99 49, told not to convert 124 86 182, Jimp 199 99 49, sharp 200 100 50
#> RGB: jpeg-js 90 255 150, told not to convert 200 100 50, Jimp 90 255 150, sharp 200 100 50
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit jimp@1.6.1 jpeg-js@0.4.4 sharp@0.35.5 >log 2>&1
venv/bin/python - <<'PYTHON'
from PIL import Image

picture = Image.new("RGB", (64, 48), (200, 100, 50))
picture.save("YCbCr.jpg", quality=100)
picture.save("RGB.jpg", quality=100, keep_rgb=True)
PYTHON
cat >tell.cjs <<'JAVASCRIPT'
const { readFileSync } = require("fs");
const { Jimp } = require("jimp");
const jpeg = require("jpeg-js");
const sharp = require("sharp");

const colour = (pixels) => Array.from(pixels.slice(0, 3)).join(" ");
(async () => {
  for (const name of ["YCbCr", "RGB"]) {
    const file = readFileSync(`${name}.jpg`);
    const plain = colour(jpeg.decode(file).data);
    const told = colour(jpeg.decode(file, { colorTransform: false }).data);
    const jimp = colour((await Jimp.read(file)).bitmap.data);
    const others = colour(await sharp(file).raw().toBuffer());
    console.log(`${name}: jpeg-js ${plain}, told not to convert ${told}, Jimp ${jimp}, sharp ${others}`);
  }
})();
JAVASCRIPT
node tell.cjs >output 2>log
diff <(sed -n 's/^#> //p' "$script") output

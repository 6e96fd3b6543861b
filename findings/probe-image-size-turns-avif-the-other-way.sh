#!/usr/bin/env bash
# What probe-image-size tells of how an AVIF is turned is the opposite: pictures end up on their head.
#
# probe-image-size 7.5.0 (npm), Pillow 13.0.0. AVIF and HEIF say by a box of their own (irot) how a picture is to be
# turned, in quarters against the clock (ISO/IEC 23008-12). probe-image-size reads it, and gives it as the orientation
# that JPEGs have in their EXIF, but counts the quarters with the clock: 6 is told as 8 and 8 as 6. Of the same
# photograph as JPEG it tells 6. Half turns and mirrors are told rightly, so a test with these finds nothing. Pillow
# writes irot when it is given an orientation, as phones do; a portrait is what hits it.
#
# What helps: exchange 6 and 8 if the type is avif, heic or heif, or take width and height alone.
#
#> orientation 6: the quarters of irot 3, told of the JPEG 6, of the AVIF 8
#> orientation 3: the quarters of irot 2, told of the JPEG 3, of the AVIF 3
#> orientation 8: the quarters of irot 1, told of the JPEG 8, of the AVIF 6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit probe-image-size@7.5.0 >log 2>&1
venv/bin/python - <<'PYTHON'
from PIL import Image

for orientation in (6, 3, 8):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for ending in ("jpg", "avif"):
        Image.new("RGB", (64, 48), "teal").save(f"{orientation}.{ending}", exif=exif)
PYTHON
node - >output <<'JAVASCRIPT'
const fs = require("fs");
const probe = require("probe-image-size");

for (const orientation of [6, 3, 8]) {
  const avif = fs.readFileSync(`${orientation}.avif`);
  const quarters = avif[avif.indexOf("irot") + 4] & 3;
  const [jpeg, other] = ["jpg", "avif"].map((ending) => probe.sync(fs.readFileSync(`${orientation}.${ending}`)));
  const told = `told of the JPEG ${jpeg.orientation}, of the AVIF ${other.orientation}`;
  console.log(`orientation ${orientation}: the quarters of irot ${quarters}, ${told}`);
}
JAVASCRIPT
diff <(sed -n 's/^#> //p' "$script") output

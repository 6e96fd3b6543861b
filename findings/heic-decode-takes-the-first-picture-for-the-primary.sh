#!/usr/bin/env bash
# Of a HEIC with several pictures heic-decode shows the first, whichever the file says is to be shown.
#
# heic-decode 2.1.0 (npm, with libheif-js; heic-convert is made from it), pillow-heif 1.8.1, Pillow 13.0.0. A HEIF file
# may have several pictures, and says by a box (pitm) which of them is the primary one, to be shown where there is room
# for one. pillow-heif goes by it. heic-decode decodes what comes first in the file, has no word of a primary picture, and
# none of several, unless one asks for all. So the JPEG that was made of a HEIC is another picture, of another size.
#
# What helps: pillow-heif; or a file with one picture.
#
#> primary is picture 0: pillow-heif (64, 48) red, heic-decode (64, 48) red
#> primary is picture 1: pillow-heif (96, 80) blue, heic-decode (64, 48) red
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 pillow-heif==1.8.1
cd "$folder"
npm install --silent --no-fund --no-audit heic-decode@2.1.0 >log 2>&1
cat >decode.cjs <<'JAVASCRIPT'
const { readFileSync } = require("fs");
const decode = require("heic-decode");

decode({ buffer: readFileSync(process.argv[2]) }).then(({ width, height, data }) => {
  console.log(`(${width}, ${height}) ${data[0] > data[2] ? "red" : "blue"}`);
});
JAVASCRIPT
venv/bin/python - >output <<'PYTHON'
import subprocess

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
for primary in (0, 1):
    heif = pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red"))
    heif.add_from_pillow(Image.new("RGB", (96, 80), "blue"))
    heif.save("pictures.heic", primary_index=primary)
    with Image.open("pictures.heic") as picture:
        red, _, blue = picture.getpixel((9, 9))
        seen = f"{picture.size} {'red' if red > blue else 'blue'}"
    other = subprocess.check_output(["node", "decode.cjs", "pictures.heic"], text=True).strip()
    print(f"primary is picture {primary}: pillow-heif {seen}, heic-decode {other}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

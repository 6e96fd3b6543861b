#!/usr/bin/env bash
# A HEIC with an odd side has three sizes, depending on who is asked; only one of them is the picture's.
#
# image-size 2.1.0 (npm), probe-image-size 7.5.0 (npm), imagesize 2.0.1 (PyPI), pillow-heif 1.8.1, Pillow 13.0.0. HEVC
# codes sides in even numbers (small ones in blocks of up to 64), and HEIC says what is to be cut off by a box (clap).
# probe-image-size and imagesize do not look at it: they tell what is coded. image-size looks, and comes out one pixel
# beside it in the height or the width. Boxes for pictures in a page, made from these, have a line of another shape; a small
# thumbnail is stretched by a third. Sides of photographs as cameras make them are even, so only cuts show it.
#
# What helps: ask a decoder for the size, as pillow-heif does without decoding.
#
#> pillow-heif: 801 x 601, image-size: 801 x 602, probe-image-size: 802 x 602, imagesize: 802 x 602
#> pillow-heif: 64 x 48, image-size: 63 x 64, probe-image-size: 64 x 64, imagesize: 64 x 64
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check imagesize==2.0.1 pillow==13.0.0 pillow-heif==1.8.1
cd "$folder"
npm install --silent --no-fund --no-audit image-size@2.1.0 probe-image-size@7.5.0 >log 2>&1
cat >sizes.js <<'JAVASCRIPT'
const content = require("fs").readFileSync(process.argv[2]);
const one = require("image-size").imageSize(content);
const other = require("probe-image-size").sync(content);
const told = `image-size: ${one.width} x ${one.height}, probe-image-size: ${other.width} x ${other.height}`;
process.stdout.write(told);
JAVASCRIPT
venv/bin/python - >output <<'PYTHON'
import subprocess

import imagesize
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
for size in ((801, 601), (64, 48)):
    Image.new("RGB", size, "teal").save("picture.heic")
    with Image.open("picture.heic") as picture:
        width, height = picture.size
    told = subprocess.run(["node", "sizes.js", "picture.heic"], capture_output=True, text=True, check=True).stdout
    coded = imagesize.get("picture.heic")
    print(f"pillow-heif: {width} x {height}, {told}, imagesize: {coded[0]} x {coded[1]}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

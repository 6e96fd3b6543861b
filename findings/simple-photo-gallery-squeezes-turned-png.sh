#!/usr/bin/env bash
# simple-photo-gallery gives a turned PNG the place of a portrait and a thumbnail that lies on its side.
#
# simple-photo-gallery 1.5.7, Pillow 13.0.0. It turns thumbnails of JPEG only, and sizes by the orientation of every
# format: of a PNG with an orientation (phones' screenshots, exports) the two do not fit. Mirrored photographs are
# turned nowhere: orientation 5 is a portrait, and its thumbnail and size are those of a landscape.
#
# What helps: `ImageOps.exif_transpose`, for every format and all eight orientations, before size and thumbnail.
#
#> jpg-6.jpg: size 480 x 640, thumbnail 120 x 160
#> jpg-5.jpg: size 640 x 480, thumbnail 214 x 160
#> png-6.png: size 480 x 640, thumbnail 214 x 160
set -euo pipefail
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check simple-photo-gallery==1.5.7 pillow==13.0.0
mkdir "$folder/gallery"
cd "$folder/gallery"
../venv/bin/python - <<'PYTHON'
from PIL import Image

for suffix, orientation in (("jpg", 6), ("jpg", 5), ("png", 6)):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (640, 480), "teal").save(f"{suffix}-{orientation}.{suffix}", exif=exif)
PYTHON
{ ../venv/bin/gallery-init --use-defaults -p . && ../venv/bin/gallery-build; } >../log 2>&1
../venv/bin/python - >../output <<'PYTHON'
import json
from pathlib import Path

pictures = json.loads(Path("images_data.json").read_text())
for name in ("jpg-6.jpg", "jpg-5.jpg", "png-6.png"):
    (width, height), (wide, high) = pictures[name]["size"], pictures[name]["thumbnail_size"]
    print(f"{name}: size {width} x {height}, thumbnail {wide} x {high}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") ../output

#!/usr/bin/env bash
# Pillow tells the upright size of a TIFF that lies on its side, and of every other format the stored one.
#
# Pillow 13.0.0. For a picture with EXIF orientation 6, Image.size is what is stored, and whoever wants to know
# how large the upright picture is swaps the sides. A TIFF has swapped them by itself when it is opened, while
# getexif() still says 6: swapped once more, the size is wrong. Loading turns the pixels of a TIFF as well, and
# takes the tag away. So the answer of getexif() depends on whether somebody has looked at a pixel, and only for
# TIFF.
#
# What helps: for TIFF, take the size as it is; or load first, and look at size and tag afterwards.
#
#> JPEG: (64, 48) with 6, loaded (64, 48) with 6
#> PNG: (64, 48) with 6, loaded (64, 48) with 6
#> WEBP: (64, 48) with 6, loaded (64, 48) with 6
#> TIFF: (48, 64) with 6, loaded (48, 64) with None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io

from PIL import Image
from PIL.ExifTags import Base


def told(picture):
    return f"{picture.size} with {picture.getexif().get(Base.Orientation)}"


tags = Image.Exif()
tags[Base.Orientation] = 6
for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind, exif=tags)
    with Image.open(file) as picture:
        opened = told(picture)
        picture.load()
        print(f"{kind}: {opened}, loaded {told(picture)}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

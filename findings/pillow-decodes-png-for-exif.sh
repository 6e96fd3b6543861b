#!/usr/bin/env bash
# Asking Pillow for the EXIF of a PNG that has none decodes the whole picture.
#
# Pillow 13.0.0. Image.open reads a few bytes, and for most formats so does getexif(). In a PNG the chunk with the
# EXIF may stand behind the pixels, so where none is in front, getexif() loads the picture to look for it: all
# bytes are read and decompressed, for an orientation that is not there. Most screenshots are PNGs without EXIF, so for
# them that is the rule.
#
# What helps: picture.info.get("exif") tells of EXIF in front of the pixels, and reads nothing.
#
#> JPEG without EXIF: opened, a part is read; after getexif(), a part
#> PNG with EXIF: opened, a part is read; after getexif(), a part
#> PNG without EXIF: opened, a part is read; after getexif(), all of it
#> PNG without EXIF: opened, a part is read; after info.get("exif"), a part
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io
import random

from PIL import Image
from PIL.ExifTags import Base


class Counting(io.BytesIO):
    last = 0

    def read(self, size=-1):
        data = super().read(size)
        self.last = max(self.last, self.tell())
        return data

    def told(self):
        return "a part" if self.last < len(self.getvalue()) / 2 else "all of it"


def show(kind, what, tags, ask, asked="getexif()"):
    file = io.BytesIO()
    noise.save(file, kind, exif=tags)
    counting = Counting(file.getvalue())
    with Image.open(counting) as picture:
        opened = counting.told()
        ask(picture)
    print(f"{kind} {what} EXIF: opened, {opened} is read; after {asked}, {counting.told()}")


noise = Image.frombytes("RGB", (600, 600), random.Random(1).randbytes(3 * 600 * 600))
none, some = Image.Exif(), Image.Exif()
some[Base.Orientation] = 6
show("JPEG", "without", none, lambda picture: picture.getexif())
show("PNG", "with", some, lambda picture: picture.getexif())
show("PNG", "without", none, lambda picture: picture.getexif())
show("PNG", "without", none, lambda picture: picture.info.get("exif"), 'info.get("exif")')
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

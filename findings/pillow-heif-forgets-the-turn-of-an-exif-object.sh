#!/usr/bin/env bash
# A photograph saved as HEIC with the EXIF that `getexif()` returned lies on its side, everywhere.
#
# pillow-heif 1.8.1, Pillow 13.0.0. In HEIC the container turns a picture (irot), and readers take no notice of the
# orientation in EXIF. pillow-heif moves the turn from EXIF into the container when it saves; but from bytes only. An
# `Exif` object, which every writer of Pillow's own takes as well, is written as it is, nothing is turned, and nothing
# is said. On reading, the orientation in EXIF is set to 1: `exif_transpose` cannot mend it either.
#
# What helps: `exif=exif.tobytes()`, or no `exif` at all if the picture came with it.
#
#> jpeg: (64, 48), orientation 6
#> heic, exif left out: (48, 64), orientation 1
#> heic, exif=getexif().tobytes(): (48, 64), orientation 1
#> heic, exif=getexif(): (64, 48), orientation 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow-heif==1.8.1 pillow==13.0.0
"$folder/venv/bin/python" - "$folder" >"$folder/output" <<'PYTHON'
import sys
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()


def tell(name, file):
    with Image.open(file) as picture:
        print(f"{name}: {picture.size}, orientation {picture.getexif()[0x0112]}")


folder = Path(sys.argv[1])
exif = Image.Exif()
exif[0x0112] = 6
Image.new("RGB", (64, 48), "teal").save(folder / "picture.jpg", exif=exif)
tell("jpeg", folder / "picture.jpg")
with Image.open(folder / "picture.jpg") as picture:
    found = picture.getexif()
    for name, options in (
        ("exif left out", {}),
        ("exif=getexif().tobytes()", {"exif": found.tobytes()}),
        ("exif=getexif()", {"exif": found}),
    ):
        picture.save(folder / "picture.heic", **options)
        tell(f"heic, {name}", folder / "picture.heic")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

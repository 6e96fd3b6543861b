#!/usr/bin/env bash
# The package imagesize tells (-1, -1), its word for "no picture", of an AVIF that is to be turned.
#
# imagesize 2.0.1 (PyPI; what Sphinx sizes pictures with), Pillow 13.0.0. Since 2.0 it reads AVIF. If the picture is
# turned by irot, as portraits are, it finds no size, raises nothing, and the width in a page becomes -1. The same
# picture upright has its size, and so has the turned one as HEIC.
#
# What helps: treat -1 as unknown and ask Pillow, which reads the size without decoding.
#
#> upright: (64, 48)
#> turned: (-1, -1)
#> turned, by Pillow: (64, 48)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check imagesize==2.0.1 pillow==13.0.0
"$folder/venv/bin/python" - "$folder" >"$folder/output" <<'PYTHON'
import sys
from pathlib import Path

import imagesize
from PIL import Image

for name, orientation in (("upright", 1), ("turned", 6)):
    file = Path(sys.argv[1], f"{name}.avif")
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (64, 48), "teal").save(file, exif=exif)
    print(f"{name}: {imagesize.get(file)}")
with Image.open(file) as picture:
    print(f"turned, by Pillow: {picture.size}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

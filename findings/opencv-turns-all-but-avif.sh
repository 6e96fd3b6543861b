#!/usr/bin/env bash
# OpenCV turns photographs upright, but not those in AVIF.
#
# OpenCV 5.0.0 (opencv-python-headless 5.0.0.93), Pillow 13.0.0. imread and imdecode have turned by the EXIF orientation
# since OpenCV 3, now that of PNG and WebP as well. In AVIF the orientation is a property of the picture (irot and imir
# of HEIF), which Pillow writes when it is given an EXIF orientation, and obeys when it reads. OpenCV reads AVIF and
# looks at neither: the same photograph lies on its side in this format alone.
#
# What helps: for AVIF, read with Pillow and ImageOps.exif_transpose.
#
#> JPEG: Pillow (48, 64), OpenCV (48, 64)
#> PNG: Pillow (48, 64), OpenCV (48, 64)
#> WEBP: Pillow (48, 64), OpenCV (48, 64)
#> AVIF: Pillow (48, 64), OpenCV (64, 48)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check opencv-python-headless==5.0.0.93 pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io

import cv2
import numpy
from PIL import Image, ImageOps
from PIL.ExifTags import Base

tags = Image.Exif()
tags[Base.Orientation] = 6
for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind, exif=tags)
    by_opencv = cv2.imdecode(numpy.frombuffer(file.getvalue(), numpy.uint8), cv2.IMREAD_COLOR)
    with Image.open(file) as picture:
        by_pillow = ImageOps.exif_transpose(picture).size
    print(f"{kind}: Pillow {by_pillow}, OpenCV {by_opencv.shape[1::-1]}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

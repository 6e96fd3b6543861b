#!/usr/bin/env bash
# OpenCV's imread cannot open a TIFF that lies on its side; its imdecode can, from the same bytes.
#
# OpenCV 5.0.0 (opencv-python-headless 5.0.0.93). A TIFF with orientation 6 or 8 (and 5 or 7) that is not square: imread
# makes room for the picture as it is stored, finds that the turned one is in another place, and returns None, which is
# what it returns for a file that is not there; a line on the error output speaks of an internal issue. That is so
# with every flag, also with IMREAD_IGNORE_ORIENTATION. imdecode and imreadmulti return the picture, turned. Scanners
# and cameras that write TIFF have such files.
#
# What helps: imdecode(numpy.fromfile(name, numpy.uint8), flags).
#
#> orientation 1: imread (48, 64, 3), imdecode (48, 64, 3), imreadmulti (48, 64, 3)
#> orientation 3: imread (48, 64, 3), imdecode (48, 64, 3), imreadmulti (48, 64, 3)
#> orientation 6: imread None, imdecode (64, 48, 3), imreadmulti (64, 48, 3)
#> orientation 8: imread None, imdecode (64, 48, 3), imreadmulti (64, 48, 3)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check opencv-python-headless==5.0.0.93 pillow==13.0.0
"$folder/venv/bin/python" - "$folder" >"$folder/output" 2>/dev/null <<'PYTHON'
import sys
from pathlib import Path

import cv2
import numpy
from PIL import Image
from PIL.ExifTags import Base


def shape(picture):
    return None if picture is None else picture.shape


for orientation in (1, 3, 6, 8):
    tags = Image.Exif()
    tags[Base.Orientation] = orientation
    file = Path(sys.argv[1], f"{orientation}.tiff")
    Image.new("RGB", (64, 48), "teal").save(file, exif=tags)
    read = cv2.imread(str(file))
    decoded = cv2.imdecode(numpy.fromfile(file, numpy.uint8), cv2.IMREAD_COLOR)
    _, pages = cv2.imreadmulti(str(file))
    print(
        f"orientation {orientation}: imread {shape(read)}, imdecode {shape(decoded)}, "
        f"imreadmulti {shape(pages[0])}"
    )
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

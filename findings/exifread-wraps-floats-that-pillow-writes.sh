#!/usr/bin/env bash
# An exposure time that Pillow writes is a number to Pillow, and a list of a tuple of a number to ExifRead.
#
# Pillow 13.0.0, ExifRead 3.5.1. EXIF has exposure time and f-number as fractions. Pillow knows the types of TIFF's
# own tags; for those of EXIF it goes by the Python value, and writes a float as DOUBLE. ExifRead takes most types
# apart into numbers, but FLOAT and DOUBLE as struct.unpack returns them: each value is a tuple of one. So
# float(tag.values[0]), which is right for fractions and whole numbers, raises TypeError for these, and the text of
# the tag has brackets in it. A fraction (IFDRational) is written and read as one.
#
# What helps: write fractions; and unwrap tuples when reading.
#
#> 0.004: Pillow 0.004, ExifRead [(0.004,)] as '(0.004,)'
#> 1/250: Pillow 0.004, ExifRead [1/250] as '1/250'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check exifread==3.5.1 pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io

import exifread
from PIL import Image
from PIL.ExifTags import IFD, Base
from PIL.TiffImagePlugin import IFDRational

for what, value in (("0.004", 0.004), ("1/250", IFDRational(1, 250))):
    tags = Image.Exif()
    tags.get_ifd(IFD.Exif)[Base.ExposureTime] = value
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG", exif=tags)
    with Image.open(file) as picture:
        by_pillow = float(picture.getexif().get_ifd(IFD.Exif)[Base.ExposureTime])
    file.seek(0)
    tag = exifread.process_file(file)["EXIF ExposureTime"]
    print(f"{what}: Pillow {by_pillow}, ExifRead {tag.values} as {str(tag)!r}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

#!/usr/bin/env bash
# ExifRead ends with an AssertionError at HEIF files whose EXIF begins with its TIFF header.
#
# ExifRead 3.5.1, pillow-heif 1.8.1 (libheif). The item with the EXIF of a HEIF file begins with a number: how many
# bytes there are up to the TIFF header (ISO/IEC 23008-12, A.2.1). Telephones write 6, and "Exif\0\0" behind it;
# libheif writes 0, and the header at once. ExifRead reads the number, and then asserts that the six bytes are there.
# So process_file raises, also without strict=True, where for other files it returns what it finds; and the assertion
# has no message. With `python -O` it looks for the header in the wrong place, and returns an empty dictionary.
#
# What helps: catch AssertionError; or give ExifRead what Pillow has in info["exif"], without "Exif\0\0".
#
#> process_file: AssertionError('')
#> python -O: nothing
#> Pillow: Maker
#> the TIFF alone: Maker
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check exifread==3.5.1 pillow==13.0.0 pillow-heif==1.8.1
cat >"$folder/show.py" <<'PYTHON'
import io

import exifread
import pillow_heif
from PIL import Image
from PIL.ExifTags import Base


def by_exifread(data):
    try:
        return exifread.process_file(io.BytesIO(data), details=False).get("Image Make", "nothing")
    except AssertionError as error:
        return f"AssertionError({str(error)!r})"


tags = Image.Exif()
tags[Base.Make] = "Maker"
pillow_heif.register_heif_opener()
file = io.BytesIO()
Image.new("RGB", (64, 48), "teal").save(file, "HEIF", exif=tags.tobytes())
print(f"{'process_file' if __debug__ else 'python -O'}: {by_exifread(file.getvalue())}")
if not __debug__:
    with Image.open(file) as picture:
        print(f"Pillow: {picture.getexif()[Base.Make]}")
        tiff = picture.info["exif"].removeprefix(b"Exif\0\0")
    print(f"the TIFF alone: {by_exifread(tiff)}")
PYTHON
"$folder/venv/bin/python" "$folder/show.py" >"$folder/output"
"$folder/venv/bin/python" -O "$folder/show.py" >>"$folder/output"
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

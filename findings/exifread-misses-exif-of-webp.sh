#!/usr/bin/env bash
# ExifRead finds no EXIF in WebP files that Pillow writes, and says nothing.
#
# ExifRead 3.5.1, Pillow 13.0.0. A WebP file keeps its EXIF in a chunk of that name. ExifRead skips the first six
# bytes of it without a look, because in JPEG there is "Exif\0\0" before the TIFF header. Pillow puts the TIFF
# header at the beginning of the chunk. So ExifRead starts in the middle of the header and returns an empty
# dictionary; with six superfluous bytes in front it reads the tags. Pillow reads both.
#
# What helps: find the TIFF header oneself (Pillow's info["exif"], without "Exif\0\0"), and give ExifRead that.
#
#> Pillow's own file: Pillow sees Maker, ExifRead sees nothing
#> six bytes more: Pillow sees Maker, ExifRead sees Maker
#> the TIFF alone: ExifRead sees Maker
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check exifread==3.5.1 pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io

import exifread
from PIL import Image
from PIL.ExifTags import Base


def written(prefix):
    tags = Image.Exif()
    tags[Base.Make] = "Maker"
    tiff = tags.tobytes().removeprefix(b"Exif\0\0")
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "WEBP", exif=tiff)
    # The chunk is the last one: its name, its length, and the TIFF.
    before, _, _ = file.getvalue().rpartition(b"EXIF")
    chunk = b"EXIF" + (len(prefix + tiff)).to_bytes(4, "little") + prefix + tiff
    chunk += b"\0" * (len(chunk) % 2)
    body = before[8:] + chunk
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def by_exifread(data):
    return exifread.process_file(io.BytesIO(data), details=False).get("Image Make", "nothing")


for what, prefix in (("Pillow's own file", b""), ("six bytes more", b"Exif\0\0")):
    data = written(prefix)
    with Image.open(io.BytesIO(data)) as picture:
        by_pillow = picture.getexif()[Base.Make]
        tiff = picture.info["exif"].removeprefix(b"Exif\0\0")
    print(f"{what}: Pillow sees {by_pillow}, ExifRead sees {by_exifread(data)}")
print(f"the TIFF alone: ExifRead sees {by_exifread(tiff)}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

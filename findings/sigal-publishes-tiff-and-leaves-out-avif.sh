#!/usr/bin/env bash
# Of the formats that Pillow reads, Sigal publishes TIFF, which browsers do not show, and leaves out AVIF, which they do.
#
# Sigal 2.6.1, Pillow 13.0.0. A photograph is published in the format that it has, made smaller. Sigal takes .tif and
# .tiff as well: pages then have an <img> of a TIFF, which Safari alone shows; everywhere else it is a broken picture,
# its thumbnail too. AVIF, which all browsers show and Pillow reads and writes, is not in Sigal's list: the photograph is
# not in the album, and neither the build nor the page says that there is one.
#
# What helps: img_format = "JPEG" in sigal.conf.py for TIFF, and ".avif" added to img_extensions.
#
#> published: photo.jpg, photo.tiff, photo.webp
#> photo.tiff is TIFF
#> the log names photo.avif: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sigal==2.6.1 pillow==13.0.0
mkdir "$folder/gallery"
cd "$folder/gallery"
"$folder/venv/bin/sigal" init >"$folder/log" 2>&1
"$folder/venv/bin/python" - make <<'PYTHON'
from pathlib import Path

from PIL import Image

Path("pictures/album").mkdir(parents=True)
for ending in ("avif", "jpg", "tiff", "webp"):
    Image.new("RGB", (1200, 800), "teal").save(f"pictures/album/photo.{ending}")
PYTHON
"$folder/venv/bin/sigal" build >>"$folder/log" 2>&1
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
from pathlib import Path

from PIL import Image

print("published:", ", ".join(sorted(file.name for file in Path("_build/album").glob("photo.*"))))
with Image.open("_build/album/thumbnails/photo.tiff") as picture:
    print(f"photo.tiff is {picture.format}")
print("the log names photo.avif:", "photo.avif" in Path("../log").read_text())
PYTHON
cd - >"$folder/log"
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

#!/usr/bin/env bash
# Sigal overwrites photographs in a folder that is called `thumbnails` with those of the folder above.
#
# Sigal 2.6.1. The thumbnail of album/x.jpg is written to album/thumbnails/x.jpg. Cameras, telephones and programs leave
# folders of that name among photographs, and Sigal makes an album of such a folder like of any other, in the same
# place. Where both have a file of one name (every camera counts from 1), what visitors see of the album below is the
# thumbnail of another photograph. The build says that all went well.
#
# What helps: another name for thumb_dir in sigal.conf.py, which nobody has.
#
#> album/x.jpg, red: shown (800, 533) red
#> album/thumbnails/x.jpg, blue: shown (280, 210) red
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

for folder, colour in (("album", "red"), ("album/thumbnails", "blue")):
    Path("pictures", folder).mkdir(parents=True)
    Image.new("RGB", (1200, 800), colour).save(f"pictures/{folder}/x.jpg")
PYTHON
"$folder/venv/bin/sigal" build >>"$folder/log" 2>&1
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
from PIL import Image

for folder, colour in (("album", "red"), ("album/thumbnails", "blue")):
    with Image.open(f"_build/{folder}/x.jpg") as picture:
        red, _, blue = picture.getpixel((9, 9))
        print(f"{folder}/x.jpg, {colour}: shown {picture.size} {'red' if red > blue else 'blue'}")
PYTHON
cd - >"$folder/log"
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

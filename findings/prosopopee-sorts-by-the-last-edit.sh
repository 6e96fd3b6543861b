#!/usr/bin/env bash
# prosopopee's `autogen` puts a photograph that was edited behind all others, wherever it was taken.
#
# prosopopee 1.1.5 (with path 16.16.0 and ruamel.yaml 0.17.40, as newer ones lack what it calls), Pillow 13.0.0. It
# wants to sort by DateTimeOriginal, and looks for it beside the orientation. Cameras write it one level deeper (the
# Exif IFD), where Pillow's `getexif()` does not look by itself, so only DateTime is ever found: the last change.
#
# What helps: `getexif().get_ifd(0x8769)` has the moment at which a photograph was taken.
#
#> taken first, second, third; the first was edited later
#> autogen: second third first
set -euo pipefail
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	prosopopee==1.1.5 path==16.16.0 ruamel.yaml==0.17.40 pillow==13.0.0
mkdir "$folder/trip"
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import re
from pathlib import Path

from PIL import Image
from prosopopee.autogen import autogen

for day, name in enumerate(("first", "second", "third"), 1):
    taken = f"2024:05:0{day} 09:00:00"
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    exif[0x0132] = "2024:06:01 12:00:00" if name == "first" else taken
    Image.new("RGB", (64, 48), "teal").save(f"trip/{name}.jpg", exif=exif)
settings = Path("trip/settings.yaml")
settings.write_text("title: Trip\ndate: 2024-05-01\ncover: first.jpg\n")
autogen("trip")
print("taken first, second, third; the first was edited later")
print("autogen:", *re.findall(r"- (\w+)\.jpg", settings.read_text()))
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

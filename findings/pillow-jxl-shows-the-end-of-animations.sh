#!/usr/bin/env bash
# Of an animated JPEG XL the plugin for Pillow shows the last picture, where all other formats show the first.
#
# pillow-jxl-plugin 1.3.8, Pillow 13.0.0; the file is made by cjxl 0.7.0 (Debian: libjxl-tools). The plugin decodes the whole
# file when it is opened, and keeps what came last: `n_frames` is 1 and there is no `seek`. A gallery shows the last
# picture of an animation, and djxl, which makes a PNG of the first, another one.
#
# What helps: nothing in the plugin; decoding with libjxl itself, until its first "full image".
#
#> gif: red first, of 3
#> jxl: blue first, of 1
set -euo pipefail
command -v cjxl >/dev/null || { echo "needs cjxl (Debian: libjxl-tools)" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow-jxl-plugin==1.3.8 pillow==13.0.0
"$folder/venv/bin/python" - "$folder" >"$folder/output" <<'PYTHON'
import subprocess
import sys
from pathlib import Path

import pillow_jxl  # noqa: F401
from PIL import Image

COLOURS = {(255, 0, 0): "red", (0, 255, 0): "green", (0, 0, 255): "blue"}


def tell(name, file):
    with Image.open(file) as picture:
        pixel = picture.convert("RGB").getpixel((0, 0))
        print(f"{name}: {COLOURS[pixel]} first, of {getattr(picture, 'n_frames', 1)}")


folder = Path(sys.argv[1])
first, *others = (Image.new("RGB", (16, 16), colour) for colour in COLOURS)
first.save(folder / "picture.gif", save_all=True, append_images=others, duration=100)
command = ["cjxl", "-d", "0", folder / "picture.gif", folder / "picture.jxl"]
subprocess.run(command, check=True, capture_output=True)
tell("gif", folder / "picture.gif")
tell("jxl", folder / "picture.jxl")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

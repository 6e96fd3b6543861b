#!/usr/bin/env bash
# Whether Pillow opens an AVIF file depends on what was opened before pillow-heif was registered.
#
# Pillow 13.0.0, pillow-heif 1.8.1. The brand in front of an AVIF file may be "mif1" (HEIF in general), with
# "avif" among the compatible ones. Both plugins accept such a file, and Pillow asks them in the order in which
# they were registered. Its own is registered when it is first needed: a program that begins with
# register_heif_opener(), as its documentation does, has pillow-heif in front, whose wheels have no decoder for
# AV1. The file opens as HEIF, with the right size, and cannot be loaded. Where another AVIF file had been opened
# before, the same file is AVIF, and is loaded.
#
# What helps: Image.init() before register_heif_opener(), which registers all of Pillow's own plugins first.
#
#> registered at once: HEIF (64, 48), cannot be loaded
#> another AVIF was opened before: AVIF (64, 48), loaded
#> after Image.init(): AVIF (64, 48), loaded
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0 pillow-heif==1.8.1
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import subprocess
import sys

PROGRAM = """
import io, sys
import pillow_heif
from PIL import Image


def avif():
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "AVIF")
    return file.getvalue()


if sys.argv[1] == "open":
    Image.open(io.BytesIO(avif())).close()
if sys.argv[1] == "init":
    Image.init()
pillow_heif.register_heif_opener()
data = avif()
assert data[4:12] == b"ftypavif" and b"avif" in data[16:32]
with Image.open(io.BytesIO(data[:8] + b"mif1" + data[12:])) as picture:
    told = f"{picture.format} {picture.size}"
    try:
        picture.load()
        print(f"{told}, loaded")
    except RuntimeError:
        print(f"{told}, cannot be loaded")
"""
for what, word in (
    ("registered at once", "none"),
    ("another AVIF was opened before", "open"),
    ("after Image.init()", "init"),
):
    command = [sys.executable, "-c", PROGRAM, word]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"{what}: {done.stdout}", end="")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

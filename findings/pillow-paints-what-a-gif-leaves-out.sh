#!/usr/bin/env bash
# Pillow paints what the picture of a GIF leaves out of its screen in the first colour of the palette; browsers do not.
#
# Pillow 13.0.0. A GIF has a screen, and pictures that need not cover all of it: 16 pixels of 32 are valid, in files of
# one picture as well. Around them browsers show what is behind the GIF. Pillow fills the rest with the first colour of
# the palette (or with the transparent one, if the picture has that), and nothing in mode or info tells of it.
#
# What helps: picture.tile[0].extents, before load(), is the part that the picture covers.
#
#> the picture: (255, 0, 0, 255)
#> beside it: (255, 0, 0, 255)
#> mode P, has_transparency_data False, covered before it was loaded: (0, 0, 16, 16) of (32, 16)
#> beside it, where the picture has a transparent colour: alpha 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io
import struct

from PIL import Image


def gif(**options):
    """A red picture of 16 x 16 pixels, on the left of a screen of 32 x 16."""
    red = Image.new("P", (16, 16))
    red.putpalette([255, 0, 0, 0, 0, 255])
    red.putpixel((15, 15), 1)
    file = io.BytesIO()
    red.save(file, "GIF", **options)
    data = bytearray(file.getvalue())
    data[6:8] = struct.pack("<H", 32)
    return io.BytesIO(data)


with Image.open(gif()) as picture:
    covered = picture.tile[0].extents
    pixels = picture.convert("RGBA")
    print(f"the picture: {pixels.getpixel((8, 8))}")
    print(f"beside it: {pixels.getpixel((24, 8))}")
    told = f"mode {picture.mode}, has_transparency_data {picture.has_transparency_data}"
    print(f"{told}, covered before it was loaded: {covered} of {picture.size}")
with Image.open(gif(transparency=1)) as picture:
    alpha = picture.convert("RGBA").getpixel((24, 8))[3]
    print(f"beside it, where the picture has a transparent colour: alpha {alpha}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

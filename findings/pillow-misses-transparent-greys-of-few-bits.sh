#!/usr/bin/env bash
# The transparent colour of a PNG is transparent in Pillow if samples have 1 or 8 bits; with 2, 4 and 16 it is opaque.
#
# Pillow 13.0.0. A PNG without alpha may name one grey or colour that is transparent (tRNS), in the bits of its samples.
# Pillow makes 8 bits of greys of 2 and 4 bits and of colours of 16, and compares them with the number as it was
# written: 5 of 15, where the pixels are 85 by then. So what is transparent in every browser is opaque. Programs that
# make PNGs small write greys of few bits. Greys of 16 bits lose it when they are converted.
#
# What helps: before load(), multiply picture.info["transparency"] by 85 if picture.tile[0].args is "L;2", by 17 if it
# is "L;4", and shift it by 8 bits if it is "RGB;16B".
#
#> greys of 1 bit, 1 is transparent: left transparent, right opaque
#> greys of 2 bits, 1 is transparent: left opaque, right opaque
#> greys of 4 bits, 5 is transparent: left opaque, right opaque
#> greys of 4 bits, 5 is transparent, helped: left transparent, right opaque
#> greys of 8 bits, 5 is transparent: left transparent, right opaque
#> greys of 16 bits, 4660 is transparent: left opaque, right opaque
#> colours of 8 bits, 1 2 3 is transparent: left transparent, right opaque
#> colours of 16 bits, 4660 4660 4660 is transparent: left opaque, right opaque
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io
import struct
import zlib

from PIL import Image


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(kind, depth, glass):
    """Sixteen pixels: the left half is of the transparent colour, the right one is white."""
    white = (2**depth - 1 if depth > 1 else 0,) * len(glass)
    bits = "".join(f"{part:0{depth}b}" for colour in (glass, white) for part in colour * 8)
    row = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 1, depth, kind, 0, 0, 0)),
            chunk(b"tRNS", struct.pack(f">{len(glass)}H", *glass)),
            chunk(b"IDAT", zlib.compress(row)),
            chunk(b"IEND", b""),
        )
    )


def show(what, kind, depth, *glass, helped=False):
    with Image.open(io.BytesIO(png(kind, depth, glass))) as picture:
        if helped and picture.tile[0].args == "L;4":
            picture.info["transparency"] *= 17
        alpha = picture.convert("RGBA").getchannel("A")
    left, right = ("opaque" if alpha.getpixel((x, 0)) else "transparent" for x in (4, 12))
    said = " ".join(map(str, glass)) + " is transparent" + ", helped" * helped
    print(f"{what} of {depth} bit{'s' * (depth > 1)}, {said}: left {left}, right {right}")


show("greys", 0, 1, 1)
show("greys", 0, 2, 1)
show("greys", 0, 4, 5)
show("greys", 0, 4, 5, helped=True)
show("greys", 0, 8, 5)
show("greys", 0, 16, 4660)
show("colours", 2, 8, 1, 2, 3)
show("colours", 2, 16, 4660, 4660, 4660)
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

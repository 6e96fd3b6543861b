#!/usr/bin/env bash
# ImageHash takes any two greyscale pictures of 16 bits for the same one.
#
# ImageHash 4.3.2, Pillow 13.0.0. A scan or an X-ray is a PNG or TIFF with 16 bits of grey. All hashes begin with
# convert("L"), and Pillow cuts values at 255 there instead of dividing them: whatever is not nearly black becomes
# white. So perceptual, average, difference, wavelet and colour hash of two pictures that have nothing in common are
# equal, at a distance of 0: a program that looks for duplicates offers to delete one of them. Nothing is said.
#
# What helps: divide by 257 first, for example with point(lambda grey: grey / 257) and then convert("L").
#
#> phash: distance of two different pictures 0, made 8 bits before 20
#> average_hash: distance of two different pictures 0, made 8 bits before 25
#> dhash: distance of two different pictures 0, made 8 bits before 20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check imagehash==4.3.2 pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import imagehash
from PIL import Image


def scan(wide, high):
    picture = Image.new("I;16", (256, 256))
    for x in range(256):
        for y in range(256):
            picture.putpixel((x, y), 2_000 + (x * wide + y * high) % 60 * 1_000)
    return picture


def made_8_bits(picture):
    return Image.frombytes("L", picture.size, picture.tobytes()[1::2])


first, second = scan(1, 4), scan(5, 8)
for name in ("phash", "average_hash", "dhash"):
    hash_of = getattr(imagehash, name)
    distance = hash_of(first) - hash_of(second)
    before = hash_of(made_8_bits(first)) - hash_of(made_8_bits(second))
    print(f"{name}: distance of two different pictures {distance}, made 8 bits before {before}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

#!/usr/bin/env bash
# piexif writes EXIF into an animated WebP, and what was transparent in it is opaque from then on.
#
# piexif 1.1.3, Pillow 13.0.0. A WebP with metadata tells in its head (VP8X) whether it has transparency. piexif writes
# that head anew, and looks for transparency only in a still picture: of an animation the flag goes, while the frames
# keep their alpha. `remove` afterwards does not bring it back. A still picture keeps its transparency.
#
# What helps: leave animations alone, or have Pillow save them (`save_all=True, exif=...`).
#
#> still: RGBA (0, 200, 0, 128), with exif RGBA (0, 200, 0, 128)
#> animated: RGBA (0, 200, 0, 128), with exif RGB (0, 200, 0)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check piexif==1.1.3 pillow==13.0.0
"$folder/venv/bin/python" - "$folder" >"$folder/output" <<'PYTHON'
import sys
from pathlib import Path

import piexif
from PIL import Image


def seen(file):
    with Image.open(file) as picture:
        return f"{picture.mode} {picture.getpixel((1, 1))}"


folder = Path(sys.argv[1])
frames = [Image.new("RGBA", (64, 48), (10 * number, 200, 0, 128)) for number in range(3)]
exif = piexif.dump({"0th": {piexif.ImageIFD.Make: b"Camera"}})
for name, more in (("still", []), ("animated", frames[1:])):
    before, after = str(folder / f"{name}.webp"), str(folder / f"{name}-with-exif.webp")
    frames[0].save(before, save_all=True, append_images=more, lossless=True)
    piexif.insert(exif, before, after)
    print(f"{name}: {seen(before)}, with exif {seen(after)}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

#!/usr/bin/env bash
# PyAV's frame.rotation takes a clip that is mirrored for one that stands on its head.
#
# av 18.1.0 (PyAV). A clip says by a matrix of nine numbers how its frames are shown: turned, mirrored, or both.
# frame.rotation has the angle alone, and that of a matrix which only mirrors from left to right comes out as half a turn.
# Who goes by it turns selfies of some phones upside down, and never sees that they were mirrored; and a clip that is
# turned by a quarter and mirrored gets its quarter, without the mirror.
#
# What helps: read the matrix itself, which is among frame.side_data (DISPLAYMATRIX): its numbers 0, 1, 3 and 4 are one
# of eight pairs of a turn and a mirror, as EXIF has them.
#
#> upright: rotation 0, matrix 1 0 0 1
#> mirrored from left to right: rotation -180, matrix -1 0 0 1
#> on its head: rotation -180, matrix -1 0 0 -1
#> mirrored from top to bottom: rotation 0, matrix 1 0 0 -1
#> a quarter: rotation -90, matrix 0 1 -1 0
#> a quarter, mirrored: rotation -90, matrix 0 1 1 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import struct

import av
from av.sidedata.sidedata import Type

TURNS = {
    "upright": (1, 0, 0, 1),
    "mirrored from left to right": (-1, 0, 0, 1),
    "on its head": (-1, 0, 0, -1),
    "mirrored from top to bottom": (1, 0, 0, -1),
    "a quarter": (0, 1, -1, 0),
    "a quarter, mirrored": (0, 1, 1, 0),
}

for name, (a, b, c, d) in TURNS.items():
    with av.open("clip.mp4", "w") as clip:
        stream = clip.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_matrix((a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30))
        clip.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        clip.mux(stream.encode(None))
    with av.open("clip.mp4") as clip:
        frame = next(clip.decode(video=0))
    told = frame.side_data.get(Type.DISPLAYMATRIX)
    numbers = struct.unpack("=9i", bytes(told)) if told else (1 << 16, 0, 0, 0, 1 << 16)
    matrix = " ".join(str(numbers[at] >> 16) for at in (0, 1, 3, 4))
    print(f"{name}: rotation {frame.rotation}, matrix {matrix}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

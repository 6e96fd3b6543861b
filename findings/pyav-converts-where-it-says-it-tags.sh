#!/usr/bin/env bash
# PyAV's dst_color_trc says that it sets a tag and converts nothing; it converts, and makes all highlights white.
#
# av 18.1.0 (PyAV, FFmpeg 8.1). reformat() documents dst_color_trc as "frame metadata only; it does not perform a
# pixel-level transfer function conversion". A frame with a high dynamic range (PQ) that is "tagged" as sRGB by it comes out
# converted, and everything from paper white (203 candela) to the sun is 255: the clouds are gone. Without it the same
# frame looks grey, because its numbers mean other light.
#
# What helps: leave it alone, and map PQ and HLG by a curve of your own that squeezes the highlights.
#
#> 50 candela: 111 as it is, 136 "tagged"
#> 203 candela: 146 as it is, 253 "tagged"
#> 400 candela: 165 as it is, 255 "tagged"
#> 1000 candela: 190 as it is, 255 "tagged"
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
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc

SRGB = {"dst_color_trc": ColorTrc.IEC61966_2_1, "dst_color_primaries": ColorPrimaries.BT709}


def pq(candela):
    power = (candela / 10_000) ** (2610 / 16_384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def grey(frame, **options):
    return bytes(frame.reformat(format="rgb24", **options).planes[0])[0]


for candela in (50, 203, 400, 1000):
    frame = av.VideoFrame(64, 64, "yuv420p10le")
    for plane, value in zip(frame.planes, (64 + 876 * pq(candela), 512, 512)):
        plane.update(struct.pack("<H", round(value)) * (plane.buffer_size // 2))
    frame.color_trc, frame.color_primaries = ColorTrc.SMPTE2084, ColorPrimaries.BT2020
    frame.colorspace, frame.color_range = 9, ColorRange.MPEG
    print(f'{candela} candela: {grey(frame)} as it is, {grey(frame, **SRGB)} "tagged"')
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# PyAV shrinks a frame to half its lines and keeps every one of its lines apart: the comb of two fields stays a comb.
#
# av 18.1.0 (PyAV, FFmpeg 8.1). The lines of an interlaced frame are of two moments, in turn. The old way to show one is to
# keep every second line: scale to half the height, nearest neighbour. FFmpeg 8 knows which frames are interlaced and scales
# their two fields by themselves, so that half the height has lines of two moments again, whatever the filter.
#
# What helps: take the picture in its full height, and leave out lines with another library (Pillow's NEAREST does).
#
#> of the frame: 57 235 57 235 57 235
#> half the height, POINT: 57 235 57 235 57 235
#> half the height, BILINEAR: 57 235 57 235 57 235
#> half the height by Pillow, NEAREST: 235 235 235 235 235 235
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 pillow==13.0.0
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import av
from av.video.reformatter import Interpolation
from PIL import Image

comb = av.VideoFrame(64, 48, "yuv420p")
for plane in comb.planes:
    lines = bytearray(plane.buffer_size)
    for row in range(plane.height):
        value = 128 if plane.height < 48 else (235 if row % 2 else 57)
        lines[row * plane.line_size : (row + 1) * plane.line_size] = bytes([value]) * plane.line_size
    plane.update(bytes(lines))
with av.open("clip.mkv", "w") as clip:
    stream = clip.add_stream("libx264", rate=25)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    stream.options = {"x264-params": "interlaced=1:qp=1"}
    clip.mux(stream.encode(comb))
    clip.mux(stream.encode(None))
with av.open("clip.mkv") as clip:
    frame = next(clip.decode(video=0))


def luma(frame):
    plane = frame.planes[0]
    data = bytes(plane)
    return " ".join(str(data[row * plane.line_size + 20]) for row in range(10, 16))


print("of the frame:", luma(frame))
for name in ("POINT", "BILINEAR"):
    print(f"half the height, {name}:", luma(frame.reformat(height=24, interpolation=name)))
plane = frame.planes[0]
whole = Image.frombuffer("L", (64, 48), bytes(plane), "raw", "L", plane.line_size, 1)
half = whole.resize((64, 24), Image.Resampling.NEAREST)
print("half the height by Pillow, NEAREST:", " ".join(str(half.getpixel((20, row))) for row in range(10, 16)))
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

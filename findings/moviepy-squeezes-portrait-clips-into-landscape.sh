#!/usr/bin/env bash
# Frames of a clip that a phone took upright come out of MoviePy turned rightly, and squeezed into the landscape.
#
# moviepy 2.2.1, imageio-ffmpeg 0.8.1 (which brings ffmpeg 9.0), Pillow 11.3.0. Phones write landscape frames and how to
# turn them. ffmpeg turns them by itself; MoviePy takes the size from before the turn, and asks ffmpeg for that one, so
# a square has sides of 1 to 3.1, and a poster made by save_frame shows wide people. It does not see the turn
# (rotation is 0), since it looks for a line of ffmpeg's that is worded otherwise by now, and warns of nothing.
#
# What helps: ffmpeg itself for posters (-frames:v 1), or VideoFileClip(..., target_resolution=) with sides exchanged
# after asking ffprobe.
#
#> ffmpeg: 180 x 320, the square is 60 x 60
#> MoviePy: 320 x 180, rotation 0, the square is 106 x 34
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check moviepy==2.2.1 imageio-ffmpeg==0.8.1 \
	pillow==11.3.0 numpy==2.4.6
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import subprocess

import imageio_ffmpeg
from moviepy import VideoFileClip
from PIL import Image


def ffmpeg(*arguments):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)


def square(picture):
    left, top, right, bottom = picture.convert("L").point(lambda value: 255 * (value > 128)).getbbox()
    return f"the square is {right - left} x {bottom - top}"


frame = Image.new("RGB", (320, 180), "black")
frame.paste("white", (100, 60, 160, 120))
frame.save("frame.png")
ffmpeg("-loop", "1", "-i", "frame.png", "-t", "1", "-r", "10", "-pix_fmt", "yuv420p", "landscape.mp4")
ffmpeg("-display_rotation", "-90", "-i", "landscape.mp4", "-c", "copy", "upright.mp4")
ffmpeg("-i", "upright.mp4", "-frames:v", "1", "poster.png")
poster = Image.open("poster.png")
print(f"ffmpeg: {poster.width} x {poster.height}, {square(poster)}")
with VideoFileClip("upright.mp4") as clip:
    width, height = clip.size
    print(f"MoviePy: {width} x {height}, rotation {clip.rotation}, {square(Image.fromarray(clip.get_frame(0)))}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# ImageIO's two readers of clips disagree which side of a phone's clip is up, and neither says so.
#
# imageio 2.38.1, imageio-ffmpeg 0.8.1, av 18.1.0 (PyAV). The frames of a clip taken upright lie on their side in the
# file, with a note how to turn them. The plugin FFMPEG gives them turned, the plugin pyav as they lie, and its metadata
# has no word about the turn. Which one reads a clip when none is named depends on what is installed, so posters lie on
# their side on one machine only. FFMPEG's metadata tells a "source_size" that is not the size of the source.
#
# What helps: name the plugin; with pyav, turn by frame.rotation of PyAV itself, which knows.
#
#> FFMPEG: 180 x 320, metadata about a turn: rotate 0
#> pyav: 320 x 180, metadata about a turn: none
#> PyAV itself: 320 x 180, rotation -90
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check imageio==2.38.1 imageio-ffmpeg==0.8.1 av==18.1.0
cd "$folder"
venv/bin/python - >output 2>log <<'PYTHON'
import subprocess

import av
import imageio.v3 as iio
import imageio_ffmpeg


def ffmpeg(*arguments):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)


ffmpeg("-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=1", "-pix_fmt", "yuv420p", "landscape.mp4")
ffmpeg("-display_rotation", "-90", "-i", "landscape.mp4", "-c", "copy", "upright.mp4")
for plugin in ("FFMPEG", "pyav"):
    height, width, _colours = iio.imread("upright.mp4", index=0, plugin=plugin).shape
    about = {key: value for key, value in iio.immeta("upright.mp4", plugin=plugin).items() if "rotat" in key}
    told = ", ".join(f"{key} {value}" for key, value in about.items()) or "none"
    print(f"{plugin}: {width} x {height}, metadata about a turn: {told}")
with av.open("upright.mp4") as clip:
    frame = next(clip.decode(video=0))
    print(f"PyAV itself: {frame.width} x {frame.height}, rotation {frame.rotation}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

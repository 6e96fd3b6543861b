#!/usr/bin/env bash
# For hachoir, a clip that does not say when it was taken is of 1 January 1904.
#
# hachoir 3.4.0, imageio-ffmpeg 0.8.1, pymediainfo 7.0.1. QuickTime and MP4 count seconds from 1904, and 0 means that
# nobody knows: so whatever ffmpeg wrote without being told a time, as most converters and messengers do. hachoir
# gives it as a creation date, so that such clips are the oldest of an album sorted by time. MediaInfo gives none.
#
# What helps: take years before 1970 for unknown.
#
#> hachoir: 1904-01-01 00:00:00
#> MediaInfo: None
#> hachoir, of a clip with a date: 2024-07-01 10:00:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check hachoir==3.4.0 imageio-ffmpeg==0.8.1 pymediainfo==7.0.1
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import subprocess

import imageio_ffmpeg
from hachoir.metadata import extractMetadata
from hachoir.parser import createParser
from pymediainfo import MediaInfo


def make(name, *arguments):
    source = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=1", "-pix_fmt", "yuv420p"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *source, *arguments, name]
    subprocess.run(command, check=True)


def date(name):
    return extractMetadata(createParser(name)).get("creation_date")


make("undated.mp4")
make("dated.mp4", "-metadata", "creation_time=2024-07-01T10:00:00Z")
print("hachoir:", date("undated.mp4"))
print("MediaInfo:", MediaInfo.parse("undated.mp4").video_tracks[0].encoded_date)
print("hachoir, of a clip with a date:", date("dated.mp4"))
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# PyAV raises PermissionError when it seeks forward past the end of a clip, whose file anybody may read.
#
# av 18.1.0 (PyAV). FFmpeg answers "-1" where no frame follows, and errors of FFmpeg are negative numbers of the system:
# 1 is EPERM, "Operation not permitted". So a player that jumps ahead by ten seconds near the end is told that it may not
# read the file, and a program that takes PermissionError for what it says takes the clip for unreadable. It is an OSError
# as well. Backwards, which is the default, there is always a frame.
#
# What helps: seek backwards to a place, and catch av.FFmpegError before OSError.
#
#> within, forward: a frame at 0.9 s
#> past the end, backward: a frame at 0.9 s
#> past the end, forward: PermissionError, [Errno 1] Operation not permitted
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import av

with av.open("clip.mp4", "w") as clip:
    stream = clip.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    stream.codec_context.gop_size = 1
    for number in range(10):
        frame = av.VideoFrame(64, 48, "yuv420p")
        frame.pts = number
        clip.mux(stream.encode(frame))
    clip.mux(stream.encode(None))
for name, second, backward in (
    ("within, forward", 0.85, False),
    ("past the end, backward", 5, True),
    ("past the end, forward", 5, False),
):
    with av.open("clip.mp4") as clip:
        film = clip.streams.video[0]
        try:
            clip.seek(int(second / film.time_base), stream=film, backward=backward)
        except OSError as error:
            print(f"{name}: {type(error).__name__}, [Errno {error.errno}] {error.strerror}")
        else:
            print(f"{name}: a frame at {next(clip.decode(film)).time:.1f} s")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

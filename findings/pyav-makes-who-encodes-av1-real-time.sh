#!/usr/bin/env bash
# Whoever encodes AV1 through PyAV as root becomes a real-time process for ever, and so do its children.
#
# av 18.0.0, whose wheel encodes AV1 by SVT-AV1 (libsvtav1). Its threads ask for SCHED_FIFO at priority 99, the thread
# that calls it among them, and nothing gives that back when the encoder is closed. A process that is not root is
# refused that, and nothing is seen; in a container, where most are root, one small clip of a test starves all that is
# not real-time too: a server that the test waits for never has its turn. Other encoders of the same wheel do nothing.
#
# What helps: os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0)) after encoding, or a process of its own.
#
#> libx264: before 0, after 0
#> libvpx-vp9: before 0, after 0
#> libsvtav1: before 0, after 1
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "only root sees it" >&2; exit 1; }
script=$(realpath "$0") folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io
import os

import av

for codec in ("libx264", "libvpx-vp9", "libsvtav1"):
    before = os.sched_getscheduler(0)
    with av.open(io.BytesIO(), "w", format="matroska") as container:
        stream = container.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    print(f"{codec}: before {before}, after {os.sched_getscheduler(0)}")
PYTHON
diff <(sed -n 's/^#> //p' "$script") "$folder/output"

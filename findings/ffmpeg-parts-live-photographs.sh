#!/usr/bin/env bash
# FFmpeg forgets to which photograph the film of a live photo belongs when it copies the film, also if it is told.
#
# av 18.1.0 (PyAV, FFmpeg 8). An iPhone writes the same identifier into a photograph and its film. A copy without encoding
# anything anew (what `ffmpeg -c copy` does, as for a mere change from MOV to MP4) loses it: muxers drop each tag
# that they do not know, and whoever sets it by hand gets no error and no tag. The same goes for the place and the time with
# its offset, which Apple writes under names of its own.
#
# What helps: the option `movflags` with `use_metadata_tags`, which writes them all. Who looks for pairs has to know them
# by names as well, since most films that went through a program have no identifier any more.
#
#> as taken: content.identifier, creationdate, location.ISO6709
#> copied to mov: nothing
#> copied to mp4: nothing
#> copied to mov with use_metadata_tags: content.identifier, creationdate, location.ISO6709
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import av

APPLE = "com.apple.quicktime."
ALL = {"movflags": "use_metadata_tags"}
TAGS = {
    "content.identifier": "7C8A21F3-50A4-4D4B-9A2E-2F0C6E1B9D11",
    "creationdate": "2024-06-13T21:00:00+0900",
    "location.ISO6709": "+41.8900+012.4922/",
}


def tell(name: str, file: str) -> None:
    with av.open(file) as clip:
        found = sorted(key.removeprefix(APPLE) for key in clip.metadata if key.startswith(APPLE))
    print(f"{name}: {', '.join(found) or 'nothing'}")


with av.open("taken.mov", "w", options=ALL) as clip:
    clip.metadata.update({APPLE + key: value for key, value in TAGS.items()})
    stream = clip.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    for number in range(3):
        frame = av.VideoFrame(64, 48, "yuv420p")
        frame.pts = number
        clip.mux(stream.encode(frame))
    clip.mux(stream.encode(None))
tell("as taken", "taken.mov")
for kind, options in (("mov", {}), ("mp4", {}), ("mov", ALL)):
    name = f"copy.{kind}"
    with av.open("taken.mov") as source, av.open(name, "w", options=options) as copy:
        copy.metadata.update(source.metadata)
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    tell(f"copied to {kind}{' with use_metadata_tags' if options else ''}", name)
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

"""Clips for browsers: small films that Chromium plays, and one that it does not."""

from datetime import UTC, datetime
from pathlib import Path

import av
from PIL import Image, ImageDraw

RATE = 10  # Pictures a second.


def write_clip(
    file: Path, codec: str, size: tuple[int, int], seconds: int, taken: datetime
) -> None:
    """Write a film in which a bar grows from the left, without sound."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(file), "w") as container:
        container.metadata["creation_time"] = taken.replace(tzinfo=UTC).isoformat()
        stream = container.add_stream(codec, rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(seconds * RATE):
            picture = Image.new("RGB", size, "darkslateblue")
            end = size[0] * (number + 1) // (seconds * RATE)
            ImageDraw.Draw(picture).rectangle((0, 0, end, size[1] // 3), fill="tan")
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())

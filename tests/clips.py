"""Test clips, made on the spot: short, small, of every container and codec that can be written.

Functions return the bytes of a file.
"""

import io
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import repeat

import av
from PIL import Image, ImageDraw

os.environ["SVT_LOG"] = "1"  # It would tell how it goes, in twenty lines for each film.

RATE = 10
_BORN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)  # From which MP4 counts seconds.
UPRIGHT = (1, 0, 0, 1)

# Extension, FFmpeg's name of the format, and codecs of film and sound.
KINDS = {
    "mp4": ("mp4", "libx264", "aac"),
    "m4v": ("ipod", "mpeg4", "aac"),
    "mov": ("mov", "mjpeg", "pcm_s16le"),
    "webm": ("webm", "libvpx-vp9", "libopus"),
    "3gp": ("3gp", "h263", "aac"),
    "avi": ("avi", "mjpeg", "pcm_s16le"),
    "mkv": ("matroska", "libvpx", "libopus"),
    "mts": ("mpegts", "mpeg2video", "mp2"),
}
_OPTIONS = {"mts": {"mpegts_m2ts_mode": "1"}}
# The quickest that each encoder knows.
_QUICK = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libsvtav1": {"preset": "12", "svtav1-params": "lp=1"},
}


def painted(width: int = 64, height: int = 48) -> Image.Image:
    """A picture whose corners differ, from top left clockwise: red, lime, blue, white."""
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    across, down = width // 2, height // 2
    for place, colour in (
        ((0, 0), "red"),
        ((across, 0), "lime"),
        ((across, down), "blue"),
        ((0, down), "white"),
    ):
        draw.rectangle((*place, place[0] + across, place[1] + down), colour)
    return picture


@cache
def clip(extension: str = "mp4", codec: str = "") -> bytes:
    """A clip of three pictures, as its extension says, with sound."""
    kind, film, sound = KINDS[extension]
    size = (176, 144) if film == "h263" else (64, 48)
    options = _OPTIONS.get(extension, {})
    pictures = repeat(painted(*size), 3)
    return write(kind, codec or film, list(pictures), sound=sound, options=options)


def write(
    kind: str,
    codec: str,
    pictures: Sequence[Image.Image | av.VideoFrame],
    *,
    sound: str = "",
    tags: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    matrix: Sequence[int] = UPRIGHT,
    aspect: Fraction | None = None,
    pixels: str = "",
    film: Mapping[str, str] | None = None,
    film_tags: Mapping[str, str] | None = None,
    whole: bool = False,
) -> bytes:
    """A file of pictures, ten a second, all of them whole if that is asked for.

    `matrix` has the four numbers that turn and mirror, `aspect` that of a pixel; `film` are options
    of its encoder, and those of the whole file are `options`.
    """
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=kind, options=dict(options or {})) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec, rate=RATE)
        first = pictures[0]
        stream.width, stream.height = first.width, first.height
        stream.pix_fmt = pixels or ("yuvj420p" if codec == "mjpeg" else "yuv420p")
        stream.metadata.update(film_tags or {})
        stream.codec_context.gop_size = 1 if whole else 250
        stream.codec_context.max_b_frames = 0
        stream.codec_context.thread_count = 1
        stream.options = _QUICK.get(codec, {}) | dict(film or {})
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if tuple(matrix) != UPRIGHT:
            across, down, back, up = (65_536 * each for each in matrix)
            stream.set_display_matrix((across, down, 0, back, up, 0, 0, 0, 1 << 30))
        audio = container.add_stream(sound, rate=48_000, layout="mono") if sound else None
        for number, picture in enumerate(pictures):
            frame = picture
            if isinstance(picture, Image.Image):
                frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if audio is not None:
            container.mux(audio.encode(_silence(audio, len(pictures))))
            container.mux(audio.encode(None))
    # SVT-AV1 makes whoever calls it as root a real-time process, and nothing else has its turn.
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return buffer.getvalue()


@cache
def _timed() -> bytes:
    tags = {"creation_time": f"{_BORN:%Y-%m-%dT%H:%M:%SZ}"}
    return write("mp4", "libx264", [painted(16, 16)] * 2, tags=tags)


def taken_at(minute: int) -> bytes:
    """A clip that was taken at a minute of 2020, in UTC, and that no other minute has."""
    time = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    before, now = ((each - _EPOCH) // timedelta(seconds=1) for each in (_BORN, time))
    return _timed().replace(before.to_bytes(4), now.to_bytes(4))


def sizeless() -> bytes:
    """A film that says to have no pixels, nor do its pictures say how many."""
    data = write("matroska", "mjpeg", [painted()])
    said = data.replace(bytes.fromhex("b08140ba8130"), bytes.fromhex("b08100ba8100"))
    return said.replace(b"\xff\xc0", bytes(2))


def claiming(width: int, height: int, shown: int) -> bytes:
    """A film of VP8 in Matroska that says to have another size, and how wide it is shown."""
    data = write("matroska", "libvpx", [painted()])
    start = data.index(bytes.fromhex("e08ab08140ba8130"))
    end = start + 27  # With what is left empty behind it.
    said = {"b0": (width, 4), "ba": (height, 2), "54b0": (shown, 4), "54ba": (height, 2)}
    sizes = b"".join(
        bytes.fromhex(name) + bytes([0x80 | length]) + value.to_bytes(length)
        for name, (value, length) in said.items()
    )
    told = bytes([0xE0, 0x80 | len(sizes)]) + sizes
    empty = bytes([0xEC, 0x80 | end - start - len(told) - 2]).ljust(end - start - len(told), b"\0")
    return data[:start] + told + empty + data[end:]


def _silence(audio: av.AudioStream, pictures: int) -> av.AudioFrame:
    context = audio.codec_context
    context.open(strict=False)
    samples = context.frame_size or 48_000 * pictures // RATE
    frame = av.AudioFrame(context.format.name, "mono", samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts = 48_000, 0
    return frame

"""Opening clips: FFmpeg's libraries, through PyAV, are given the bytes of one open file, no more.

Some of their formats name other files, addresses or programs. So only the few of `formats.CLIPS`
are opened, each as what its first bytes say, and no protocol is allowed to open anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from av import open as av_open
from av.stream import Disposition

from bviewer.library.bounded import BoundedReader
from bviewer.library.formats import DEMUXERS, Format

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# What cameras, phones and browsers write, or have written. Of today's codecs, containers made for
# them tell all that is asked here; else FFmpeg decodes a picture in order to open a clip.
_OF_TODAY = ("h264", "hevc", "libdav1d", "av1", "vp9", "vp8")
_EARLIER = (
    *("mpeg4", "h263", "mjpeg", "mpeg2video", "mpeg1video", "vc1", "wmv3"),
    *("prores", "dvvideo", "svq1", "svq3", "cinepak", "rpza"),
)
DECODERS = (*_OF_TODAY, *_EARLIER)
_TELLING = ("mov", "matroska")
OPTIONS = {"protocol_whitelist": "none", "format_whitelist": ",".join(DEMUXERS)}
BUFFER = 64 * 1024
MOST_READ = 64 * 1024 * 1024
"""Bytes of one clip. The index of a whole day has a third of it; what has no index is read from its
beginning, and where there is nothing, some formats look at each byte."""


@contextmanager
def open_clip(reader: BoundedReader, form: Format) -> Iterator["InputContainer"]:
    """Open a clip whose first bytes speak for a format; raises whatever FFmpeg makes of it."""
    reader.seek(0)
    needed = _EARLIER if form.decoder in _TELLING else DECODERS
    with av_open(
        reader,
        "r",
        format=form.decoder,
        container_options={**OPTIONS, "codec_whitelist": ",".join(needed)},
        metadata_errors="replace",
        buffer_size=BUFFER,
    ) as container:
        yield container


def film_in(container: "InputContainer") -> "VideoStream | None":
    """Return what is shown of a clip: no cover, and the best where there are several films."""
    stream = cast("VideoStream | None", container.streams.best("video"))
    return None if stream is None or stream.disposition & Disposition.attached_pic else stream


def is_decodable(stream: "VideoStream") -> bool:
    """Return whether the pictures of a film can be made."""
    return stream.codec_context is not None and stream.codec_context.name in DECODERS

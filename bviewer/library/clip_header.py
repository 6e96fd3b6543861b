"""What a clip says of itself, without decoding it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from av import logging

from bviewer.library.bounded import BoundedReader, BudgetSpentError
from bviewer.library.clip_clock import clock_tags
from bviewer.library.clips import film_in, is_decodable, open_clip
from bviewer.library.codecs import asked_type, codecs_of
from bviewer.library.formats import CLIPS, HEAD_LENGTH, Format, format_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

UNKNOWN = "not a video in a supported format"
NO_FILM = "there is no film in it"
DAMAGED = "the video is damaged"

_TURN = re.compile(r"Display Matrix: rotation of (-?[0-9.]+) degrees")
_LONGEST = timedelta(days=30)
_LARGEST = 65_535  # Pixels of a side: no codec has more.


@dataclass(frozen=True, slots=True)
class ClipHeader:
    """What the container tells. Width and height are those of the upright picture, in pixels.

    `media_type` is what browsers are asked with whether they play it, and `tags` are FFmpeg's, of
    the container and of its film. `problem` says why no picture can be made of it, in words for the
    owner.
    """

    width: int | None = None
    height: int | None = None
    duration: timedelta | None = None
    media_type: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def read_clip_header(reader: BoundedReader) -> ClipHeader:
    """Read the header by content, whatever the name is. Raises only the OSError of the storage."""
    reader.seek(0)
    head = reader.read(HEAD_LENGTH)
    form = format_of(head)
    if form is None or form not in CLIPS:
        return ClipHeader(problem=UNKNOWN if head else "the file is empty")
    try:
        with open_clip(reader, form) as container:
            header = _describe(container, form)
    except Exception as error:  # noqa: BLE001 - Hostile bytes make FFmpeg raise anything.
        header = ClipHeader(media_type=asked_type(form, []), problem=_reason(error))
    reader.raise_storage_error()
    return header


def _reason(error: Exception) -> str:
    if isinstance(error, BudgetSpentError):
        return "its header is damaged or too large"
    if isinstance(error, MemoryError):
        return "it needs more memory than allowed"
    return DAMAGED


def _describe(container: "InputContainer", form: Format) -> ClipHeader:
    film = film_in(container)
    media_type = asked_type(form, codecs_of(container, film))
    duration = _duration(container)
    if film is None:
        return ClipHeader(None, None, duration, media_type, dict(container.metadata), NO_FILM)
    tags = _tags(container, film)
    if form.decoder == "mpegts" and film.codec_context.name == "h264":
        tags |= clock_tags(container, film)
    try:
        width, height = shown_size(film, film.codec_context.width, film.codec_context.height)
    except ValueError:
        return ClipHeader(None, None, duration, media_type, tags, DAMAGED)
    if is_turned(container):
        width, height = height, width
    return ClipHeader(width, height, duration, media_type, tags, why_undecodable(film))


def why_undecodable(film: "VideoStream") -> str | None:
    """Return why no picture of a film can be made; None if it can."""
    if is_decodable(film):
        return None
    codec = film.codec_context.name if film.codec_context else "unknown"
    return f"its video is in a format that is not decoded ({codec})"


def shown_size(film: "VideoStream", width: int, height: int) -> tuple[int, int]:
    """Return how large a film is shown, before it is turned: its pixels may be wider than high.

    Raises ValueError for what can be the size of none: pages divide by it, and it is stored.
    """
    aspect = film.sample_aspect_ratio or film.codec_context.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 10) <= aspect <= 10:
        aspect = Fraction(1)
    shown = round(width * aspect)
    if not (0 < shown <= _LARGEST and 0 < height <= _LARGEST):
        raise ValueError("no film has this size")
    return shown, height


def is_turned(container: "InputContainer") -> bool:
    """Return whether width and height change places: FFmpeg tells that in words, before it has
    decoded anything."""
    level = logging.get_level()
    logging.set_level(logging.INFO)
    try:
        turn = _TURN.search(cast("Any", container).dumps_format())
    finally:
        logging.set_level(level)
    return turn is not None and 45 < abs(float(turn[1])) % 180 < 135


def _duration(container: "InputContainer") -> timedelta | None:
    microseconds = container.duration
    if microseconds is None or not 0 < microseconds < _LONGEST / timedelta(microseconds=1):
        return None
    return timedelta(microseconds=microseconds)


def _tags(container: "InputContainer", film: "VideoStream") -> dict[str, str]:
    """Return the tags of both; whoever copied a film to another file left its encoder's name."""
    return {**film.metadata, **container.metadata} | {
        key: film.metadata[key] for key in ("encoder",) if key in film.metadata
    }

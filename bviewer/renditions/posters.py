"""From an opened clip to one picture that stands for it, or to the reason why there is none."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from av import FFmpegError
from av.sidedata.sidedata import Type
from av.video.reformatter import Colorspace, Interpolation
from PIL import Image

from bviewer.library.bounded import BoundedReader, BudgetSpentError
from bviewer.library.clip_header import DAMAGED, NO_FILM, shown_size, why_undecodable
from bviewer.library.clips import MOST_READ, film_in, open_clip
from bviewer.library.formats import Format
from bviewer.library.orientation import UPRIGHT, is_lying, orientation_of
from bviewer.renditions.decoding import Decoded, too_large
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.geometry import plan
from bviewer.renditions.hdr import hdr_profile
from bviewer.renditions.sizes import Size

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# Where to look, as parts of its length: near the beginning, but behind what fades in.
_PLACES = (0.1, 0.0, 0.3, 0.5, 0.8)
_LATEST = timedelta(seconds=10)  # Of the first place: nobody waits for the opening of a long film.
_BEFORE = timedelta(seconds=1)
_PACKETS = 2_000  # Read in search of a whole picture.
_FRAMES, _EACH = 240, 12  # Pictures decoded from the beginning, of which one in so many is tried.

_ENOUGH = 32  # Of 255: by so much bright parts are brighter than dark ones.
_SAMPLE = (64, 36)  # Pixels that are looked at.

# Of decoders that leave out what is not needed: by how many halvings.
_HALVINGS = {"mjpeg": 3, "mpeg4": 3, "h263": 3, "mpeg2video": 3, "mpeg1video": 3}

_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED.
_HIGH_DEFINITION = 720  # Lines.


def decode_poster(
    file: BinaryIO, form: Format, sizes: Collection[Size], max_pixels: int
) -> Decoded:
    """Decode a picture of a clip, as large as these sizes need it.

    Raises BrokenImage when there is none, MemoryError when there is no room for it, and the OSError
    of a storage that failed.
    """
    reader = BoundedReader(file, size=MOST_READ)
    try:
        with open_clip(reader, form) as container:
            decoded = _decode(container, sizes, max_pixels)
    except (FFmpegError, BudgetSpentError, ValueError, LookupError, UnicodeError) as error:
        reader.raise_storage_error()
        if isinstance(error, MemoryError):
            raise
        raise BrokenImage(DAMAGED) from error
    reader.raise_storage_error()
    return decoded


def _decode(container: "InputContainer", sizes: Collection[Size], max_pixels: int) -> Decoded:
    film = film_in(container)
    reason = NO_FILM if film is None else why_undecodable(film)
    if film is None or reason:
        raise BrokenImage(reason or NO_FILM)
    context = film.codec_context
    if context.width * context.height > max_pixels:
        raise BrokenImage(too_large(f"{context.width:,} x {context.height:,}", max_pixels))
    shown = shown_size(film, context.width, context.height)  # A decoder may change these.
    prepare(film, sizes, max_pixels)
    frame = chosen_frame(container, film)
    return _decoded(frame, sizes, shown, _orientation(frame))


def prepare(film: "VideoStream", sizes: Collection[Size], max_pixels: int) -> None:
    """Have a film decoded with no more work than needed, however large its pictures say they are.

    There is a worker for each core already: threads would only get in their way, and wait for each
    other.
    """
    context = film.codec_context
    context.thread_count = 1
    options = {"max_pixels": str(max_pixels)}
    halvings = _HALVINGS.get(context.name, 0)
    if halvings:
        frame = plan(sizes, context.width, context.height).frame
        spare = min(context.width / frame.width, context.height / frame.height)
        options["lowres"] = str(min(halvings, int(spare).bit_length() - 1))
    context.options = options


def chosen_frame(container: "InputContainer", film: "VideoStream") -> "VideoFrame":
    """Return the first of some pictures that shows something, neither black nor of one colour; the
    one that shows most if none does."""
    best, most = None, -1
    for frame in _candidates(container, film):
        contrast = _contrast(frame)
        if contrast > most:
            best, most = frame, contrast
        if contrast >= _ENOUGH:
            break
    if best is None:
        raise BrokenImage(DAMAGED)
    return best


def _candidates(container: "InputContainer", film: "VideoStream") -> Iterator["VideoFrame"]:
    """Return pictures that need no other one, from some places of a film, then those it begins
    with: most films are neither black at all of these places nor damaged there.

    Where a film is damaged, or its budget is spent, these are all.
    """
    length = timedelta(microseconds=max(container.duration or 0, 0))
    seen: set[object] = set()
    for place in _PLACES:
        offset = min(length * place, _LATEST) if place == _PLACES[0] else length * place
        with suppress(FFmpegError, BudgetSpentError):
            yield from _whole_frames(container, film, offset, seen)
    with suppress(FFmpegError, BudgetSpentError):
        yield from islice(_frames(container, film), 0, _FRAMES, _EACH)


def _whole_frames(
    container: "InputContainer", film: "VideoStream", offset: timedelta, seen: set[object]
) -> Iterator["VideoFrame"]:
    """Return the next picture at a place that needs no other, if it was not `seen` yet."""
    packets = _packets(container, film, offset)
    for packet in packets:
        if not packet.is_keyframe or not packet.size:
            continue
        if (packet.pts, packet.dts, packet.pos) in seen:
            return
        seen.add((packet.pts, packet.dts, packet.pos))
        # Some cameras write the two fields of a picture one after the other.
        frames = _decoded_alone(film, packet) or _decoded_alone(film, packet, *islice(packets, 1))
        if frames:
            yield frames[0]
            return


def _decoded_alone(film: "VideoStream", *packets: "Packet[VideoStream]") -> Sequence["VideoFrame"]:
    """Return what is in some packets, now: a decoder would wait for those that follow, for some may
    have to be shown before."""
    context = film.codec_context
    frames = [frame for packet in (*packets, None) for frame in context.decode(packet)]
    context.flush_buffers()
    return frames


def _frames(container: "InputContainer", film: "VideoStream") -> Iterator["VideoFrame"]:
    """Return the pictures of a film from its beginning, without the damaged ones."""
    for packet in _packets(container, film, timedelta()):
        with suppress(FFmpegError):
            yield from film.codec_context.decode(packet)


def _packets(
    container: "InputContainer", film: "VideoStream", offset: timedelta
) -> Iterator["Packet[VideoStream]"]:
    """Return what follows a place of a film. A place behind its end raises PermissionError.

    MPEG is sought by when a picture is decoded, which is before it is shown: so the beginning is
    sought before it.
    """
    start = timedelta(microseconds=container.start_time or 0)
    place = start + offset if offset else start - _BEFORE
    container.seek(int(place / timedelta(seconds=1) / (film.time_base or 1)), stream=film)
    film.codec_context.flush_buffers()
    return islice(container.demux(film), _PACKETS)


def _contrast(frame: "VideoFrame") -> int:
    """Return by how much the bright parts of a picture are brighter than the dark ones, of 255."""
    width, height = _SAMPLE
    sample = frame.reformat(width=width, height=height, format="gray", threads=1).planes[0]
    pixels, line = bytes(sample), sample.line_size
    rows = (pixels[line * row : line * row + width] for row in range(height))
    levels = sorted(itertools.chain.from_iterable(rows))
    few = len(levels) // 50  # A noisy film has a few bright pixels where it is black.
    return levels[-few - 1] - levels[few]


def _decoded(
    frame: "VideoFrame", sizes: Collection[Size], shown: tuple[int, int], orientation: int
) -> Decoded:
    """Return a picture in the size that is needed: to shrink it here costs less than later."""
    width, height = shown
    is_turned = is_lying(orientation)
    cut = plan(sizes, height, width).frame if is_turned else plan(sizes, width, height).frame
    size = (cut.height, cut.width) if is_turned else (cut.width, cut.height)
    picture = _picture(frame, size)
    box = (0.0, 0.0, float(size[0]), float(size[1]))
    return Decoded(picture, box, width, height, orientation, hdr_profile(frame.color_trc))


def _picture(frame: "VideoFrame", size: tuple[int, int]) -> Image.Image:
    """Return the pixels of a frame in a size.

    Where the lines of a frame are of two moments, every second one is left out: what moved in
    between would look like a comb. FFmpeg would shrink the two by themselves, and keep that.
    """
    if not frame.interlaced_frame:
        return _rgb(frame, size)
    width, height = frame.width, frame.height
    field = _rgb(frame, (width, height)).resize(
        (width, max(1, height // 2)), Image.Resampling.NEAREST
    )
    return field.resize(size, Image.Resampling.BICUBIC)


def _rgb(frame: "VideoFrame", size: tuple[int, int]) -> Image.Image:
    return frame.to_image(
        width=size[0],
        height=size[1],
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND,
        src_colorspace=_colours(frame),
        threads=1,
    )


def _colours(frame: "VideoFrame") -> Colorspace | None:
    """Return what the numbers of a picture mean, if it does not say so: it goes by its size."""
    if frame.colorspace != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= _HIGH_DEFINITION else Colorspace.ITU601


def _orientation(frame: "VideoFrame") -> int:
    """Return which way up a picture is, by all of its matrix: PyAV's `rotation` takes a mirror for
    half a turn."""
    side_data: Any = frame.side_data
    matrix = side_data.get(Type.DISPLAYMATRIX)
    return UPRIGHT if matrix is None else orientation_of(bytes(matrix))

"""One opened original in, all renditions out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from bviewer.library.facts import NO_CLIPS, can_read_clips
from bviewer.library.formats import CLIPS, HEAD_LENGTH, format_of
from bviewer.library.orientation import make_upright
from bviewer.renditions.colour import to_eight_bits, to_srgb
from bviewer.renditions.decoding import Decoded
from bviewer.renditions.encoding import encode
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.geometry import Cut, Plan, plan
from bviewer.renditions.placeholder import SIDE
from bviewer.renditions.resampling import resample
from bviewer.renditions.salvage import decode_what_is_there
from bviewer.renditions.sizes import LONGEST_SIDE, Size
from bviewer.renditions.tiling import QUALITY, Tile, size_at, tiles_of
from bviewer.renditions.tiling import SIDE as SIDE_OF_TILES

# Pixels of an original so small that each is seen: an icon or a drawing, which JPEG smears, and of
# which a better one costs but few bytes.
_SMALL = 256 * 256


@dataclass(slots=True)
class Rendered:
    """What was made of a photograph: width and height of the upright original in pixels, the
    average colours of its 6 x 6 parts as RGB bytes, and JPEGs by name of the size, large to small.
    `flaw` says what is wrong with a photograph of which only a part is there.
    """

    width: int
    height: int
    placeholder: bytes
    files: dict[str, bytes]
    flaw: str | None = None


def render(file: BinaryIO, sizes: Iterable[Size], max_pixels: int) -> Rendered:
    """Make all sizes of the picture in an opened file; of an animation, of its first frame.

    Raises BrokenImage with a reason when there is no picture, and OSError when the storage failed.
    """
    try:
        return _render(file, list(sizes), max_pixels)
    except MemoryError as error:
        raise BrokenImage("it needs more memory than allowed") from error


def _render(file: BinaryIO, sizes: list[Size], max_pixels: int) -> Rendered:
    decoded = _decode(file, sizes, max_pixels)
    width, height = decoded.upright_size
    planned = plan(sizes, width, height)
    frame = _frame(decoded, planned.frame)
    return Rendered(width, height, _placeholder(frame), _files(frame, planned), decoded.flaw)


def render_tiles(file: BinaryIO, max_pixels: int) -> Iterator[tuple[Tile, bytes]]:
    """Yield all tiles of the picture in an opened file as JPEGs, decoded once; raises as `render`
    does."""
    everything = Size("everything", LONGEST_SIDE, LONGEST_SIDE, crop=False, quality=QUALITY)
    try:
        decoded = _decode(file, [everything], max_pixels)
        width, height = decoded.upright_size
        picture = _frame(decoded, plan([everything], width, height).frame)
        del decoded
        for tile in tiles_of(width, height):
            size = size_at(tile.level, width, height)
            across, down = picture.size
            picture = resample(picture, size, (0.0, 0.0, float(across), float(down)))
            yield tile, encode(_part(picture, tile), tile.quality)
    except MemoryError as error:
        raise BrokenImage("it needs more memory than allowed") from error


def _part(picture: Image.Image, tile: Tile) -> Image.Image:
    left, top = tile.column * SIDE_OF_TILES, tile.row * SIDE_OF_TILES
    right, bottom = (
        min(left + SIDE_OF_TILES, picture.width),
        min(top + SIDE_OF_TILES, picture.height),
    )
    return picture.crop((left, top, right, bottom))


def _decode(file: BinaryIO, sizes: list[Size], max_pixels: int) -> Decoded:
    """Return the picture in a file, or one of a clip, by what it begins with."""
    form = format_of(file.read(HEAD_LENGTH))
    file.seek(0)
    if form is None or form not in CLIPS:
        return decode_what_is_there(file, sizes, max_pixels)
    if not can_read_clips():
        raise BrokenImage(NO_CLIPS)
    from bviewer.renditions.posters import decode_poster  # noqa: PLC0415

    return decode_poster(file, form, sizes, max_pixels)


def _frame(decoded: Decoded, cut: Cut) -> Image.Image:
    """Return the whole photograph, upright and in sRGB, large enough to make all sizes from it.

    It is shrunk first, for its colours and its orientation cost time for each pixel.
    """
    size = (cut.height, cut.width) if decoded.is_lying else (cut.width, cut.height)
    picture = to_eight_bits(decoded.picture, with_glass=decoded.profile is not None)
    picture = resample(picture, size, decoded.box)
    picture = to_srgb(picture, decoded.profile)
    return make_upright(picture, decoded.orientation)


def _files(frame: Image.Image, planned: Plan) -> dict[str, bytes]:
    """Return all sizes, each made from the smallest picture there is by then that has the
    pixels."""
    whole = (planned.frame, frame)
    _, _, width, height = planned.frame.box
    is_small = width * height <= _SMALL
    made = [whole]
    files = {}
    for size, cut in planned.cuts:
        source, picture = next((each for each in reversed(made) if each[0].covers(cut)), whole)
        smaller = resample(picture, (cut.width, cut.height), source.locate(cut))
        made.append((cut, smaller))
        files[size.name] = encode(smaller, size.quality, fine=is_small)
    return files


def _placeholder(frame: Image.Image) -> bytes:
    return frame.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=1.0).tobytes()

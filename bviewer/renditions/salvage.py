"""What is left of a picture that ends too early or is damaged: browsers show that, and so do we.

A file that lacks its end marker alone has every pixel, and nothing is wrong with what is shown.
"""

from collections.abc import Collection
from typing import BinaryIO, cast

from PIL import Image

from bviewer.library.decoders import lenient
from bviewer.library.formats import HEAD_LENGTH, format_of
from bviewer.renditions.colour import to_eight_bits
from bviewer.renditions.decoding import CUT_SHORT, Decoded, decode
from bviewer.renditions.errors import BrokenImage, Incomplete, TooMuchMetadata
from bviewer.renditions.sizes import Size
from bviewer.renditions.source import Continued

ONLY_A_PART = "only a part of the picture is there"

_END_OF_JPEG = b"\xff\xd9"
# What no compressed data goes on with by chance: decoded, it is noise.
_NOISE = bytes(number * 37 % 251 for number in range(4096))
# What fills the block that has begun, ends the data, and then the file.
_END_OF_GIF = bytes(256) + b";"
_SIDE, _MOSTLY = 64, 0.99
_COARSER = 3  # Of blocks of 8 pixels, no average of 3 x 3 hides what differs in them.


def decode_what_is_there(file: BinaryIO, sizes: Collection[Size], max_pixels: int) -> Decoded:
    """Decode as much as these sizes need, or the part that is in the file: then it has a `flaw`.

    Raises as `decode` does.
    """
    try:
        return decode(file, sizes, max_pixels)
    except Incomplete as error:
        reason = str(error)
    except TooMuchMetadata:
        file.seek(0)
        with lenient():
            return decode(file, sizes, max_pixels)
    # The error is gone by now, and with it the pixels that its frames held.
    file.seek(0)
    form = format_of(file.read(HEAD_LENGTH))
    rest = _RESTS.get("" if form is None else form.decoder)
    if rest is None:
        raise BrokenImage(reason)
    with lenient():
        decoded = decode(_continued(file, rest), sizes, max_pixels)
        if _is_blank(decoded.picture):
            raise BrokenImage(reason)
        if reason != CUT_SHORT or rest != _END_OF_JPEG or not _is_whole(file, decoded, sizes):
            decoded.flaw = f"{reason}: {ONLY_A_PART}"
    return decoded


_RESTS = {"JPEG": _END_OF_JPEG, "GIF": _END_OF_GIF, "PNG": b""}


def _continued(file: BinaryIO, rest: bytes) -> BinaryIO:
    return cast("BinaryIO", Continued(file, rest))


def _is_whole(file: BinaryIO, decoded: Decoded, sizes: Collection[Size]) -> bool:
    """Tell whether a JPEG has all of its data: then no pixel depends on what comes behind."""
    pixels = decoded.width * decoded.height
    other = decode(_continued(file, _NOISE + _END_OF_JPEG), sizes, pixels)
    return _sketch(decoded.picture) == _sketch(other.picture)


def _sketch(picture: Image.Image) -> bytes:
    """Return what two pictures differ in, in little memory."""
    return picture.reduce(_COARSER).tobytes()


def _is_blank(picture: Image.Image) -> bool:
    """Tell whether there is nothing to see: a decoder fills what is not there in one colour, all
    but the block that it was about."""
    points = picture.resize((_SIDE, _SIDE), Image.Resampling.NEAREST)
    colours = to_eight_bits(points).getcolors(_SIDE * _SIDE)
    return max(number for number, _colour in colours or ()) > _MOSTLY * _SIDE * _SIDE

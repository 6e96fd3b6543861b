"""The orientation of a photograph or a clip: what is said about it, and what is done about that.

EXIF 2.32, tag 0x0112: 1 is upright, the others are turned or mirrored, and from 5 on the picture
lies on its side. Decoders of HEIF and TIFF turn it by themselves, and say so. Clips have a matrix
(ISO 14496-12, 8.3.2), which says the same in other numbers.
"""

import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO

from PIL import ExifTags, Image

from bviewer.library.containers import is_turned, read_meta

UPRIGHT = 1

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright."""

_XMP = ("xmp", "XML:com.adobe.xmp")  # As Pillow calls it.


def read_orientation(read_exif: Callable[[], Image.Exif]) -> int:
    """Return an orientation from 1 to 8; upright where EXIF is missing, or says anything else."""
    try:
        said = read_exif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - No photograph is lost for its metadata, however mad.
        return UPRIGHT
    return next((known for known in range(1, 9) if known == said), UPRIGHT)


def exif_orientation(image: Image.Image) -> int:
    """Return the orientation that the EXIF of a picture says. Pillow takes that of XMP if there is
    none, and no browser does."""
    xmp = {name: image.info.pop(name) for name in _XMP if name in image.info}
    try:
        # The base class reads it: a PNG would decode the picture to look for EXIF behind it.
        return read_orientation(partial(Image.Image.getexif, image))
    finally:
        image.info.update(xmp)


def say_orientation(image: Image.Image, orientation: int) -> None:
    """Have an opened picture say how it is turned, whatever is in its Exif."""
    with suppress(Exception):  # However damaged, it is kept once it was looked at.
        Image.Image.getexif(image)
    Image.Image.getexif(image)[ExifTags.Base.Orientation] = orientation


def orientation_in(image: Image.Image, file: IO[bytes]) -> int:
    """Return how a picture has to be turned still, once its decoder has done what it does.

    That of HEIF does what the container says, and takes the EXIF for told by that. Programs that
    write HEIF with the EXIF of a JPEG, and never turn it, leave the container silent.
    """
    said = image.info.get("original_orientation")
    if image.format == "HEIF" and said in TURNS and not is_turned(read_meta(file)):
        return int(said)
    return exif_orientation(image)


def orientation_of(matrix: bytes) -> int:
    """Return the orientation that the nine numbers of a matrix amount to: to the next quarter of a
    turn, mirrored or not."""
    across, down, _, back, up, *_ = struct.unpack("=9i", matrix)
    if abs(across) + abs(up) >= abs(down) + abs(back):
        return {(True, True): 1, (False, True): 2, (False, False): 3}.get((across >= 0, up >= 0), 4)
    return {(True, True): 5, (True, False): 6, (False, False): 7}.get((down >= 0, back >= 0), 8)


def is_lying(orientation: int) -> bool:
    """Return whether width and height change places when the picture is turned upright."""
    return orientation in range(5, 9)


def make_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Return the picture as people see it."""
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)

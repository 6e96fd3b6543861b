"""From an opened file to pixels, or to the reason why there are none."""

import os
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from PIL import Image, UnidentifiedImageError
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from bviewer.library.decoders import looks_familiar
from bviewer.library.formats import DECODERS
from bviewer.library.not_shown import NotShownError
from bviewer.library.orientation import exif_orientation, is_lying, orientation_in
from bviewer.library.tiff_kinds import unknown_kind
from bviewer.renditions.cicp import profile_of
from bviewer.renditions.errors import BrokenImage, Incomplete, TooMuchMetadata
from bviewer.renditions.geometry import Box, plan, reduction
from bviewer.renditions.glass import covered_by_gif, only_within, say_in_eight_bits
from bviewer.renditions.sizes import Size
from bviewer.renditions.source import SourceFile

DAMAGED = "the picture is damaged"
CUT_SHORT = "the file ends too early"
# Decoders do not tell these from each other.
UNKNOWN_KIND = f"{DAMAGED}, or compressed in a way that its decoder does not know"


@dataclass(slots=True)
class Decoded:
    """A decoded photograph as it is stored, perhaps already reduced.

    `box` is the part of the picture that is photograph: a reduced one is rounded up to whole
    pixels. `width` and `height` are those of the original. `flaw` says what is wrong with it.
    """

    picture: Image.Image
    box: Box
    width: int
    height: int
    orientation: int
    profile: bytes | None
    flaw: str | None = None

    @property
    def is_lying(self) -> bool:
        """Return whether width and height change places when it is turned upright."""
        return is_lying(self.orientation)

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height of the original as people see it."""
        return (self.height, self.width) if self.is_lying else (self.width, self.height)


def decode(file: BinaryIO, sizes: Collection[Size], max_pixels: int) -> Decoded:
    """Decode as much as these sizes need.

    Raises BrokenImage when there is no picture, MemoryError when there is no room for it, and the
    OSError of a storage that failed.
    """
    source = SourceFile(file)
    with _reasons(source, max_pixels), _limit(max_pixels), warnings.catch_warnings():
        # What decoders have to remark on a stranger's photograph is no news to an operator.
        warnings.simplefilter("ignore")
        image = _open(source, max_pixels)
        width, height = image.size
        box = _reduce_on_load(image, sizes)
        say_in_eight_bits(image)
        covered = covered_by_gif(image)
        image.load()
        picture = image if covered is None else only_within(image, covered)
        if box is None:
            width, height = image.size
            box = (0.0, 0.0, float(width), float(height))
        behind = cast("IO[bytes]", source)
        profile = profile_of(image, behind)
        return Decoded(picture, box, width, height, orientation_in(image, behind), profile)


def _open(source: SourceFile, max_pixels: int) -> ImageFile:
    if source.seek(0, os.SEEK_END) == 0:
        raise BrokenImage("the file is empty")
    source.seek(0)
    head = source.read(16)
    try:
        image = Image.open(cast("IO[bytes]", source), formats=DECODERS)
    except UnidentifiedImageError as error:
        if not looks_familiar(head):
            raise BrokenImage("not a picture in a supported format") from error
        raise BrokenImage(unknown_kind(cast("IO[bytes]", source)) or UNKNOWN_KIND) from error
    if image.width * image.height > max_pixels:
        raise BrokenImage(too_large(f"{image.width:,} x {image.height:,}", max_pixels))
    return image


def _reduce_on_load(image: ImageFile, sizes: Collection[Size]) -> Box | None:
    """Have a JPEG decoded with no more pixels than needed. Returns where the photograph will be."""
    if not isinstance(image, JpegImageFile):
        return None
    width, height = image.size
    lies = is_lying(exif_orientation(image))
    frame = plan(sizes, height, width).frame if lies else plan(sizes, width, height).frame
    needed = (frame.height, frame.width) if lies else (frame.width, frame.height)
    factor = reduction(min(width / needed[0], height / needed[1]))
    drafted = image.draft(None, (width // factor, height // factor))
    return drafted and drafted[1]


@contextmanager
def _limit(max_pixels: int) -> Iterator[None]:
    """Pillow's own guard, which looks where we do not: at tiles, at the canvas of animations."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


@contextmanager
def _reasons(source: SourceFile, max_pixels: int) -> Iterator[None]:
    """Make a reason of whatever a decoder raises, unless it is the storage that failed."""
    try:
        yield
    except Exception as error:  # Fed with damaged files, decoders raise every type there is.
        if source.error is not None:
            raise source.error from error
        is_reason = isinstance(error, BrokenImage | MemoryError)
        if is_reason or getattr(error, "errno", None) is not None:
            raise
        if is_cut_short(error):
            raise Incomplete(CUT_SHORT) from error
        if "data stream" in str(error):  # Broken, or unrecognized within.
            raise Incomplete(DAMAGED) from error
        if "MAX_TEXT" in str(error):
            raise TooMuchMetadata("its metadata is too large") from error
        raise BrokenImage(_reason(error, max_pixels)) from error
    if source.error is not None:
        raise source.error


def _reason(error: Exception, max_pixels: int) -> str:
    if isinstance(error, NotShownError):
        return str(error)
    if isinstance(error, Image.DecompressionBombError):
        return too_large("its number of", max_pixels)
    return UNKNOWN_KIND if "decoder error -2" in str(error) else DAMAGED


def is_cut_short(error: Exception) -> bool:
    """Tell whether a decoder ran out of bytes."""
    return isinstance(error, EOFError) or "truncated" in str(error).lower()


def too_large(how_many: str, max_pixels: int) -> str:
    """Return the reason for which a picture of so many pixels is not decoded."""
    return f"{how_many} pixels is more than the limit of {max_pixels / 1e6:g} megapixels"

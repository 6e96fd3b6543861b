"""The header of a picture, read by Pillow without decoding a pixel.

Metadata that a PNG has behind its pixels is not seen: to find it would take reading all of them.
"""

import logging
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

from PIL import Image, ImageFile, TiffImagePlugin

from bviewer.library.bounded import BoundedReader, BudgetSpentError
from bviewer.library.decoders import lenient, looks_familiar
from bviewer.library.exif import byte_order
from bviewer.library.formats import DECODERS, RAW
from bviewer.library.not_shown import NotShownError
from bviewer.library.orientation import is_lying, orientation_in
from bviewer.library.tiff_kinds import unknown_kind

# What is wrong with a picture is an answer of this module, not news for the log.
logging.getLogger("PIL.TiffImagePlugin").setLevel(logging.CRITICAL)

_DAMAGED = "the picture is damaged, or compressed in a way that its decoder does not know"
_UNKNOWN = "not a picture in a supported format"
_EXIF_LIMIT = 1024 * 1024
_IPTC_RESOURCE = 0x0404
_IPTC_TAGS = 33723, 34377  # Its own, and Photoshop's.
_EXIF_PREFIX = b"Exif\0\0"


@dataclass(frozen=True, slots=True)
class Header:
    """What the header tells. Width and height are of the upright picture, as its renditions show
    it.

    `exif` begins with the byte order of its TIFF structure, or is empty; in a TIFF, and in most RAW
    files, the file itself is that structure, and `is_tiff` is true. `iptc` are its records.
    `problem` says why the picture cannot be shown, in words for the owner.
    """

    width: int | None = None
    height: int | None = None
    exif: bytes = b""
    xmp: bytes = b""
    is_tiff: bool = False
    iptc: bytes = b""
    problem: str | None = None


def read_header(reader: BoundedReader) -> Header:
    """Read the header by content, whatever the name is. Raises only the OSError of the storage."""
    try:
        header = _read(reader)
    except Image.DecompressionBombError:
        header = Header(problem="it has more pixels than its decoder accepts")
    except BudgetSpentError:
        header = Header(problem="its header is damaged or too large")
    except NotShownError as error:
        header = Header(is_tiff=True, problem=str(error))
    except MemoryError:
        header = Header(problem="it needs more memory than allowed")
    except Exception:  # noqa: BLE001 (hostile bytes make decoders raise anything)
        header = Header(problem=_DAMAGED)
    reader.raise_storage_error()
    return header


def _read(reader: BoundedReader) -> Header:
    prefix = reader.read(16)
    if not prefix:
        return Header(problem="the file is empty")
    with warnings.catch_warnings(action="ignore"):
        image = _open(reader, prefix)
        if image is None:
            kind = unknown_kind(cast("IO[bytes]", reader))
            return Header(problem=kind or (_DAMAGED if looks_familiar(prefix) else _UNKNOWN))
        return _describe(image, reader)


def _open(reader: BoundedReader, prefix: bytes) -> ImageFile.ImageFile | None:
    """Do as Image.open does, which would refuse to tell a size above its own limit."""
    for decoder in DECODERS:
        factory, accept = Image.OPEN[decoder]
        if accept and accept(prefix) is True:
            reader.seek(0)
            with (
                suppress(SyntaxError),
                lenient(),
            ):  # Pillow's way of saying that it is another format.
                return factory(cast("IO[bytes]", reader), "")
    return None


def _describe(image: ImageFile.ImageFile, reader: BoundedReader) -> Header:
    reader.seek(0)
    is_tiff = image.format in {"TIFF", RAW} and byte_order(reader.read(4)) is not None
    width, height = image.size
    # Pillow turns the size of a TIFF by itself; pillow-heif turns the whole picture.
    orientation = orientation_in(image, cast("IO[bytes]", reader))
    if image.format != "TIFF" and is_lying(orientation):
        width, height = height, width
    return Header(width, height, _exif(image), _xmp(image), is_tiff, _iptc(image))


def _exif(image: ImageFile.ImageFile) -> bytes:
    block = image.info.get("exif")
    return block[:_EXIF_LIMIT].removeprefix(_EXIF_PREFIX) if isinstance(block, bytes) else b""


def _xmp(image: ImageFile.ImageFile) -> bytes:
    packet = image.info.get("xmp")
    return packet[:_EXIF_LIMIT] if isinstance(packet, bytes) else b""


def _iptc(image: ImageFile.ImageFile) -> bytes:
    """Return what Photoshop's resources of a JPEG have, or the tags of a TIFF."""
    resources = image.info.get("photoshop")
    block = resources.get(_IPTC_RESOURCE) if isinstance(resources, dict) else None
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        blocks = map(image.tag_v2.get, _IPTC_TAGS)
        block = next((each for each in blocks if isinstance(each, bytes)), None)
    return block[:_EXIF_LIMIT] if isinstance(block, bytes) else b""

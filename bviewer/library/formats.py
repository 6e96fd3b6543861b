"""The one list of formats: which files are pictures, who decodes them, and what they are sent as.

By the end of the name when listing, by the content when opening and sending. Everybody else derives
what they need from `SUPPORTED`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A media type, with Pillow's name of its decoder, and how its files are named and begin.

    The first of `extensions` is for names that fit none of them. `signature` is that of the
    format's own specification, to be matched with the first 16 bytes.
    """

    media_type: str
    decoder: str
    extensions: tuple[str, ...]
    signature: re.Pattern[bytes]


def _signature(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


# ISO 14496-12 files name their kind ("major brand") after the word `ftyp`. AVIF is tried before
# HEIF, because both decoders accept the brand `mif1` and only the first checks what follows.
SUPPORTED = (
    Format("image/jpeg", "JPEG", ("jpg", "jpeg", "jpe"), _signature(rb"\xff\xd8\xff")),
    Format("image/png", "PNG", ("png",), _signature(rb"\x89PNG\r\n\x1a\n")),
    Format("image/gif", "GIF", ("gif",), _signature(rb"GIF8[79]a")),
    Format("image/webp", "WEBP", ("webp",), _signature(rb"RIFF....WEBP")),
    Format("image/tiff", "TIFF", ("tif", "tiff"), _signature(rb"II[*+]\0|MM\0[*+]")),
    Format("image/avif", "AVIF", ("avif",), _signature(rb"....ftypavi[fs]")),
    Format("image/heic", "HEIF", ("heic", "heif"), _signature(rb"....ftyphei[cx]")),
    Format("image/heif", "HEIF", ("heif", "heic"), _signature(rb"....ftypm[is]f1")),
)

FORMATS = frozenset(extension for form in SUPPORTED for extension in form.extensions)
"""Extensions of supported pictures, in lower case and without the dot."""

DECODERS = tuple(dict.fromkeys(form.decoder for form in SUPPORTED))
"""Pillow's names of the only decoders that ever see a file of the library.

A name ending in .jpg says nothing about the content, and Pillow knows forty formats more, some of
which start other programs. A JPEG that holds several pictures (MPO) is opened as JPEG.
"""


def is_listed(name: str, formats: frozenset[str]) -> bool:
    """Return whether the extension of `name` is one of `formats`, in any case."""
    stem, dot, extension = name.rpartition(".")
    return bool(stem and dot) and extension.lower() in formats

"""The one list of formats: which files are shown, who decodes them, and what they are sent as.

By the end of the name when listing, by the content when opening and sending. Everybody else derives
what they need from `SUPPORTED`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HEAD_LENGTH = 400
"""Bytes that tell a format from all others: what MPEG has at the beginning is little."""


@dataclass(frozen=True, slots=True)
class Format:
    """A media type, with its decoder, and how its files are named and begin.

    The `decoder` is called as Pillow calls that of pictures, and FFmpeg the demuxer of clips. The
    first of `extensions` is for names that fit none of them. `signature` is that of the format's
    own specification, to be matched with the first `HEAD_LENGTH` bytes.
    """

    media_type: str
    decoder: str
    extensions: tuple[str, ...]
    signature: re.Pattern[bytes]


RAW = "RAW"
"""The decoder of files with what a sensor saw."""

_RAW_IN_TIFF = ("dng", "nef", "nrw", "arw", "sr2", "pef", "srw", "3fr", "erf", "dcr", "kdc")

LONGEST_ENDING = 8
"""Characters of an extension that is told of."""


JXL_CODESTREAM, JXL_CONTAINER = b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"
"""How JPEG XL begins: alone, or with metadata beside it."""


def _signature(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


# ISO 14496-12 files name their kind ("major brand") after the word `ftyp`. AVIF is tried before
# HEIF, because both decoders accept the brand `mif1` and only the first checks what follows.
PICTURES = (
    Format(
        "image/jpeg",
        "JPEG",
        ("jpg", "jpeg", "jpe", "jfif", "jif", "pjpeg", "mpo"),
        _signature(rb"\xff\xd8\xff"),
    ),
    Format("image/png", "PNG", ("png", "apng"), _signature(rb"\x89PNG\r\n\x1a\n")),
    Format("image/gif", "GIF", ("gif",), _signature(rb"GIF8[79]a")),
    Format("image/webp", "WEBP", ("webp",), _signature(rb"RIFF....WEBP")),
    Format(
        "image/jxl",
        "JPEGXL",
        ("jxl",),
        _signature(b"|".join(map(re.escape, (JXL_CODESTREAM, JXL_CONTAINER)))),
    ),
    Format("image/x-canon-cr2", RAW, ("cr2",), _signature(rb"II\*\0....CR")),
    Format("image/x-canon-cr3", RAW, ("cr3",), _signature(rb"....ftypcrx ")),
    Format("image/x-fuji-raf", RAW, ("raf",), _signature(rb"FUJIFILMCCD-RAW")),
    Format("image/x-olympus-orf", RAW, ("orf",), _signature(rb"IIR[OS]|MMOR")),
    Format("image/x-panasonic-rw2", RAW, ("rw2", "rwl"), _signature(rb"IIU\0")),
    Format(
        "image/x-phaseone-iiq", RAW, ("iiq",), _signature(rb"(?:II\*\0|MM\0\*)....(?:IIII|MMMM)")
    ),
    # What else a sensor saw is in a TIFF as well, and its decoder finds out.
    Format("image/tiff", "TIFF", ("tif", "tiff", *_RAW_IN_TIFF), _signature(rb"II[*+]\0|MM\0[*+]")),
    Format("image/avif", "AVIF", ("avif", "avifs"), _signature(rb"....ftypavi[fs]")),
    Format(
        "image/heic", "HEIF", ("heic", "heif", "hif", "heics"), _signature(rb"....ftyphei[cmsx]")
    ),
    Format("image/heic-sequence", "HEIF", ("heics", "hif"), _signature(rb"....ftyphev[cmsx]")),
    Format("image/heif", "HEIF", ("heif", "heic", "hif"), _signature(rb"....ftypm[is]f1")),
)

# Old QuickTime files have no `ftyp`. Brands of other pictures (HEIF's sequences, Canon's raw files)
# are no clips. Matroska says late that it is WebM. MPEG has nothing but a byte at the beginning of
# each packet; on cameras, which write .mts, there is a time of four bytes before it.
CLIPS = (
    Format(
        "video/quicktime",
        "mov",
        ("mov", "mp4", "m4v"),
        _signature(rb"....(?:ftypqt  |moov|mdat|wide|free|skip|pnot)"),
    ),
    Format("video/3gpp", "mov", ("3gp", "mp4"), _signature(rb"....ftyp3g[egprst]")),
    Format(
        "video/mp4",
        "mov",
        ("mp4", "m4v", "mov", "3gp"),
        _signature(rb"....ftyp(?!he[iv]|mi[af]|ms[af]|avi|crx|jp[2xm])"),
    ),
    Format(
        "video/webm", "matroska", ("webm", "mkv"), _signature(rb"\x1aE\xdf\xa3.{1,60}?B\x82.webm")
    ),
    Format("video/matroska", "matroska", ("mkv", "webm"), _signature(rb"\x1aE\xdf\xa3")),
    Format("video/x-msvideo", "avi", ("avi",), _signature(rb"RIFF....AVI")),
    Format("video/mp2t", "mpegts", ("mts",), _signature(rb"(?:....G.{187}){2}|(?:G.{187}){2}")),
)

SUPPORTED = (*PICTURES, *CLIPS)

FORMATS = frozenset(extension for form in SUPPORTED for extension in form.extensions)
"""Extensions of supported files, in lower case and without the dot."""

DECODERS = tuple(dict.fromkeys(form.decoder for form in PICTURES))
"""Pillow's names of the only decoders that ever see a picture of the library.

A name ending in .jpg says nothing about the content, and Pillow knows forty formats more, some of
which start other programs. A JPEG that holds several pictures (MPO) is opened as JPEG.
"""

DEMUXERS = tuple(dict.fromkeys(form.decoder for form in CLIPS))
"""FFmpeg's names of the only demuxers that ever see a clip: none of them opens another file."""

RAW_EXTENSIONS = frozenset(
    [
        *_RAW_IN_TIFF,
        *(extension for form in PICTURES if form.decoder == RAW for extension in form.extensions),
    ]
)

CLIP_EXTENSIONS = frozenset(extension for form in CLIPS for extension in form.extensions)

# The first extension of a format is its alone.
PICTURE_TYPES = {
    extension: form.media_type
    for is_first in (False, True)
    for form in reversed(PICTURES)
    for extension in form.extensions[: 1 if is_first else None]
}


def picture_type(name: str) -> str | None:
    """Return the media type that the name of a picture speaks for, whatever is in it."""
    return PICTURE_TYPES.get(name.rpartition(".")[2].lower())


def is_listed(name: str, formats: frozenset[str]) -> bool:
    """Return whether the extension of `name` is one of `formats`, in any case."""
    stem, dot, extension = name.rpartition(".")
    return bool(stem and dot) and extension.lower() in formats


def is_raw_name(name: str) -> bool:
    """Return whether a file is called like one with what a sensor saw."""
    return is_listed(name, RAW_EXTENSIONS)


def ending_of(name: str) -> str:
    """Return the extension of `name` with its dot, in lower case; empty if it has none to tell of.

    What follows the last dot of a name may be anything: a word or two, a number, a date.
    """
    stem, _dot, extension = name.rpartition(".")
    is_told = stem and len(extension) <= LONGEST_ENDING and extension.isascii()
    return f".{extension.lower()}" if is_told and extension.isalnum() else ""


def format_of(head: bytes) -> Format | None:
    """Return the format that the first bytes of a file speak for, whatever its name."""
    return next((form for form in SUPPORTED if form.signature.match(head)), None)


def is_clip(head: bytes, name: str) -> bool:
    """Return whether a file is a clip: by its first bytes, or by its name if these tell nothing."""
    form = format_of(head)
    return is_listed(name, CLIP_EXTENSIONS) if form is None else form in CLIPS


def listed_among(names: Iterable[str], formats: frozenset[str]) -> list[str]:
    """Return those of thousands of names that `is_listed` takes; and some that begin with a dot,
    which are passed over anyway.
    """
    endings = tuple(f".{extension}" for extension in formats)
    mostly = (*endings, *map(str.upper, endings))
    return [name for name in names if name.endswith(mostly) or name.lower().endswith(endings)]

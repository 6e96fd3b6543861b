"""The types that are served under their own name, and how files of them are named."""

import os
import os.path
from typing import BinaryIO

OPAQUE = "application/octet-stream"

# A page, a script or an SVG among the originals is never sent as what it claims to be: it would
# run with the rights of the gallery's own pages.
_EXTENSIONS = {
    OPAQUE: (".bin",),
    "image/avif": (".avif",),
    "image/gif": (".gif",),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/heif": (".heif", ".heic", ".hif"),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
}

_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0": "image/tiff",
    b"MM\0+": "image/tiff",
}

# ISO 14496-12 files name their kind ("major brand") after the word `ftyp`.
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}


def served_type(content_type: str) -> str:
    """Return `content_type` where it is one of the raster types, `application/octet-stream`
    otherwise."""
    return content_type if content_type in _EXTENSIONS else OPAQUE


def extension_for(served: str, name: str) -> str:
    """Return the extension, in lower case, of a file of type `served`: that of `name` where it
    fits."""
    fitting = _EXTENSIONS[served]
    own = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a name, not a path.
    return own if own in fitting else fitting[0]


def detected_type(file: BinaryIO) -> str:
    """Return the media type that the first bytes of an open file speak for, whatever it is called.

    The signatures are those of the formats' own specifications. Does not move the position.
    """
    head = os.pread(file.fileno(), 16, 0)
    for signature, media_type in _SIGNATURES.items():
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _BRANDS.get(head[8:12], OPAQUE) if head[4:8] == b"ftyp" else OPAQUE

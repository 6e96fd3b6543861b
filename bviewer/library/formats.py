"""Which files are pictures: when listing by the end of the name, when opening by the content."""

FORMATS = frozenset(
    {"jpg", "jpeg", "jpe", "png", "webp", "gif", "tif", "tiff", "avif", "heic", "heif"}
)
"""Extensions of supported pictures, in lower case and without the dot."""

DECODERS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF")
"""Pillow's names of the only decoders that ever see a file of the library.

A name ending in .jpg says nothing about the content, and Pillow knows forty formats more, some of
which start other programs. AVIF is tried before HEIF, because both accept the brand `mif1` and only
the first checks what follows.
"""


def is_picture(name: str, formats: frozenset[str]) -> bool:
    """Return whether the extension of `name` is one of `formats`, in any case."""
    stem, dot, extension = name.rpartition(".")
    return bool(stem and dot) and extension.lower() in formats

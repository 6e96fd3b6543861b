"""The types that are served under their own name, and how files of them are named."""

import os
import os.path
from typing import BinaryIO

from bviewer.library.formats import CLIPS, HEAD_LENGTH, SUPPORTED, format_of

OPAQUE = "application/octet-stream"
CLIP_TYPES = frozenset(form.media_type for form in CLIPS)

# A page, a script or an SVG among the originals is never sent as what it claims to be: it would
# run with the rights of the gallery's own pages.
_EXTENSIONS = {OPAQUE: ("bin",)} | {form.media_type: form.extensions for form in SUPPORTED}


def served_type(content_type: str) -> str:
    """Return `content_type` if it is one of the supported types, else `application/octet-stream`.

    These are pixels and sound: nothing in them runs.
    """
    return content_type if content_type in _EXTENSIONS else OPAQUE


def extension_for(served: str, name: str) -> str:
    """Return the extension, in lower case, of a file of type `served`: its own if that fits."""
    fitting = _EXTENSIONS[served]
    own = os.path.splitext(name)[1].lower().removeprefix(".")  # noqa: PTH122 - a name, not a path.
    return f".{own if own in fitting else fitting[0]}"


def detected_type(file: BinaryIO) -> str:
    """Return the media type that the first bytes of an open file speak for, whatever its name.

    Does not move the position.
    """
    form = format_of(os.pread(file.fileno(), HEAD_LENGTH, 0))
    return OPAQUE if form is None else form.media_type

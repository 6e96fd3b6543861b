"""The `Content-Disposition` of a download: a name that is safe on one line and on any disk."""

import re
import unicodedata
from urllib.parse import quote

MAX_NAME_BYTES = 240
"""File systems allow 255 for one name, and browsers save nothing above 244: they add to it while
they load."""

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]")

# These turn the text around them: "photo" + U+202E + "gpj.exe" is displayed as "photoexe.jpg".
_BIDI_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def content_disposition(name: str, extension: str) -> str:
    """Return an attachment named `name` (RFC 6266), as one line of ASCII.

    The name that is saved ends in `extension` (".jpg": that of the type served) whatever `name`
    ends in, and is at most 240 bytes long. Control characters are dropped, slashes become "_" and
    bytes that are not UTF-8 become U+FFFD.
    """
    saved = _with_extension("".join(map(_harmless, name)), extension)
    plain = _NOT_PLAIN.sub("_", saved)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(saved, safe='')}"


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if character in "/\\":
        return "_"
    dropped = category in {"Cc", "Zl", "Zp"} or (
        unicodedata.bidirectional(character) in _BIDI_CONTROLS
    )
    return "" if dropped else character


def _with_extension(name: str, extension: str) -> str:
    stem, end = name[: -len(extension)], name[-len(extension) :]
    if end.lower() != extension:
        stem, end = name, extension
    room = MAX_NAME_BYTES - len(end.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore") or "image") + end

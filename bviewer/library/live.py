"""What Apple writes into both files of a live photograph, so that one is known by the other."""

import re
import struct
from collections.abc import Mapping

_NOTE = b"Apple iOS\0\0\1MM"
_IDENTIFIER = 0x0011
_TAG = "com.apple.quicktime.content.identifier"
_TEXT = re.compile("[0-9A-Za-z-]{1,64}")


def identifier_in_note(note: bytes) -> str:
    """Return the content identifier in the maker note of a photograph; empty if there is none.

    The note is a directory as in TIFF, whose offsets count from its own beginning.
    """
    if not note.startswith(_NOTE):
        return ""
    start = len(_NOTE) + 2
    for place in range(start, min(len(note), start + 12 * 256) - 11, 12):
        tag, _type, count, offset = struct.unpack_from(">HHII", note, place)
        if tag == _IDENTIFIER:
            text = note[offset : offset + count]
            return _plain(text.decode("ascii", "replace")) if len(text) == count else ""
    return ""


def identifier_in_tags(tags: Mapping[str, str]) -> str:
    """Return the content identifier in the tags of a clip; empty if there is none."""
    return _plain(tags.get(_TAG, ""))


def _plain(text: str) -> str:
    """Return an identifier in the one way in which it is compared; whatever else is none."""
    text = text.partition("\0")[0].strip()
    return text.upper() if _TEXT.fullmatch(text) else ""

"""The few tags of EXIF that a gallery shows, as plain values."""

import math
from typing import Any

from bviewer.library.names import plain_text

TEXT_LENGTH = 200

# TIFF, and what Panasonic and Olympus make of it.
_ORDERS = {b"II*\0": "I", b"MM\0*": "M", b"IIU\0": "I", b"IIRO": "I", b"IIRS": "I", b"MMOR": "M"}


def byte_order(head: bytes) -> str | None:
    """Return the byte order of a TIFF structure that begins with four bytes, as exifread calls it;
    None if it is none."""
    return _ORDERS.get(head)


class Tags:
    """Tags by exifread's names, such as "EXIF FNumber", as plain values.

    Each method raises whatever a damaged value makes it raise, and KeyError for a tag that is not
    there. `note` is what the maker of the camera put beside them, as it is.
    """

    def __init__(self, tags: dict[str, Any], note: bytes = b"") -> None:
        self._tags = tags
        self.note = note

    def text(self, name: str) -> str:
        """Return the value as one line of text, never empty, at most 200 characters, none of
        control."""
        values = self._tags[name].values
        if isinstance(values, list):
            values = bytes(values)
        if isinstance(values, bytes):
            values = values.partition(b"\0")[0].decode("utf-8", "replace")
        text = plain_text(values[:TEXT_LENGTH])
        if not text:
            raise ValueError(f"{name} is blank")
        return text

    def number(self, name: str, low: float, high: float) -> float:
        """Return the first value as a finite number within [low, high]."""
        return within(number_of(self._tags[name].values[0]), low, high)

    def numbers(self, name: str, count: int) -> list[float]:
        """Return the first `count` values as finite numbers."""
        values = [number_of(value) for value in self._tags[name].values[:count]]
        if len(values) != count or not all(map(math.isfinite, values)):
            raise ValueError(f"{name} does not hold {count} numbers")
        return values


def number_of(value: Any) -> float:
    """Return a value as a number. ExifRead has each FLOAT and DOUBLE in a tuple of its own."""
    return float(value[0] if isinstance(value, tuple) else value)


def within(number: float, low: float, high: float) -> float:
    """Return the number itself. Raises ValueError when it is not within [low, high], as NaN never
    is."""
    if not low <= number <= high:
        raise ValueError(f"{number} is not within {low} and {high}")
    return number

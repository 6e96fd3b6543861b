"""The `Range` request header (RFC 9110, section 14), read the way nginx reads it."""

import re
from dataclasses import dataclass

MAX_HEADER_LENGTH = 256

_UNIT = "bytes="
_SPEC = re.compile(r" *(?:(?P<first>[0-9]+) *- *(?P<last>[0-9]*)|-(?P<suffix>[0-9]+)) *")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def within(self, whole: "ByteRange") -> "ByteRange":
        """Return where these bytes are, if they were counted from the beginning of others."""
        return ByteRange(whole.start + self.start, whole.start + self.stop)


class UnsatisfiableRangeError(ValueError):
    """No byte of the file is in the range that was asked for (status 416)."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the part of a file of `size` bytes that a `Range` header asks for.

    None means that the header is ignored and the whole file sent: another unit than bytes, a
    header longer than 256 characters, or more than one range, whose answer would cost far more
    than its request.

    A single range that is malformed is unsatisfiable: the RFC leaves that open, nginx answers
    416, and both ways of serving a file should answer alike.

    Raises:
        UnsatisfiableRangeError: the range is malformed, starts at or after the end, or is `-0`.
    """
    if len(header) > MAX_HEADER_LENGTH or not _names_one_range(header):
        return None
    spec = _SPEC.fullmatch(header, len(_UNIT))
    if spec is None:
        raise UnsatisfiableRangeError(header)
    part = _resolve(spec, size)
    if part.start >= part.stop:
        raise UnsatisfiableRangeError(header)
    return part


def _names_one_range(header: str) -> bool:
    unit, specs = header[: len(_UNIT)].lower(), header[len(_UNIT) :]
    return unit == _UNIT and specs != "" and "," not in specs


def _resolve(spec: re.Match[str], size: int) -> ByteRange:
    if spec["suffix"]:
        return ByteRange(max(size - int(spec["suffix"]), 0), size)
    last = int(spec["last"]) if spec["last"] else size - 1
    return ByteRange(int(spec["first"]), min(last + 1, size))

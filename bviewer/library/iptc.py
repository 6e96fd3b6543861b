"""IPTC: the records that press agencies put into photographs before there was XMP (IIM 4.2)."""

import re
import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence

_MOST = 2_000  # Records.
_FIRST = re.compile(rb"\x1c[\x01\x02]")
_UTF8 = b"\x1b%G"

TITLE, DAY, CLOCK, HEADLINE, CAPTION, KEYWORDS = 5, 55, 60, 105, 120, 25
DIGITIZED_DAY, DIGITIZED_CLOCK = 62, 63

Records = Mapping[int, Sequence[str]]
"""The texts of the second record, by the numbers of their data sets."""


def read_iptc(block: bytes) -> Records:
    """Return what stands in a block; as much of a damaged one as is there."""
    found: dict[int, list[str]] = defaultdict(list)
    first = _FIRST.search(block)  # Photoshop has its resources around them.
    charset, place = b"", first.start() if first else 0
    for _ in range(_MOST):
        if block[place : place + 1] != b"\x1c" or place + 5 > len(block):
            break
        record, number, length = struct.unpack_from(">BBH", block, place + 1)
        value = block[place + 5 : place + 5 + length]
        if length > 0x7FFF or len(value) < length:
            break
        if (record, number) == (1, 90):
            charset = value
        elif record == 2:
            found[number].append(text_of(value, charset))
        place += 5 + length
    return found


def text_of(value: bytes, charset: bytes) -> str:
    """Return a text. Few say which letters they use: most programs write UTF-8, old ones what
    Windows had."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8" if charset == _UTF8 else "cp1252", "replace")


def moment_text(records: Records, day: int, clock: int) -> str:
    """Return a day and a time as one text, or a day alone. Raises LookupError without one."""
    date = records[day][0].strip()
    said = f"{date[:4]}-{date[4:6]}-{date[6:8]}" if date.isdecimal() else date
    while said.endswith("-00"):  # The month or the day is not known.
        said = said.removesuffix("-00")
    time = next(iter(records.get(clock, ())), "").strip()
    if len(time) < 6 or not time[:6].isdecimal():
        return said
    return f"{said} {time[:2]}:{time[2:4]}:{time[4:6]}{time[6:]}"

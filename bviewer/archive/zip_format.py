"""The records of ZIP files whose entries are stored as they are (APPNOTE.TXT 6.3.10, section 4).

The sizes of an entry stand in its local header, and no data descriptor follows it: readers that
take a file as a stream (Java's, so Android's) refuse stored entries that have one. What is too
large for 32 bits stands in a ZIP64 field, and only then.
"""

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
CRC = struct.Struct("<L")
CRC_AT = 14  # In a local header: it is known when the bytes have been read.

UNIX = 3 << 8  # Who made it: attributes are those of a file there.
MODE = 0o100644 << 16
PLAIN, LARGE = 20, 45  # Versions of the format that a reader must know.
UTF8 = 1 << 11
STORED = 0
MOST_32, MOST_16 = 0xFFFFFFFF, 0xFFFF
ZIP64_FIELD, TIME_FIELD = 1, 0x5455
FIRST, LAST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)


class Entry(NamedTuple):
    """A file in an archive: `offset` is where its header begins, `local_time` what clocks showed at
    its `mtime`, in seconds since 1970."""

    name: bytes
    size: int
    mtime: int
    local_time: datetime
    offset: int
    crc: int = 0


def local_header(entry: Entry) -> bytes:
    """Return what stands before the bytes of an entry."""
    large = [entry.size, entry.size] if entry.size >= MOST_32 else []
    extra = zip64_field(large) + time_field(entry.mtime)
    size = MOST_32 if large else entry.size
    named = (len(entry.name), len(extra))
    start = (b"PK\3\4", LARGE if large else PLAIN, *common(entry), size, size, *named)
    return LOCAL.pack(*start) + entry.name + extra


def central_header(entry: Entry) -> bytes:
    """Return what the directory at the end of the file says of an entry."""
    sizes = [entry.size, entry.size] if entry.size >= MOST_32 else []
    large = [*sizes, entry.offset] if entry.offset >= MOST_32 else sizes
    version = LARGE if large else PLAIN
    extra = zip64_field(large) + time_field(entry.mtime)
    size = MOST_32 if sizes else entry.size
    start = (b"PK\1\2", UNIX | version, version, *common(entry), size, size)
    ending = (len(entry.name), len(extra), 0, 0, 0, MODE, min(entry.offset, MOST_32))
    return CENTRAL.pack(*start, *ending) + entry.name + extra


def common(entry: Entry) -> tuple[int, int, int, int, int]:
    """Return what both headers have: flags, method, time, date and checksum."""
    flags = 0 if entry.name.isascii() else UTF8
    moment = min(max(entry.local_time, FIRST), LAST)
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    date = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return flags, STORED, time, date, entry.crc


def zip64_field(numbers: list[int]) -> bytes:
    """Return the field for what is too large for 32 bits; nothing where nothing is."""
    if not numbers:
        return b""
    return struct.pack(f"<2H{len(numbers)}Q", ZIP64_FIELD, 8 * len(numbers), *numbers)


def time_field(mtime: int) -> bytes:
    """Return the field for the time in UTC, to the second; nothing where it has no room."""
    if not -(2**31) <= mtime < 2**31:
        return b""
    return struct.pack("<2HBl", TIME_FIELD, 5, 1, mtime)


def end_records(number: int, start: int, size: int) -> Iterator[bytes]:
    """Yield what ends a file whose directory has a `number` of entries, and begins at `start`."""
    if number >= MOST_16 or start >= MOST_32 or size >= MOST_32:
        made = (UNIX | LARGE, LARGE, 0, 0, number, number, size, start)
        yield END64.pack(b"PK\6\6", END64.size - 12, *made)
        yield LOCATOR.pack(b"PK\6\7", 0, start + size, 1)
    counted = [min(number, MOST_16)] * 2
    yield END.pack(b"PK\5\6", 0, 0, *counted, min(size, MOST_32), min(start, MOST_32), 0)

"""The records of ZIP files: what is too large for 32 bits, and times that they cannot tell."""

import struct
from datetime import datetime

import pytest

from bviewer.archive.zip_format import (
    CENTRAL,
    END,
    END64,
    LOCAL,
    LOCATOR,
    Entry,
    central_header,
    end_records,
    local_header,
)

NOON = datetime(2024, 2, 29, 12, 34, 57)
MOST = 0xFFFFFFFF
NAME = b"a/b.jpg"
TIME = struct.pack("<2HBl", 0x5455, 5, 1, 1_700_000_000)


def entry(size: int = 10, offset: int = 0, name: bytes = NAME, **values: object) -> Entry:
    """An entry, by default of a small file at the start."""
    return Entry(name, size, 1_700_000_000, NOON, offset, 0x12345678)._replace(**values)


def local(header: bytes) -> tuple[tuple[int, ...], bytes]:
    """The numbers of a local header, and its extra fields."""
    numbers = LOCAL.unpack_from(header)
    return numbers, header[LOCAL.size + numbers[9] :]


def central(header: bytes) -> tuple[tuple[int, ...], bytes]:
    """The numbers of a header of the directory, and its extra fields."""
    numbers = CENTRAL.unpack_from(header)
    return numbers, header[CENTRAL.size + numbers[10] :]


def test_a_small_entry_is_one_that_any_reader_knows() -> None:
    numbers, extra = local(local_header(entry()))
    date, time = 44 << 9 | 2 << 5 | 29, 12 << 11 | 34 << 5 | 28
    assert numbers == (b"PK\3\4", 20, 0, 0, time, date, 0x12345678, 10, 10, 7, len(TIME))
    assert extra == TIME
    numbers, extra = central(central_header(entry(offset=99)))
    assert numbers[1:4] == (3 << 8 | 20, 20, 0)
    assert (numbers[8], numbers[9], numbers[16]) == (10, 10, 99)
    assert numbers[15] == 0o100644 << 16
    assert extra == TIME


@pytest.mark.parametrize(("name", "flags"), [("e.jpg", 0), ("é.jpg", 1 << 11)])
def test_names_that_are_not_ascii_say_that_they_are_utf8(name: str, flags: int) -> None:
    named = entry(name=name.encode())
    assert local(local_header(named))[0][2] == flags
    assert central(central_header(named))[0][3] == flags


@pytest.mark.parametrize("size", [MOST - 1, MOST, MOST + 1])
def test_a_size_that_32_bits_do_not_hold_stands_in_a_field_of_its_own(size: int) -> None:
    is_large = size >= MOST
    field = struct.pack("<2H2Q", 1, 16, size, size) if is_large else b""
    numbers, extra = local(local_header(entry(size)))
    assert (numbers[1], numbers[7], numbers[8]) == (45 if is_large else 20, *[min(size, MOST)] * 2)
    assert extra == field + TIME
    numbers, extra = central(central_header(entry(size)))
    assert (numbers[8], numbers[9], numbers[16]) == (*[min(size, MOST)] * 2, 0)
    assert extra == field + TIME


@pytest.mark.parametrize("offset", [MOST - 1, MOST, MOST + 1])
def test_an_offset_that_32_bits_do_not_hold_stands_in_the_directory(offset: int) -> None:
    is_large = offset >= MOST
    assert local(local_header(entry(offset=offset)))[1] == TIME
    numbers, extra = central(central_header(entry(offset=offset)))
    assert (numbers[2], numbers[16]) == (45 if is_large else 20, min(offset, MOST))
    assert extra == (struct.pack("<2HQ", 1, 8, offset) if is_large else b"") + TIME


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(1970, 1, 1), (1980, 1, 1, 0, 0, 0)),
        (datetime(1979, 12, 31, 23, 59, 59), (1980, 1, 1, 0, 0, 0)),
        (datetime(2107, 12, 31, 23, 59, 59), (2107, 12, 31, 23, 59, 58)),
        (datetime(2242, 1, 1), (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_what_a_date_cannot_tell_is_the_next_one_that_it_can(
    moment: datetime, told: tuple[int, ...]
) -> None:
    time, date = local(local_header(entry(local_time=moment)))[0][4:6]
    year, month, day = 1980 + (date >> 9), date >> 5 & 15, date & 31
    assert (year, month, day, time >> 11, time >> 5 & 63, 2 * (time & 31)) == told


@pytest.mark.parametrize("mtime", [-(2**31), 0, 2**31 - 1])
def test_the_time_in_utc_is_told_where_it_has_room(mtime: int) -> None:
    assert local(local_header(entry(mtime=mtime)))[1][-4:] == struct.pack("<l", mtime)


@pytest.mark.parametrize("mtime", [-(2**31) - 1, 2**31, 2**40])
def test_the_time_in_utc_is_left_out_where_it_has_none(mtime: int) -> None:
    assert local(local_header(entry(mtime=mtime)))[1] == b""


@pytest.mark.parametrize(
    ("number", "start", "size", "is_large"),
    [
        (0, 0, 0, False),
        (0xFFFE, MOST - 1, MOST - 1, False),
        (0xFFFF, 0, 0, True),
        (1, MOST, 50, True),
        (1, 50, MOST, True),
        (10**6, 2**40, 2**33, True),
    ],
)
def test_the_end_has_a_larger_one_before_it_where_it_has_no_room(
    number: int, start: int, size: int, is_large: bool
) -> None:
    *before, end = end_records(number, start, size)
    least = (min(number, 0xFFFF), min(size, MOST), min(start, MOST))
    assert END.unpack(end) == (b"PK\5\6", 0, 0, least[0], *least, 0)
    if not is_large:
        assert not before
        return
    larger, locator = before
    assert END64.unpack(larger)[1:] == (44, 3 << 8 | 45, 45, 0, 0, number, number, size, start)
    assert LOCATOR.unpack(locator) == (b"PK\6\7", 0, start + size, 1)

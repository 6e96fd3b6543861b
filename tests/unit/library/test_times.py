import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bviewer.library.bounded import BoundedReader
from bviewer.library.exif_parser import read_tags
from bviewer.library.header import Header
from bviewer.library.said import Said
from bviewer.library.times import Taken, TimeSource, time_taken
from bviewer.library.xmp import read_xmp
from tests.pictures import Entry, exif_block, rational, text

ROME = ZoneInfo("Europe/Rome")
NAME = "IMG_20240613_142501.jpg"
MTIME_NS = 1_700_000_000_123_456_789  # 2023-11-14 22:13:20 UTC

ORIGINAL = text(0x9003, "2001:01:01 01:01:01")
DIGITIZED = text(0x9004, "2002:02:02 02:02:02")
MODIFIED = text(0x0132, "2004:04:04 04:04:04")
XMP = b'<rdf:Description photoshop:DateCreated="2003-03-03T03:03:03"/>'
POSITION = [text(0x001D, "2006:06:06"), rational(0x0007, (6, 1), (6, 1), (6, 1))]


def _taken(
    image: list[Entry] | None = None,
    exif: list[Entry] | None = None,
    gps: list[Entry] | None = None,
    *,
    xmp: bytes = b"",
    name: str = "a.jpg",
    mtime_ns: int = MTIME_NS,
) -> Taken:
    block = exif_block(image or [], exif or [], gps or []).removeprefix(b"Exif\0\0")
    tags = read_tags(Header(exif=block), BoundedReader(io.BytesIO()))
    return time_taken(Said(tags, read_xmp(xmp)[0]), name, mtime_ns, ROME)


def test_the_first_believable_time_in_order_is_taken() -> None:
    steps = [
        (_taken([MODIFIED], [ORIGINAL, DIGITIZED], POSITION, xmp=XMP, name=NAME), 2001, "exif"),
        (_taken([MODIFIED], [DIGITIZED], POSITION, xmp=XMP, name=NAME), 2002, "exif"),
        (_taken([MODIFIED], [], POSITION, xmp=XMP, name=NAME), 2003, "xmp"),
        (_taken([MODIFIED], [], POSITION, name=NAME), 2004, "exif"),
        (_taken([], [], POSITION, name=NAME), 2024, "name"),
        (_taken([], [], POSITION), 2006, "exif"),
        (_taken(), 2023, "mtime"),
    ]
    assert [(taken.time.year, str(taken.source)) for taken, _, _ in steps] == [
        (year, source) for _, year, source in steps
    ]


@pytest.mark.parametrize(
    "bad",
    [
        text(0x9003, "0000:00:00 00:00:00"),
        text(0x9003, "2024:13:01 00:00:00"),
        text(0x9003, "9999:12:31 23:59:59"),
        text(0x9003, "    :  :     :  :  "),
        text(0x9003, bytes(19)),
        Entry(0x9003, 5, 1, bytes(8)),
        Entry(0x9003, 2, 10**9, b"\xff\xff\xff\x7f"),
    ],
)
def test_a_time_that_cannot_be_is_passed_over(bad: Entry) -> None:
    assert _taken([], [bad, DIGITIZED]).time == datetime(2002, 2, 2, 2, 2, 2)
    assert _taken([], [bad], name=NAME).source == TimeSource.NAME


def test_each_time_has_its_own_fraction_and_offset() -> None:
    others = [text(0x9290, "9"), text(0x9292, "8"), text(0x9010, "+09:00"), text(0x9012, "+08:00")]
    own = [text(0x9291, "123"), text(0x9011, "-03:30")]
    taken = _taken([], [ORIGINAL, *own, *others])
    assert taken == Taken(datetime(2001, 1, 1, 1, 1, 1, 123_000), TimeSource.EXIF, -210)
    assert _taken([], [ORIGINAL, *others]) == Taken(datetime(2001, 1, 1, 1, 1, 1), TimeSource.EXIF)
    assert _taken([MODIFIED], others).offset_minutes == 9 * 60


def test_the_offset_never_moves_the_local_time() -> None:
    assert _taken([], [ORIGINAL, text(0x9011, "+09:00")]).time == datetime(2001, 1, 1, 1, 1, 1)


def test_a_bad_fraction_or_offset_costs_only_itself() -> None:
    taken = _taken([], [ORIGINAL, text(0x9291, "x"), text(0x9011, "   :  ")])
    assert taken == Taken(datetime(2001, 1, 1, 1, 1, 1), TimeSource.EXIF)


def test_a_burst_has_a_stable_order() -> None:
    frames = [_taken([], [ORIGINAL, text(0x9291, f"{number:02d}")]).time for number in range(5)]
    assert frames == sorted(set(frames))


@pytest.mark.parametrize(
    "xmp",
    [
        b'<rdf:Description exif:DateTimeOriginal="2005-05-05T05:05:05+02:00">',
        b"<exif:DateTimeOriginal>2005-05-05T05:05:05+02:00</exif:DateTimeOriginal>",
        b"<xmp:CreateDate>\n  2005-05-05T05:05:05+02:00\n</xmp:CreateDate>",
        b"<r xap:CreateDate = '2005-05-05T05:05:05+02:00'>",
        b'<r photoshop:DateCreated="garbage" xmp:CreateDate="2005-05-05T05:05:05+02:00">',
        b'<r xmp:CreateDate="2007-07-07" exif:DateTimeOriginal="2005-05-05T05:05:05+02:00">',
    ],
)
def test_xmp_dates_in_every_form(xmp: bytes) -> None:
    assert _taken(xmp=xmp) == Taken(datetime(2005, 5, 5, 5, 5, 5), TimeSource.XMP, 120)


def test_a_hostile_xmp_packet_is_read_in_linear_time() -> None:
    packet = b"<xmp:CreateDate " * 40_000 + b"xmp:CreateDate=" + b" " * 400_000
    assert _taken(xmp=packet).source == TimeSource.MTIME


def test_the_time_of_a_position_is_turned_from_utc_into_the_zone() -> None:
    assert _taken(gps=POSITION) == Taken(datetime(2006, 6, 6, 8, 6, 6), TimeSource.EXIF)
    xmp = b"<exif:GPSTimeStamp>2023-11-15T12:30:00Z</exif:GPSTimeStamp>"
    assert _taken(xmp=xmp) == Taken(datetime(2023, 11, 15, 13, 30), TimeSource.XMP)


def test_a_position_without_a_believable_time_tells_nothing() -> None:
    for clock in ([(25, 1), (0, 1), (0, 1)], [(0, 0), (0, 0), (0, 0)], [(1, 1)]):
        gps = [text(0x001D, "2006:06:06"), rational(0x0007, *clock)]
        assert _taken(gps=gps).source == TimeSource.MTIME


def test_the_time_of_the_file_is_that_of_the_zone() -> None:
    assert _taken() == Taken(datetime(2023, 11, 14, 23, 13, 20, 123_456), TimeSource.MTIME)


@pytest.mark.parametrize("mtime_ns", [-(10**30), 10**30, -(10**19), 253_402_300_800 * 10**9])
def test_a_time_no_file_can_have_is_1970(mtime_ns: int) -> None:
    assert _taken(mtime_ns=mtime_ns) == Taken(datetime(1970, 1, 1), TimeSource.MTIME)


def test_a_file_older_than_1970_keeps_its_time() -> None:
    taken = time_taken(
        read_tags(Header(), BoundedReader(io.BytesIO())), b"", "a.jpg", -1_000_000_000, UTC
    )
    assert taken.time == datetime(1969, 12, 31, 23, 59, 59)


def test_sources_are_plain_words() -> None:
    assert [str(source) for source in TimeSource] == ["exif", "xmp", "clip", "name", "mtime"]

import io
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bviewer.library import iptc
from bviewer.library.bounded import BoundedReader
from bviewer.library.exif_parser import read_tags
from bviewer.library.header import Header
from bviewer.library.png_chunks import PngFacts
from bviewer.library.precision import Precision
from bviewer.library.said import Said
from bviewer.library.sidecars import Beside
from bviewer.library.takeout import Takeout
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


def element(properties: bytes) -> bytes:
    return b"<rdf:Description>" + properties + b"</rdf:Description>"


@pytest.mark.parametrize(
    "xmp",
    [
        b'<rdf:Description exif:DateTimeOriginal="2005-05-05T05:05:05+02:00">',
        element(b"<exif:DateTimeOriginal>2005-05-05T05:05:05+02:00</exif:DateTimeOriginal>"),
        element(b"<xmp:CreateDate>\n  2005-05-05T05:05:05+02:00\n</xmp:CreateDate>"),
        element(b"<exif:DateTimeDigitized>2005-05-05T05:05:05+2:00</exif:DateTimeDigitized>"),
        b"<rdf:Description xap:CreateDate = '2005-05-05T05:05:05+02:00'>",
        b'<rdf:Description photoshop:DateCreated="x" xmp:CreateDate="2005-05-05T05:05:05+02:00">',
        (
            b'<rdf:Description xmp:CreateDate="2007-07-07" '
            b'exif:DateTimeOriginal="2005-05-05T05:05:05+02:00">'
        ),
        (
            b'<rdf:Description photoshop:DateCreated="2005-05-05" '
            b'exif:DateTimeOriginal="2005-05-05T05:05:05+02:00"/>'
        ),
    ],
)
def test_xmp_dates_in_every_form(xmp: bytes) -> None:
    assert _taken(xmp=xmp) == Taken(datetime(2005, 5, 5, 5, 5, 5), TimeSource.XMP, 120)


def test_a_hostile_xmp_packet_is_read_in_linear_time() -> None:
    packet = b"<xmp:CreateDate " * 40_000 + b"xmp:CreateDate=" + b" " * 400_000
    assert _taken(xmp=packet).source == TimeSource.MTIME


def test_the_time_of_a_position_is_turned_from_utc_into_the_zone() -> None:
    assert _taken(gps=POSITION) == Taken(datetime(2006, 6, 6, 8, 6, 6), TimeSource.EXIF)
    xmp = element(b"<exif:GPSTimeStamp>2023-11-15T12:30:00Z</exif:GPSTimeStamp>")
    assert _taken(xmp=xmp) == Taken(datetime(2023, 11, 15, 13, 30), TimeSource.XMP)


def test_a_position_without_a_believable_time_tells_nothing() -> None:
    for clock in ([(25, 1), (0, 1), (0, 1)], [(0, 0), (0, 0), (0, 0)], [(1, 1)]):
        gps = [text(0x001D, "2006:06:06"), rational(0x0007, *clock)]
        assert _taken(gps=gps).source == TimeSource.MTIME


def test_the_time_of_the_file_is_that_of_the_zone() -> None:
    time = datetime(2023, 11, 14, 23, 13, 20, 123_456)
    assert _taken() == Taken(time, TimeSource.MTIME, None, Precision.FILE)


@pytest.mark.parametrize("mtime_ns", [-(10**30), 10**30, -(10**19), 253_402_300_800 * 10**9])
def test_a_time_no_file_can_have_is_1970(mtime_ns: int) -> None:
    assert _taken(mtime_ns=mtime_ns) == Taken(
        datetime(1970, 1, 1), TimeSource.MTIME, None, Precision.FILE
    )


def test_a_file_older_than_1970_keeps_its_time() -> None:
    taken = time_taken(Said(), "a.jpg", -1_000_000_000, UTC)
    assert taken.time == datetime(1969, 12, 31, 23, 59, 59)


def test_sources_are_plain_words() -> None:
    assert [str(source) for source in TimeSource] == [
        *("exif", "xmp", "iptc", "png", "takeout", "clip", "name", "mtime")
    ]


def said(**kinds: Any) -> Taken:
    return time_taken(Said(**kinds), "a.jpg", MTIME_NS, ROME)


def test_a_clock_beats_a_day_whichever_says_it() -> None:
    day = b'<rdf:Description photoshop:DateCreated="2024-06-13"/>'
    assert _taken(xmp=day) == Taken(datetime(2024, 6, 13), TimeSource.XMP, None, Precision.DAY)
    assert _taken(xmp=day, name=NAME) == Taken(datetime(2024, 6, 13, 14, 25, 1), TimeSource.NAME)
    assert _taken(exif=[text(0x9003, "2020:10:18 00:00:00")], name=NAME).time.hour == 14


def test_a_time_of_an_edit_is_a_clock_for_its_own_day_alone() -> None:
    day = b'<rdf:Description photoshop:DateCreated="2004-04-04"/>'
    assert _taken([MODIFIED], xmp=day).time == datetime(2004, 4, 4, 4, 4, 4)
    scanned = b'<rdf:Description photoshop:DateCreated="1923-05"/>'
    assert _taken([MODIFIED], xmp=scanned) == Taken(
        datetime(1923, 5, 1), TimeSource.XMP, None, Precision.MONTH
    )


@pytest.mark.parametrize(
    ("written", "precision"),
    [
        ("2020:10:18 12:00:00", Precision.CLOCK),
        ("2020:10:18 00:00:00", Precision.DAY),
        ("2020:10:18   :  :  ", Precision.DAY),
        ("2020:10", Precision.MONTH),
        ("2020", Precision.YEAR),
    ],
)
def test_a_time_is_as_exact_as_it_is_written(written: str, precision: Precision) -> None:
    assert _taken(exif=[text(0x9003, written)]).precision == precision


def test_midnight_with_a_fraction_is_a_clock() -> None:
    exif = [text(0x9003, "2020:10:18 00:00:00"), text(0x9291, "25")]
    assert _taken(exif=exif).precision == Precision.CLOCK


def test_offset_and_fraction_come_from_whoever_knows_the_same_second() -> None:
    xmp = b'<rdf:Description exif:DateTimeOriginal="2001-01-01T01:01:01.25+02:00"/>'
    assert _taken([], [ORIGINAL], xmp=xmp) == Taken(
        datetime(2001, 1, 1, 1, 1, 1, 250_000), TimeSource.EXIF, 120
    )


def test_offsets_may_have_one_digit() -> None:
    assert _taken([], [ORIGINAL, text(0x9011, "+9:00")]).offset_minutes == 540


def test_exif_may_stand_in_the_first_directory() -> None:
    taken = _taken([ORIGINAL, text(0x9011, "+02:00")])
    assert taken == Taken(datetime(2001, 1, 1, 1, 1, 1), TimeSource.EXIF, 120)


def test_iptc_has_day_time_and_offset() -> None:
    full = {iptc.DAY: ["20200506"], iptc.CLOCK: ["070809+0200"]}
    assert said(iptc=full) == Taken(datetime(2020, 5, 6, 7, 8, 9), TimeSource.IPTC, 120)
    assert said(iptc={iptc.DAY: ["20200500"]}).precision == Precision.MONTH


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        (b"2020:05:06 07:08:09", None),
        (b"2020-05-06T07:08:09+02:00", 120),
        (b"Wed, 06 May 2020 07:08:09 +0200", 120),
    ],
)
def test_texts_of_a_png_have_times(written: bytes, offset: int | None) -> None:
    png = PngFacts(texts={"Creation Time": written})
    assert said(png=png) == Taken(datetime(2020, 5, 6, 7, 8, 9), TimeSource.PNG, offset)


def test_the_last_change_of_a_png_is_in_utc() -> None:
    png = PngFacts(changed=(2020, 5, 6, 7, 8, 9))
    assert said(png=png) == Taken(datetime(2020, 5, 6, 9, 8, 9), TimeSource.PNG)


def test_takeout_tells_a_moment_which_cameras_know_better() -> None:
    beside = Beside(takeout=Takeout(datetime(2020, 5, 6, 7, 8, 9)))
    assert said(beside=beside) == Taken(datetime(2020, 5, 6, 9, 8, 9), TimeSource.TAKEOUT)
    block = exif_block([], [ORIGINAL], []).removeprefix(b"Exif\0\0")
    tags = read_tags(Header(exif=block), BoundedReader(io.BytesIO()))
    assert said(beside=beside, tags=tags).source == TimeSource.EXIF


def test_a_sidecar_comes_before_what_is_in_the_file() -> None:
    inside, outside = (
        {"xmp:CreateDate": ["2001-01-01T01:00"]},
        {"xmp:CreateDate": ["2002-02-02T02:00"]},
    )
    assert said(xmp=inside, beside=Beside(xmp=[outside])).time == datetime(2002, 2, 2, 2)

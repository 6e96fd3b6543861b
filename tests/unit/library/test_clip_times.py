"""Times of clips as real cameras, phones and programs write them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bviewer.library.clip_times import clip_taken, is_local
from bviewer.library.precision import Precision
from bviewer.library.times import Taken, TimeSource

BERLIN = ZoneInfo("Europe/Berlin")
MTIME_NS = 1_700_000_000_000_000_000
OF_MTIME = Taken(datetime(2023, 11, 14, 23, 13, 20), TimeSource.MTIME, None, Precision.FILE)
NOON = "2024-06-13T12:00:00.000000Z"
AS_SHOWN = datetime(2024, 6, 13, 12)
IN_BERLIN = datetime(2024, 6, 13, 14)
APPLE = {"major_brand": "qt  ", "compatible_brands": "qt  ", "handler_name": "Core Media Video"}
ANDROID = {"major_brand": "mp42", "compatible_brands": "isommp42", "handler_name": "VideoHandle"}


def taken(tags: dict[str, str], name: str = "MVI_0001.MOV", seconds: float = 10) -> Taken:
    return clip_taken(tags, timedelta(seconds=seconds), name, MTIME_NS, BERLIN)


def of_clip(time: datetime, offset_minutes: int | None = None) -> Taken:
    return Taken(time, TimeSource.CLIP, offset_minutes)


def test_a_phone_of_apple_tells_its_clock_and_its_zone() -> None:
    tags = {
        **APPLE,
        "creation_time": "2024-06-13T12:00:17.000000Z",
        "com.apple.quicktime.creationdate": "2024-06-13T21:00:00+0900",
    }
    assert taken(tags) == of_clip(datetime(2024, 6, 13, 21), 540)


def test_earlier_ones_did_by_another_name() -> None:
    tags = {**APPLE, "creation_time": NOON, "date": "2010-07-03T14:22:10+0200"}
    assert taken(tags) == of_clip(datetime(2010, 7, 3, 14, 22, 10), 120)


@pytest.mark.parametrize("date", ["2010", "2010-07-03", "2010-07-03T00:00:00Z", "soon", ""])
def test_a_date_without_a_clock_is_no_time(date: str) -> None:
    assert taken({**APPLE, "creation_time": NOON, "date": date}) == of_clip(IN_BERLIN)


@pytest.mark.parametrize(
    "signature",
    [
        ANDROID,
        {"major_brand": "mp42", "com.android.version": "14", "com.android.manufacturer": "Google"},
        {"major_brand": "XAVC", "compatible_brands": "XAVCmp42iso2"},  # Sony.
        {"major_brand": "MSNV", "compatible_brands": "MSNVmp42isom"},  # Sony, before.
        {"major_brand": "isom", "encoder": "Lavf60.16.100", "handler_name": "VideoHandler"},
        {"vendor_id": "appl", **APPLE},
        {"vendor_id": "FFMP"},
        {},
    ],
)
def test_creation_is_in_utc_by_the_format(signature: dict[str, str]) -> None:
    assert not is_local(signature)
    assert taken({**signature, "creation_time": NOON}) == of_clip(IN_BERLIN)


@pytest.mark.parametrize(
    "signature",
    [
        {"major_brand": "qt  ", "compatible_brands": "qt  CAEP"},  # Canon.
        {"major_brand": "qt  ", "compatible_brands": "qt  niko", "vendor_id": "niko"},
        {"major_brand": "mp42", "make": "NIKON CORPORATION"},
        {"major_brand": "mp42", "compatible_brands": "mp42avc1pana"},
        {"major_brand": "qt  ", "vendor_id": "pana"},
        {"major_brand": "qt  ", "vendor_id": "olym"},
        {"major_brand": "qt  ", "vendor_id": "pent", "encoder": "Photo - JPEG"},
        {"major_brand": "qt  ", "vendor_id": "kdak"},
        {"major_brand": "qt  ", "vendor_id": " KD "},
        {"major_brand": "mp42", "compatible_brands": "mp42avc1caqv"},  # Casio.
        {"major_brand": "mp41", "handler_name": "\tGoPro AVC", "encoder": "GoPro AVC encoder"},
        {"major_brand": "avc1", "handler_name": "DJI.AVC"},
        {"com.apple.quicktime.make": "FUJIFILM"},
    ],
)
def test_cameras_without_a_zone_write_what_their_clock_shows(signature: dict[str, str]) -> None:
    assert is_local(signature)
    assert taken({**signature, "creation_time": NOON}) == of_clip(AS_SHOWN)


def test_a_brand_counts_at_its_place_only() -> None:
    assert not is_local({"compatible_brands": "isCAEPxx"})
    assert not is_local({"make": "Not Nikon"})


def test_an_avi_has_no_zone() -> None:
    tags = {"creation_time": "2012-09-10 20:52:00", "software": "CanonMVI06"}
    assert taken(tags, "MVI_4823.AVI") == of_clip(datetime(2012, 9, 10, 20, 52))
    assert taken({"creation_time": "2012-09-10 20:52:00"}) == of_clip(datetime(2012, 9, 10, 20, 52))


@pytest.mark.parametrize(
    ("name", "created", "seconds", "expected"),
    [
        # Names tell when it began, by the clock of the place; the rest when it was written down.
        ("VID_20240613_195950.mp4", NOON, 10, (datetime(2024, 6, 13, 19, 59, 50), 480)),
        ("VID_20240613_204950.mp4", NOON, 610, (datetime(2024, 6, 13, 20, 49, 50), 540)),
        ("20240613_140000.mp4", NOON, 0, (datetime(2024, 6, 13, 14), 120)),
        ("20240613_174500.mp4", NOON, 0, (datetime(2024, 6, 13, 17, 45), 345)),
        ("20240613_120000.mp4", NOON, 0, (AS_SHOWN, 0)),
        # Another moment, a day alone, or the name in UTC: nothing is known of the clock.
        ("VID_20240613_140700.mp4", NOON, 10, (IN_BERLIN, None)),
        ("VID_20240612_080000.mp4", NOON, 10, (IN_BERLIN, None)),
        ("VID-20240613-WA0001.mp4", NOON, 10, (IN_BERLIN, None)),
        ("PXL_20240613_115948123.mp4", NOON, 12, (IN_BERLIN, None)),
    ],
)
def test_a_name_tells_the_zone(
    name: str, created: str, seconds: float, expected: tuple[datetime, int | None]
) -> None:
    assert taken({**ANDROID, "creation_time": created}, name, seconds) == of_clip(*expected)


def test_a_camera_with_a_local_clock_needs_no_name() -> None:
    tags = {"vendor_id": "niko", "creation_time": NOON}
    assert taken(tags, "20240613_140000.mov") == of_clip(AS_SHOWN)


@pytest.mark.parametrize(
    "created", ["1970-01-01T00:00:00.000000Z", "1904-01-01T00:00:00.000000Z", "9999", "", "now"]
)
def test_a_clock_that_was_never_set_tells_nothing(created: str) -> None:
    tags = {"creation_time": created}
    assert taken(tags, "VID_20240613_140000.mp4") == Taken(IN_BERLIN, TimeSource.NAME)
    assert taken(tags) == OF_MTIME


def test_without_any_time_it_is_that_of_the_file() -> None:
    assert taken({}) == OF_MTIME
    assert taken({}, "2024-06-13 14.00.00.mp4") == Taken(IN_BERLIN, TimeSource.NAME)

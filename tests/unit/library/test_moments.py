from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.moments import believable, local, microseconds, moment, named, offset

ROME = ZoneInfo("Europe/Rome")
TAKEN = datetime(2024, 6, 13, 14, 25, 1)


@pytest.mark.parametrize(
    ("text", "time", "minutes"),
    [
        ("2024:06:13 14:25:01", TAKEN, None),
        ("2024-06-13T14:25:01", TAKEN, None),
        (" 2024:06:13 14:25:01 ", TAKEN, None),
        ("2024-06-13T14:25:01.5+02:00", TAKEN.replace(microsecond=500_000), 120),
        ("2024-06-13T14:25:01Z", TAKEN, 0),
        ("2024-06-13T14:25-03:30", TAKEN.replace(second=0), -210),
        ("2024:06:13", datetime(2024, 6, 13), None),
        ("2024-06", datetime(2024, 6, 1), None),
        ("1987", datetime(1987, 1, 1), None),
    ],
)
def test_dates_of_exif_and_xmp_are_read(text: str, time: datetime, minutes: int | None) -> None:
    assert moment(text)[:2] == (time, minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "    :  :     :  :  ",
        "0000:00:00 00:00:00",
        "2024:13:01 00:00:00",
        "2024:06:31 00:00:00",
        "2024:00:13 00:00:00",
        "2024:06:13 24:00:01",
        "2024:06:13 14:25:01 or so",
        "1825:06:13 14:25:01",
        "9999:12:31 23:59:59",
        "2024-06-13T14:25:01+99:00",
        "\u0662\u0660\u0662\u0664:06:13",
        "yesterday",
    ],
)
def test_dates_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        moment(text)


def test_the_first_photograph_and_next_year_are_believable() -> None:
    for year in (1826, datetime.now(UTC).year + 1):
        assert believable(datetime(year, 1, 1))
    for year in (1825, datetime.now(UTC).year + 2):
        with pytest.raises(ValueError, match="no photograph"):
            believable(datetime(year, 1, 1))


@pytest.mark.parametrize(
    ("digits", "value"),
    [("5", 500_000), ("05", 50_000), ("123", 123_000), ("123456789", 123_456), ("0", 0)],
)
def test_fractions_of_a_second(digits: str, value: int) -> None:
    assert microseconds(digits) == value


@pytest.mark.parametrize("digits", ["", "-5", "1_0", " ", "x"])
def test_what_is_no_fraction(digits: str) -> None:
    with pytest.raises(ValueError, match="fraction"):
        microseconds(digits)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Z", 0),
        ("+00:00", 0),
        ("+0530", 330),
        ("-03:30", -210),
        ("-00:30", -30),
        ("+14:00", 840),
        ("-12:00", -720),
    ],
)
def test_offsets_from_utc(text: str, minutes: int) -> None:
    assert offset(text) == minutes


@pytest.mark.parametrize("text", ["", "   :  ", "+15:00", "-13:00", "+02:60", "02:00", "+2", "CET"])
def test_what_is_no_offset(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        offset(text)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20240613_142501.jpg",
        "20240613_142501.jpg",
        "IMG20240613142501.jpg",
        "20240613142501.jpg",
        "20240613-142501-edited.jpg",
        "2024-06-13 14.25.01.jpg",
        "2024-06-13 14.25.01-2.jpg",
        "2024_06_13_14_25_01.jpg",
        "2024-06-13T14:25:01.jpg",
        "photo_2024-06-13_14-25-01 (2).jpg",
        "signal-2024-06-13-14-25-01-123.jpg",
        "Screenshot_20240613-142501.png",
        "Screenshot_2024-06-13-14-25-01-123_com.app.jpg",
        "Screenshot 2024-06-13 142501.png",
        "Screen Shot 2024-06-13 at 2.25.01 PM.png",
        "Screenshot 2024-06-13 at 2.25.01\u202fPM.png",
        "WhatsApp Image 2024-06-13 at 14.25.01 (1).jpeg",
        "19990231_2024-06-13 14.25.01.jpg",
    ],
)
def test_names_with_a_date_and_a_time(name: str) -> None:
    assert named(name, UTC) == TAKEN


def test_noon_and_midnight_on_a_clock_of_twelve_hours() -> None:
    assert named("Screenshot 2024-06-13 at 12.25.01 AM.png", UTC).hour == 0
    assert named("Screenshot 2024-06-13 at 12.25.01 PM.png", UTC).hour == 12
    assert named("Screenshot 2024-06-13 at 2.25.01 AM.png", UTC).hour == 2


@pytest.mark.parametrize(
    "name",
    [
        "IMG-20240613-WA0001.jpg",
        "2024-06-13.jpg",
        "2024.06.13.jpg",
        "Rome 2024-06-13 (12).jpg",
        "20240613_996101.jpg",
        "20240613_1425012.jpg",
        "2024-06-13-1.jpg",
        "2024-06-13 14.25.jpg",
    ],
)
def test_names_with_a_date_alone_are_of_midnight(name: str) -> None:
    assert named(name, UTC) == datetime(2024, 6, 13)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1234.jpg",
        "120240613.jpg",
        "202406131.jpg",
        "2024061312345.jpg",
        "1718288701000.jpg",
        "20241313.jpg",
        "20240632.jpg",
        "18250613.jpg",
        "99991231.jpg",
        "2024-0613.jpg",
        "",
    ],
)
def test_names_without_a_date(name: str) -> None:
    with pytest.raises(ValueError, match="no date in the name"):
        named(name, UTC)


def test_names_in_utc_are_turned_into_the_zone() -> None:
    name = "PXL_20240613_142501123.jpg"
    assert named(name, UTC) == TAKEN.replace(microsecond=123_000)
    assert named(name, ROME) == TAKEN.replace(hour=16, microsecond=123_000)
    assert named("IMG_20240613_142501.jpg", ROME) == TAKEN
    assert named("PXL_20240613.jpg", ROME) == datetime(2024, 6, 13)


def test_local_time_of_a_zone() -> None:
    assert local(TAKEN, ROME) == TAKEN.replace(hour=16)
    assert local(TAKEN, ROME, 120) == TAKEN


@given(st.text(max_size=40) | st.text(alphabet="0123456789-_.: TZPMat", max_size=40))
def test_any_text_is_a_believable_time_or_a_value_error(text: str) -> None:
    for read in (lambda: named(text, ROME), lambda: moment(text)[0]):
        try:
            time = read()
        except ValueError:
            continue
        assert believable(time) is time
        assert time.tzinfo is None

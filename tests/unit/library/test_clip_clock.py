"""What camcorders tell of their clock, beside pictures that are made on the spot."""

import io
from datetime import UTC, datetime

import pytest

from bviewer.library.clip_clock import MARK, recorded
from bviewer.library.facts import read_facts
from bviewer.library.times import TimeSource
from tests.clips import clip

# Number, zone, century, year and month; day, hour, minute and second; what else a camera tells.
DAY, TIME, LENS = "18 44 20 19 04", "19 24 22 24 05", "70 ff 4b 1f 11"
X264 = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")  # The encoder tells of itself.


def beside_a_picture(*entries: str, number: int | None = None) -> bytes:
    count = len(entries) if number is None else number
    return MARK + bytes([count]) + bytes.fromhex("".join(entries))


def taken_of(data: bytes) -> tuple[datetime, TimeSource]:
    facts = read_facts(io.BytesIO(data), "00001.MTS", 0, UTC)
    assert facts.problem is None
    return facts.time, facts.time_source


def test_a_camcorder_tells_what_its_clock_showed() -> None:
    film = clip("mts", "libx264")
    told = beside_a_picture("13 00 00 10 00", DAY, TIME, LENS)
    start = film.index(X264)
    with_clock = film[:start] + told + film[start + len(told) :]
    assert taken_of(with_clock) == (datetime(2019, 4, 24, 22, 24, 5), TimeSource.CLIP)
    assert taken_of(film)[1] == TimeSource.MTIME
    assert taken_of(clip("mts"))[1] == TimeSource.MTIME  # Of an earlier codec.


def test_what_was_put_in_lest_it_look_like_a_beginning_is_left_out() -> None:
    told = beside_a_picture("13 10 00 00 03 00", "14 00 00 03 00 00", DAY, TIME)
    assert recorded(b"\0\0\1\x06" + told + b"\0\0\1\x65") == "2019-04-24 22:24:05"


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        MARK,
        beside_a_picture(number=200),
        beside_a_picture(DAY),
        beside_a_picture(DAY, TIME, number=1),
        beside_a_picture(LENS, LENS),
        beside_a_picture(DAY, "19 24 22"),
        beside_a_picture(DAY, "19 ff ff ff ff"),
        beside_a_picture("18 44 20 1a 04", TIME),
    ],
)
def test_what_tells_no_moment_has_none(picture: bytes) -> None:
    with pytest.raises(ValueError, match="without a clock"):
        recorded(picture)


def test_a_moment_that_never_was_is_none() -> None:
    film = clip("mts", "libx264")
    told = beside_a_picture("18 44 20 19 13", TIME)
    start = film.index(X264)
    assert taken_of(film[:start] + told + film[start + len(told) :])[1] == TimeSource.MTIME

# ruff: noqa: RUF001 - dashes, crosses and Cyrillic letters are what is tested.

from datetime import datetime
from types import SimpleNamespace

import pytest

from bviewer.presenters.languages import language
from bviewer.presenters.texts import content, days, length, when

ENGLISH = language("en-GB")
MORNING, EVENING = datetime(2024, 6, 12, 6), datetime(2024, 6, 12, 22, 30)


def test_an_album_without_a_time_says_none():
    assert days(ENGLISH, None, None) == ""
    assert days(ENGLISH, MORNING, None) == days(ENGLISH, None, MORNING) == ""


def test_an_album_of_one_day_says_that_day():
    assert days(ENGLISH, MORNING, EVENING) == "12 June 2024"
    assert days(ENGLISH, MORNING, MORNING) == "12 June 2024"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (datetime(2024, 6, 13, 0, 0), "12–13 Jun 2024"),
        (datetime(2024, 8, 1), "Jun–Aug 2024"),
        (datetime(2025, 1, 1), "2024–2025"),
    ],
)
def test_a_longer_album_says_its_span(last: datetime, text: str):
    assert days(ENGLISH, MORNING, last) == text


def test_the_time_that_an_owner_gave_goes_before_that_of_the_images():
    album = SimpleNamespace(time=None, first_time=MORNING, last_time=datetime(2024, 8, 1))
    assert when(ENGLISH, album) == "Jun–Aug 2024"
    album.time = datetime(1999, 5, 4)
    assert when(ENGLISH, album) == "4 May 1999"


@pytest.mark.parametrize(
    ("images", "albums", "films", "text"),
    [
        (0, 0, 0, "0 photographs"),
        (1, 0, 0, "1 photograph"),
        (1234, 0, 0, "1,234 photographs"),
        (0, 1, 0, "1 album"),
        (0, 3, 0, "3 albums"),
        (2, 1, 0, "1 album, 2 photographs"),
        (5, 0, 2, "3 photographs, 2 videos"),
        (2, 0, 1, "1 photograph, 1 video"),
        (2, 0, 2, "2 videos"),
        (1, 3, 1, "3 albums, 1 video"),
        (4, 1, 1, "1 album, 3 photographs, 1 video"),
        (1, 0, 1, "1 video"),
        (3, 1, 3, "1 album, 3 videos"),
    ],
)
def test_what_an_album_holds_is_told_without_empty_parts(
    images: int, albums: int, films: int, text: str
):
    assert content(ENGLISH, images, albums, films) == text


@pytest.mark.parametrize(
    ("duration_ms", "text"),
    [
        (None, ""),
        (400, "0:00"),
        (59_600, "1:00"),
        (65_000, "1:05"),
        (3_599_000, "59:59"),
        (36_061_000, "10:01:01"),
    ],
)
def test_lengths_are_told_as_players_tell_them(duration_ms: int | None, text: str):
    assert length(duration_ms) == text

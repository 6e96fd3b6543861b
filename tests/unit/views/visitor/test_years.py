from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bviewer.views.visitor.years import asked_year, offered_years, years_of


def album(
    own: int | None = None, first: int | None = None, last: int | None = None
) -> SimpleNamespace:
    """A row of a listing: the album's own time, and those of the images in it."""
    times = [None if year is None else datetime(year, 7, 1) for year in (own, first, last)]
    return SimpleNamespace(time=times[0], first_time=times[1], last_time=times[2])


@pytest.mark.parametrize(
    ("row", "years"),
    [
        (album(first=2019, last=2021), [2019, 2020, 2021]),
        (album(first=2024, last=2024), [2024]),
        (album(own=2020, first=1999, last=2024), [2020]),
        (album(own=2020), [2020]),
        (album(), []),
        (album(first=9999, last=9999), [9999]),
    ],
)
def test_an_album_is_from_its_own_year_or_those_of_its_images(row: Any, years: list[int]):
    assert list(years_of(row)) == years


def test_years_are_offered_once_with_the_newest_first():
    rows: list[Any] = [album(first=2019, last=2020), album(own=2023), album(own=2020), album()]
    assert offered_years(rows) == [2023, 2020, 2019]


def test_a_single_year_is_no_choice():
    rows: list[Any] = [album(own=2023), album(first=2023, last=2023)]
    assert offered_years(rows) == offered_years([]) == []


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "0", "24", "02024", "20245", "-024", "+202", " 2024", "2024 ", "2 24", "2e03"),
        *("0999", "0000", "9999", "٢٠٢٤", "²⁰²⁴", "1_00", "year", "2024;", "0x7e", "1e99"),
    ],
)
def test_what_is_no_year_is_not_asked_for(text: str | None):
    assert asked_year(text) is None


@pytest.mark.parametrize("text", ["1000", "1888", "2024", "9998"])
def test_a_year_is_four_digits(text: str):
    assert asked_year(text) == int(text)

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bviewer.albums.years import asked_year, offered_years, years_of


def album(*years: int, own: int | None = None) -> SimpleNamespace:
    """A row of a listing: the years of the images in an album, and its own time."""
    return SimpleNamespace(time=None if own is None else datetime(own, 7, 1), years=years)


@pytest.mark.parametrize(
    ("row", "years"),
    [
        (album(2007, 2026), [2007, 2026]),
        (album(2024), [2024]),
        (album(1999, 2024, own=2020), [2020]),
        (album(own=2020), [2020]),
        (album(), []),
    ],
)
def test_an_album_is_from_its_own_year_or_those_of_its_images(row: Any, years: list[int]):
    assert list(years_of(row)) == years


def test_years_are_offered_once_with_the_newest_first():
    rows: list[Any] = [album(2017, 2020), album(own=2023), album(own=2020), album()]
    assert offered_years(rows) == [2023, 2020, 2017]


def test_a_single_year_is_no_choice():
    rows: list[Any] = [album(own=2023), album(2023)]
    assert offered_years(rows) == offered_years([]) == []


def test_what_cannot_be_asked_for_is_not_offered():
    rows: list[Any] = [album(2019, 2023), album(own=9999), album(own=999)]
    assert offered_years(rows) == [2023, 2019]
    assert [asked_year(f"{year:04}") for year in (9999, 999, 2023)] == [None, None, 2023]


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

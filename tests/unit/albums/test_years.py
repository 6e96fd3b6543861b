import pytest

from bviewer.albums.years import asked_year, offered_years


def test_years_are_offered_once_with_the_newest_first():
    assert offered_years([2017, 2020, 2023, 2020]) == [2023, 2020, 2017]


def test_a_single_year_is_no_choice():
    assert offered_years([2023, 2023]) == offered_years([]) == []


def test_what_cannot_be_asked_for_is_not_offered():
    assert offered_years([2019, 2023, 9999, 999]) == [2023, 2019]
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

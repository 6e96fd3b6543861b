from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bviewer.library.precision import Precision
from bviewer.presenters.languages import language
from bviewer.presenters.taken import said_title, title_for_all, title_in, when_below, when_taken

ENGLISH, GERMAN = language("en-GB"), language("de")
DAY = datetime(2020, 10, 18)


def item(**values: Any) -> Any:
    known = {"path": "a/DSC_0049.jpg", "own_title": "", "file_title": "", "time": DAY}
    return SimpleNamespace(**known | {"file_time": None, "precision": Precision.DAY} | values)


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (Precision.CLOCK, "Sunday, 18 October 2020, 00:00"),
        (Precision.DAY, "18 October 2020"),
        (Precision.MONTH, "October 2020"),
        (Precision.YEAR, "2020"),
        (Precision.FILE, ""),
    ],
)
def test_a_time_is_shown_as_exactly_as_it_is_known(precision: Precision, shown: str) -> None:
    assert when_taken(ENGLISH, item(precision=precision)) == shown


def test_a_person_says_the_whole_but_for_days_that_were_shifted_by_days() -> None:
    said = {"file_time": DAY, "precision": Precision.FILE}
    assert when_taken(ENGLISH, item(**said)) == "Sunday, 18 October 2020, 00:00"
    day = item(file_time=DAY, time=DAY + timedelta(days=1))
    assert when_taken(ENGLISH, day) == "19 October 2020"
    clock = item(file_time=DAY, time=DAY + timedelta(hours=1))
    assert when_taken(ENGLISH, clock) == "Sunday, 18 October 2020, 01:00"


def test_a_camera_names_nothing() -> None:
    assert title_in(GERMAN, item()) == "18. Oktober 2020"
    assert title_in(ENGLISH, item(file_title="Boat")) == "Boat"
    assert title_in(ENGLISH, item(own_title="Ship", file_title="Boat")) == "Ship"
    assert title_in(ENGLISH, item(precision=Precision.FILE)) == "DSC_0049"
    assert said_title(item()) == ""


def test_a_title_for_all_is_in_no_language() -> None:
    assert title_for_all(item()) == "2020-10-18"
    assert title_for_all(item(precision=Precision.FILE)) == "DSC_0049"
    assert title_for_all(item(file_title="Boat")) == "Boat"


def test_a_name_of_a_person_has_spaces() -> None:
    named = item(path="a/Anna_at_sea.jpg", file_title="Boat")
    assert title_in(ENGLISH, named) == "Anna at sea"
    assert when_below(ENGLISH, named, "Anna at sea") == "18 October 2020"


def test_a_time_is_not_said_twice() -> None:
    assert when_below(ENGLISH, item(), title_in(ENGLISH, item())) == ""

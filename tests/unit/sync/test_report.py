import pytest

from bviewer.models import ClosedBecause
from bviewer.sync.report import Closing, Hiding, Report, Sharing, not_shown


def closing(because: ClosedBecause) -> str:
    return str(Closing("abc", "new\n", "private", because, "a\x1b", "hidden"))


def test_what_was_closed_is_said_in_one_line():
    assert closing(ClosedBecause.KNOWN) == (
        r"new\n is private now: it holds files of a\x1b, which is hidden; "
        "to open it: bviewer album INI open abc"
    )
    assert closing(ClosedBecause.GONE) == (
        r"new\n is private now: it appeared when a\x1b, which is hidden, or files of it were not "
        "there any more; to open it: bviewer album INI open abc"
    )
    assert closing(ClosedBecause.LEFT_OUT) == (
        r"new\n is private now: it may hold edited files of a\x1b, which is hidden, as the album "
        "of their folder, or files of it, were not there any more; "
        "to open it: bviewer album INI open abc"
    )


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "1 file is in a now"), (1200, "1,200 files are in a")]
)
def test_what_is_shown_is_counted(number: int, expected: str):
    report = Report()
    report.shared[Sharing("a", "visible", "b", "private")] += number
    (line,) = report.openness()
    assert line.startswith(expected)
    assert line.endswith("which is visible, and known from b, which is private")


@pytest.mark.parametrize(
    ("people", "told"), [(1, "1 person has access"), (1200, "1,200 people have access")]
)
def test_what_people_lost_because_of_a_rule_is_told_with_both(people: int, told: str):
    report = Report(hidden=[Hiding("abc", "Rome\n", "raw/*", people)])
    (line,) = report.openness()
    assert line == (
        rf"Rome\n is not shown any more, to which {told}: it is passed over (raw/*). "
        "Nothing of it is lost"
    )


def test_no_more_reasons_for_passing_over_are_told_than_somebody_reads():
    report = Report()
    report.ignored.update({(f"reason {number}", False): 30 - number for number in range(22)})
    assert report.passed_over().endswith("reason 19 (11); and 2 reasons more")


def test_what_is_passed_over_for_its_name_is_told_by_how_that_ends():
    assert not_shown(".psd") == ".psd files are not shown"
    assert not_shown("") == "no extension"


def test_what_was_passed_over_is_counted_by_its_reasons_the_most_frequent_first():
    report = Report()
    assert report.passed_over() == ""
    report.ignored.update({("a rule", True): 2, ("hidden", False): 1500, ("a rule", False): 3})
    assert report.passed_over() == (
        "passed over 2 folders and 1,503 files: hidden (1,500); a rule (5)"
    )

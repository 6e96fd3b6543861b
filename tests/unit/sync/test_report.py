import pytest

from bviewer.models import ClosedBecause
from bviewer.sync.report import Closing, Report, Sharing


def closing(because: ClosedBecause) -> str:
    return str(Closing("abc", "new\n", "private", because, "a\x1b", "hidden"))


def test_what_was_closed_is_said_in_one_line():
    assert closing(ClosedBecause.KNOWN) == (
        r"new\n is private now: it holds files of a\x1b, which is hidden; "
        "to open it: bviewer album INI open abc"
    )
    assert closing(ClosedBecause.GONE) == (
        r"new\n is private now: it appeared when a\x1b, which is hidden, was not there any more; "
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

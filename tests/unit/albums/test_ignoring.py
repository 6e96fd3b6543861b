import pytest

from bviewer.albums.ignoring import ignore, ignored_patterns, stop_ignoring
from bviewer.models import Gallery
from tests.problems import refused


@pytest.fixture
def gallery() -> Gallery:
    return Gallery(host="pub.test", ignored="")


def test_patterns_are_added_once_and_taken_away(gallery: Gallery):
    ignore(gallery, ["raw/", "*.tif", "raw/"])
    assert ignored_patterns(gallery) == ["raw/", "*.tif"]
    stop_ignoring(gallery, ["raw/"])
    assert gallery.ignored == "*.tif"


def test_a_pattern_that_is_not_there_cannot_be_taken_away(gallery: Gallery):
    with refused("pattern_unknown", "ignored", pattern="x", gallery="pub.test"):
        stop_ignoring(gallery, ["x"])


@pytest.mark.parametrize("pattern", ["", "# raw", "a\nb"])
def test_a_pattern_is_one_line_that_says_something(gallery: Gallery, pattern: str):
    with refused("pattern_invalid", "ignored", pattern=pattern, reason="not one name or pattern"):
        ignore(gallery, [pattern])


def test_a_broken_pattern_is_refused_with_the_reason(gallery: Gallery):
    with refused("pattern_invalid", "ignored", pattern="[", reason="a bracket is not closed"):
        ignore(gallery, ["fine", "["])
    assert gallery.ignored == ""

"""The identifier that both files of a live photograph have."""

import io
from zoneinfo import ZoneInfo

import pytest

from bviewer.library.facts import read_facts
from bviewer.library.live import identifier_in_note, identifier_in_tags
from tests.motion import IDENTIFIER, apple_film, apple_note, apple_photo


@pytest.mark.parametrize(("data", "name"), [(apple_photo(), "a.jpg"), (apple_film(), "a.mov")])
def test_both_files_say_it(data: bytes, name: str) -> None:
    facts = read_facts(io.BytesIO(data), name, 0, ZoneInfo("UTC"))
    assert facts.content_identifier == IDENTIFIER


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"Nikon\0\2\0",
        apple_note()[:20],
        apple_note()[:-30],
        apple_note(at=2**32 - 1),
        apple_note(at=0),
        apple_note("x" * 65),
        apple_note("no such thing"),
        apple_note(""),
    ],
)
def test_what_is_none(note: bytes) -> None:
    assert identifier_in_note(note) == ""


def test_case_says_nothing() -> None:
    tags = {"com.apple.quicktime.content.identifier": IDENTIFIER.lower()}
    assert identifier_in_tags(tags) == identifier_in_note(apple_note(IDENTIFIER.lower()))
    assert identifier_in_tags(tags) == IDENTIFIER
    assert identifier_in_tags({}) == ""

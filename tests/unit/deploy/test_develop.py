"""docs/develop.md names every room, and files that are there."""

import re

import pytest

from tests.processes import ROOT

DOCS = ROOT / "docs"
TEXT = (DOCS / "develop.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)#]+)\)", TEXT)
QUESTIONS = TEXT.partition("## Twelve questions")[2].partition("\n## ")[0]


def rooms() -> list[str]:
    """The folders and files of the package, as the table writes them."""
    found = [path for path in (ROOT / "bviewer").iterdir() if not path.name.startswith("__")]
    return sorted(f"{path.name}/" if path.is_dir() else path.name for path in found)


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_to_a_file(link: str) -> None:
    assert (DOCS / link).is_file()


def test_each_of_twelve_questions_is_answered_by_one_file() -> None:
    answers = [re.findall(r"\]\(([^)]+)\)", line) for line in QUESTIONS.splitlines()[4:] if line]
    assert [len(files) for files in answers] == [1] * 12


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_told(room: str) -> None:
    assert f"`{room}`" in TEXT

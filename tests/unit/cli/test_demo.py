"""`bviewer demo`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import bviewer_demo
from bviewer.cli import commands
from bviewer_demo import make_demo
from bviewer_demo.albums import PHOTOGRAPHS


@pytest.fixture(autouse=True)
def two_photographs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole library takes its time."""

    def make(folder: Path, progress: Callable[[int, int], None]) -> int:
        return make_demo(folder, progress, PHOTOGRAPHS[:2])

    monkeypatch.setattr(bviewer_demo, "make_demo", make)


def test_demo_is_painted_and_the_next_step_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    result = CliRunner().invoke(commands, ["demo", str(folder)])
    assert result.exit_code == 0
    assert f"2 pictures in {folder}; look at them with: bviewer serve {folder}" in result.stdout
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_demo_goes_into_a_folder_of_that_name_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(commands, ["demo"]).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = CliRunner().invoke(commands, ["demo", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_folder_that_cannot_be_made_is_one_line() -> None:
    result = CliRunner().invoke(commands, ["demo", "/proc/demo"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1

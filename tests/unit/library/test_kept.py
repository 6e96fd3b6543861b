import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bviewer.library import kept, listing
from bviewer.library.formats import FORMATS
from bviewer.library.ignoring import NO_RULES, Rules
from bviewer.library.kept import kept_names

HOUR_AGO = 3600


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of the clock; changes of folders are an hour ago unless a test says otherwise."""
    clock = [1000.0]
    monkeypatch.setattr(kept, "_kept", {})
    monkeypatch.setattr(kept.time, "monotonic", lambda: clock[0])
    later = kept.time.time_ns() + HOUR_AGO * 10**9
    monkeypatch.setattr(kept.time, "time_ns", lambda: later)
    return clock


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were read."""
    read: list[str] = []
    real = listing.list_names

    def counting(folder: int, path: str, *rest: object) -> listing.FolderNames:
        read.append(path)
        return real(folder, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "list_names", counting)
    return read


@pytest.fixture
def names(tmp_path: Path) -> Callable[..., list[str]]:
    """What is in a folder, which is made with a picture and a folder in it."""

    def list_(folder: str = "a", rules: Rules = NO_RULES) -> list[str]:
        if not (tmp_path / folder).exists():
            (tmp_path / folder / "inner").mkdir(parents=True)
            (tmp_path / folder / "1.jpg").touch()
        descriptor = os.open(tmp_path / folder, os.O_RDONLY)
        try:
            return kept_names(descriptor, folder, FORMATS, rules).files
        finally:
            os.close(descriptor)

    return list_


def test_a_folder_is_read_again_when_it_changes_or_other_rules_hold(
    now: list[float], listed: list[str], names: Callable[..., list[str]], tmp_path: Path
) -> None:
    assert names() == names() == ["1.jpg"]
    assert listed == ["a"]
    (tmp_path / "a" / "2.jpg").touch()
    os.utime(tmp_path / "a", (1, 1))  # Another time, however coarse the clock of the disk is.
    assert names() == ["1.jpg", "2.jpg"]
    assert names("a", NO_RULES.adding("2*", "the gallery")[0]) == ["1.jpg"]
    assert listed == ["a"] * 3


def test_a_folder_that_tells_no_change_is_read_again_after_a_minute(
    now: list[float], listed: list[str], names: Callable[..., list[str]]
) -> None:
    names()
    now[0] += kept.LONGEST - 1
    names()
    now[0] += 1
    names()
    names()
    assert listed == ["a", "a"]


@pytest.mark.parametrize(
    ("limit", "value"), [("kept.LARGEST", 1), ("listing.SETTLED", 2 * HOUR_AGO * 10**9)]
)
def test_what_is_too_large_or_has_just_changed_is_not_kept(
    now: list[float],
    listed: list[str],
    names: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
) -> None:
    monkeypatch.setattr(f"bviewer.library.{limit}", value)
    assert names() == names()
    assert listed == ["a", "a"]


def test_only_a_few_folders_are_kept(
    now: list[float], listed: list[str], names: Callable[..., list[str]]
) -> None:
    folders = [str(number) for number in range(kept.FOLDERS + 1)]
    for folder in folders:
        names(folder)
    assert len(kept._kept) == kept.FOLDERS
    names(folders[-1])
    assert listed == folders
    names(folders[0])
    assert listed == [*folders, folders[0]]

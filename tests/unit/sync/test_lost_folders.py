"""Of which folders nothing is left."""

from pathlib import Path

import pytest

from bviewer.library.tree import Library
from bviewer.sync.lost_folders import EMPTY, GONE, LostFolders
from tests.unprivileged import reachable_folder, unprivileged


def put(path: Path) -> None:
    """Make a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a photograph deep in it."""
    put(tmp_path / "a/b/c/1.jpg")
    return tmp_path


def around(root: Path, folder: str) -> tuple[str, str]:
    """What a fresh look says."""
    return LostFolders(Library(root)).around(folder)


@pytest.mark.parametrize("folder", ["", "a", "a/b", "a/b/c"])
def test_a_folder_with_a_photograph_at_any_depth_is_not_lost(root: Path, folder: str) -> None:
    assert around(root, folder) == ("", "")


@pytest.mark.parametrize(
    ("folder", "lost"), [("a/b/c/d", "a/b/c/d"), ("a/x/y/z", "a/x"), ("x/y", "x"), ("x", "x")]
)
def test_the_highest_folder_that_is_gone_is_named(root: Path, folder: str, lost: str) -> None:
    assert around(root, folder) == (lost, GONE)


@pytest.mark.parametrize(
    "kept", [".keep", "x/.not-mounted", "x/y/z/readme.txt", "lost+found/1.jpg"]
)
def test_a_folder_without_a_photograph_is_lost_whatever_else_is_in_it(
    root: Path, kept: str
) -> None:
    put(root / "disk" / kept)
    (root / "disk/x/y").mkdir(parents=True, exist_ok=True)
    assert around(root, "disk/x/y") == ("disk", EMPTY)


def test_an_unreadable_folder_is_lost_and_those_above_are_unknown() -> None:
    with reachable_folder() as root:
        put(root / "a/b/1.jpg")
        (root / "a/b").chmod(0)

        def check() -> None:
            state = "cannot be read (Permission denied), nor its"
            assert around(root, "a/b/c") == ("a/b", state)

        unprivileged(check)
        (root / "a/b").chmod(0o700)


@pytest.mark.parametrize("folder", ["\0gone/1", "../a", "a//b"])
def test_of_what_is_no_path_nothing_is_known(root: Path, folder: str) -> None:
    assert around(root, folder) == ("", "")


def test_the_disk_is_asked_once_about_each_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = Library.walk
    monkeypatch.setattr(
        Library, "walk", lambda self, folder: asked.append(folder) or real(self, folder)
    )
    lost = LostFolders(Library(root))
    for folder in ("a/b/x", "a/b/y", "a/b/c"):
        lost.around(folder)
    assert asked == ["a", "a/b", "a/b/c"]

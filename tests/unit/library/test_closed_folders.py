"""A library that permissions keep one out of, in part or as a whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.library.tree import Library, LibraryOffline, Unreadable
from tests.pictures import write
from tests.unprivileged import reachable_folder, unprivileged


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that an unprivileged user may enter."""
    with reachable_folder() as folder:
        yield folder


def test_an_unreadable_folder_is_told_apart_from_an_empty_one(open_to_all: Path) -> None:
    for name in ("aaa closed", "open"):
        write(open_to_all / name / "below" / "a.jpg", b"x")
    (open_to_all / "aaa closed").chmod(0)

    def check() -> None:
        listings = {listing.path: listing for listing in Library(open_to_all).walk()}
        closed = listings["aaa closed"]
        assert not closed.readable
        assert closed.skipped == [("aaa closed", "Permission denied")]
        assert listings[""].readable
        assert listings["open/below"].files[0].name == "a.jpg"

    unprivileged(check)


def test_a_folder_whose_files_cannot_be_looked_at_is_unreadable(open_to_all: Path) -> None:
    write(open_to_all / "closed" / "a.jpg", b"x")
    (open_to_all / "closed").chmod(0o444)

    def check() -> None:
        root, closed = Library(open_to_all).walk()
        assert root.readable
        assert not closed.readable
        assert len(closed.skipped) == 1

    unprivileged(check)


def test_an_unreadable_file_is_listed_and_not_opened(open_to_all: Path) -> None:
    write(open_to_all / "a.jpg", b"x").chmod(0)

    def check() -> None:
        library = Library(open_to_all)
        assert [file.name for file in next(library.walk()).files] == ["a.jpg"]
        with pytest.raises(Unreadable, match="Permission denied"):
            library.open("a.jpg")

    unprivileged(check)


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_file_in_a_closed_folder_is_not_called_unreadable(open_to_all: Path, mode: int) -> None:
    write(open_to_all / "closed" / "a.jpg", b"x")
    (open_to_all / "closed").chmod(mode)

    def check() -> None:
        with pytest.raises(PermissionError) as refusal:
            Library(open_to_all).open("closed/a.jpg")
        assert not isinstance(refusal.value, Unreadable)

    unprivileged(check)


def test_an_unreadable_root_is_offline(open_to_all: Path) -> None:
    write(open_to_all / "closed" / "a.jpg", b"").parent.chmod(0)

    def check() -> None:
        with pytest.raises(LibraryOffline, match="Permission denied"):
            Library(open_to_all / "closed").check_root()

    unprivileged(check)

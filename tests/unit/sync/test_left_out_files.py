"""Where the files are that somebody took out of an album, and what they are by now."""

import shutil

import pytest
from sqlalchemy import select

from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, ExcludedFile
from bviewer.sync.guard import SyncRefused
from tests.functional.folders import move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    edit,
    images_in,
)


def rename(site: Site, names: dict[str, str]) -> None:
    """Give the files of a folder other names, all at once."""
    for old, new in names.items():
        move(site, f"open/{old}.jpg", f"open/{new}.new")
    for new in names.values():
        move(site, f"open/{new}.new", f"open/{new}.jpg")


@pytest.mark.parametrize("new", ["open/one.jpg", "other/1.jpg"])
def test_what_was_edited_is_as_closed_as_it_was(moved: Site, new: str):
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    assert images_in(moved, "vault") == ["open/1.jpg", "vault/3.jpg"]
    move(moved, "open/1.jpg", new)
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}
    assert new in images_in(moved, "vault")


def test_an_older_version_of_what_was_edited_is_as_closed(moved: Site):
    shutil.copy2(moved.library / "open/1.jpg", moved.library.parent / "older.jpg")
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    (moved.library / "other").mkdir()
    shutil.copy2(moved.library.parent / "older.jpg", moved.library / "other/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize(
    ("names", "now"),
    [
        ({"1": "2", "2": "1"}, "2"),
        ({"1": "5", "2": "1"}, "5"),
        ({"1": "2", "2": "3"}, "2"),
    ],
)
def test_files_are_left_out_by_what_they_are(moved: Site, names: dict[str, str], now: str):
    rename(moved, names)
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == {f"open/{names['2']}.jpg"}
        assert images_in(moved, "vault") == [f"open/{now}.jpg", "vault/3.jpg"]


def test_what_has_the_name_of_a_file_that_is_gone_is_shown(moved: Site):
    (moved.library / "open/1.jpg").rename(moved.library.parent / "away.jpg")
    move(moved, "open/2.jpg", "open/1.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/1.jpg"}
    (moved.library.parent / "away.jpg").rename(moved.library / "open/9.jpg")
    age_and_sync(moved)
    assert visible(moved) == {"open/1.jpg"}


def test_nothing_is_read_where_nothing_was_touched(moved: Site, monkeypatch: pytest.MonkeyPatch):
    moved.sync()
    monkeypatch.setattr(Reader, "read_all", None)
    moved.sync()


def test_nothing_is_written_while_a_disk_is_away(moved: Site):
    move(moved, "open/1.jpg", "open/one.jpg")
    for path in ("open/2.jpg", "vault/3.jpg"):
        (moved.library / path).unlink()
    with pytest.raises(SyncRefused):
        moved.sync()
    with moved.session() as session:
        assert session.scalars(select(ExcludedFile.name)).all() == ["1.jpg"]


def test_edits_of_what_was_moved_into_an_album_that_is_deleted_are_as_closed(moved: Site):
    with moved.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="vault")).one())
    edit(moved, "open/1.jpg")
    age_and_sync(moved)
    (moved.library / "other").mkdir()
    shutil.copy2(moved.library / "open/1.jpg", moved.library / "other/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}

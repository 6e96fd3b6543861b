"""Folders that are replaced while a sync runs are left to the next one."""

from collections.abc import Callable

import pytest

from bviewer.db.sessions import reading_session
from bviewer.models import Visibility
from bviewer.sync.unmatched import find_unmatched
from tests.functional.folders import move
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill, looked_at, picture
from tests.unit.sync.test_folders import writer_for

Happening = Callable[[Site], None]


@pytest.fixture
def photos(site: Site) -> Site:
    """A visible album that got another picture, and a private one."""
    fill(site, "open/1.jpg", "secret/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.write("open/2.jpg", picture(2000))
    return site


def exchange_folders(site: Site) -> None:
    move(site, "open", "between")
    move(site, "secret", "open")
    move(site, "between", "secret")


def exchange_files(site: Site) -> None:
    move(site, "open/1.jpg", "away/1.jpg")
    (site.library / "secret/2.jpg").replace(site.library / "open/2.jpg")


@pytest.mark.parametrize("happen", [exchange_folders, exchange_files])
def test_what_was_read_in_another_folder_is_not_written(photos: Site, happen: Happening):
    writer = writer_for(photos)
    tasks = list(writer.tasks(["open"]))
    happen(photos)
    assert writer.read(tasks) == []
    assert writer.report.skipped == ["open: was replaced while it was read"]


def test_what_is_added_to_a_folder_is_read(photos: Site):
    writer = writer_for(photos)
    assert [task.path for task, _reading in writer.read(list(writer.tasks(["open"])))] == [
        "open/2.jpg",
        None,
    ]


def test_a_new_album_keeps_nothing(photos: Site):
    """All that it holds is compared."""
    photos.write("new/1.jpg")
    assert {task.kept for task in writer_for(photos).tasks(["new"])} == {None}


def test_nothing_moves_into_a_folder_that_was_replaced_since_the_scan(photos: Site):
    found = looked_at(photos)
    exchange_folders(photos)
    with reading_session(photos.runtime.engine) as session:
        assert find_unmatched(session, photos.runtime.library, GALLERY, found) == ([], [])

"""Folders that are replaced while a sync runs are left to the next one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bviewer.db.sessions import reading_session
from bviewer.library import tree
from bviewer.models import Visibility
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.keeping import Kept
from bviewer.sync.report import Report
from bviewer.sync.unmatched import find_unmatched
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill, looked_at, picture, planned, read
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
    assert read(writer, tasks) == []
    assert writer.report.skipped == ["open: was replaced while it was read"]


def test_what_is_added_to_a_folder_is_read(photos: Site):
    writer = writer_for(photos)
    assert [task.path for task, _reading in read(writer, list(writer.tasks(["open"])))] == [
        "open/2.jpg",
        None,
    ]


def test_a_new_album_keeps_nothing(photos: Site):
    """All that it holds is compared."""
    photos.write("new/1.jpg")
    assert {task.kept.images for task in writer_for(photos).tasks(["new"])} == {None}


def test_a_new_folder_is_not_the_closed_one_that_takes_its_name_while_it_is_read(photos: Site):
    photos.write("new/1.jpg", picture(2001))
    plan = planned(photos)
    arrivals = Arrivals(GALLERY, Report(), plan.appearing, plan.vanished)
    writer = replace(writer_for(photos), arrivals=arrivals)
    tasks = list(writer.tasks(["new"]))
    edit_all(photos.library / "secret")
    move(photos, "new", "away")
    move(photos, "secret", "new")
    assert read(writer, tasks) == []
    photos.sync(accept_missing=True)
    assert photos.album("new").visibility == Visibility.PRIVATE


def test_a_folder_of_another_disk_may_have_the_inode_of_a_closed_one():
    """Roots of mounts often have the same: it is there when the plan is made."""
    assert Kept(closed={34}, seen=34).may_have(34)
    assert Kept(closed={34}, seen=50).may_have(34) is False


def test_one_look_at_a_picture_is_enough_for_a_folder_of_any_size(
    photos: Site, monkeypatch: pytest.MonkeyPatch
):
    fill(photos, *(f"open/{number}.jpg" for number in range(10, 20)))
    photos.write("open/20.jpg", picture(2002))
    writer = writer_for(photos)
    tasks = list(writer.tasks(["open"]))
    looks, look = [], tree._inode
    monkeypatch.setattr(tree, "_inode", lambda *given: looks.append(given) or look(*given))
    monkeypatch.setattr(tree, "list_folder", None)
    assert len(read(writer, tasks)) == 2
    assert len(looks) == 1


def test_nothing_moves_into_a_folder_that_was_replaced_since_the_scan(photos: Site):
    found = looked_at(photos)
    exchange_folders(photos)
    with reading_session(photos.runtime.engine) as session:
        assert find_unmatched(session, photos.runtime.library, GALLERY, found) == ([], [], set())

"""Syncs of one folder, and several at once."""

import os
import shutil
import warnings
from collections.abc import Callable
from contextlib import suppress

import pytest

from bviewer.models import Gallery
from bviewer.sync.looking import seen_file
from bviewer.sync.service import SyncRunning
from tests.functional.folders import edit_all, move, tiles
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.unit.sync.checks import assert_counted, dump, rows
from tests.unit.sync.fixtures import GALLERY, edit, fill, picture, put_into_vault


@everywhere
def test_syncing_one_folder_touches_nothing_outside(site: Site):
    fill(site, "a/0.jpg", "a/1.jpg", "b/2.jpg", "3.jpg")
    before = {path: site.image(path) for path in ("b/2.jpg", "3.jpg")}
    (site.library / "b" / "2.jpg").unlink()
    site.write("3.jpg", picture(1) + b"changed")
    site.write("c/4.jpg", picture(5002))
    site.write("a/5.jpg", picture(5003))
    edit(site, "a/1.jpg")
    site.write("a/6.jpg", (site.library / "a/5.jpg").read_bytes())
    report = site.sync("a")
    assert (report.albums, report.added, report.changed, report.missing) == (1, 2, 1, 0)
    for path, image in before.items():
        assert (site.image(path).state, site.image(path).size) == ("ready", image.size)
    assert_counted(site)


def add_a_folder(site: Site) -> None:
    site.write("a/deep/5.jpg", picture(5003))


def move_one_there(site: Site) -> None:
    move(site, "b/2.jpg", "a/2.jpg")


def rename_one(site: Site) -> None:
    move(site, "a/1.jpg", "a/one.jpg")


def delete_one(site: Site) -> None:
    (site.library / "a/1.jpg").unlink()


def delete_the_folder_below(site: Site) -> None:
    shutil.rmtree(site.library / "a/b")


def exchange_with_another(site: Site) -> None:
    for old, new in (("a/b", "x"), ("b", "a/b"), ("x", "b")):
        move(site, old, new)


def edit_all_of_one(site: Site) -> None:
    edit_all(site.library / "a/b")


@pytest.mark.parametrize(
    "happen",
    [
        add_a_folder,
        move_one_there,
        rename_one,
        delete_one,
        delete_the_folder_below,
        exchange_with_another,
        edit_all_of_one,
    ],
)
def test_all_is_looked_at_where_one_folder_does_not_tell_where_things_are_from(
    site: Site, happen: Callable[[Site], None]
):
    fill(site, "a/1.jpg", "a/3.jpg", "a/b/4.jpg", "b/2.jpg", "b/6.jpg")
    with site.session() as session:
        session.get_one(Gallery, GALLERY).auto_sync = True
    happen(site)
    site.write("c/7.jpg", picture(5002))
    assert site.sync("a", accept_missing=True).is_whole
    assert "c/7.jpg" in {image.path for image in rows(site)[1].values()}
    assert seen_file(site.runtime, GALLERY).exists()


@pytest.mark.parametrize("new", ["b/1.jpg", "new/1.jpg"])
def test_a_picture_that_was_moved_by_hand_follows_its_file_out_of_the_only_folder(
    site: Site, new: str
):
    fill(site, "open/1.jpg", "open/3.jpg", "b/2.jpg", "vault/4.jpg")
    put_into_vault(site, "open/1.jpg")
    id_ = next(id_ for id_, image in rows(site)[1].items() if image.path == "open/1.jpg")
    move(site, "open/1.jpg", new)
    assert site.sync("open").is_whole
    image = rows(site)[1][id_]
    assert (image.path, image.state) == (new, "ready")


def test_a_new_folder_brings_its_parents(site: Site):
    fill(site, "z.jpg")
    site.write("a/b/1.jpg")
    site.sync("a/b")
    assert tiles(site.browser(), site.album_url("a/b")) == ["1"]
    assert "/a-" in site.browser().get("/").text


@everywhere
def test_two_syncs_at_once_give_what_one_gives(site: Site):
    for number in range(60):
        site.write(f"{number % 5}/{number}.jpg", picture(number))
    site.close()
    children = [in_child(lambda: sync_or_be_refused(site)) for _ in range(3)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert len(rows(site)[1]) == 60
    whole = dump(site)
    site.sync()
    assert dump(site) == whole
    assert_counted(site)


def sync_or_be_refused(site: Site) -> None:
    with suppress(SyncRunning):
        site.sync()


def in_child(work: Callable[[], None]) -> int:
    """Do something in another process; its id."""
    with warnings.catch_warnings(action="ignore"):  # Python 3.12 warns where there are threads.
        child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child

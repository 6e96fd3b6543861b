"""Syncs of one folder, and several at once."""

import os
import warnings
from collections.abc import Callable
from contextlib import suppress

from bviewer.sync.service import SyncRunning
from tests.functional.folders import tiles
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.unit.sync.checks import assert_counted, dump, rows
from tests.unit.sync.fixtures import fill, picture


@everywhere
def test_syncing_one_folder_touches_nothing_outside(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "3.jpg")
    before = {path: site.image(path) for path in ("b/2.jpg", "3.jpg")}
    (site.library / "b" / "2.jpg").unlink()
    site.write("3.jpg", picture(1) + b"changed")
    site.write("c/4.jpg", picture(5002))
    site.write("a/deep/5.jpg", picture(5003))
    report = site.sync("a")
    assert (report.albums, report.added, report.missing) == (2, 1, 0)
    for path, image in before.items():
        assert (site.image(path).state, site.image(path).size) == ("ready", image.size)
    assert_counted(site)


def test_a_new_folder_can_be_synced_alone_before_its_parents(site: Site):
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

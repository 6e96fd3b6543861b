"""The hourly job keeps each gallery's cache within its own budgets."""

import os
import time
from pathlib import Path

import pytest

from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_hosts import rename_gallery
from bviewer.models import Gallery
from bviewer.rendering.eviction import budgets, evict_caches, keep_budgets
from bviewer.renditions.eviction import only_evictor
from tests.site import HOST, Site

MB = 1024 * 1024


@pytest.fixture
def two(site: Site) -> Site:
    """A site of two galleries that may have one MB for images, and as much for archives."""
    site.add_gallery("other.test", home="other")
    with site.session() as session:
        for gallery in session.query(Gallery):
            gallery.images_budget_mb, gallery.archives_budget_mb = 1, 1
    return site


def fill(site: Site, folder: str, *, files: int = 3, age: float = 7200) -> list[Path]:
    """Files of half a MB each, the first used last."""
    made = []
    for number in range(files):
        path = site.cache / folder / "Ab" / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * (MB // 2))
        os.utime(path, (time.time() - age - number * 60,) * 2)
        made.append(path)
    return made


def there(paths: list[Path]) -> list[bool]:
    """Which of the files are there."""
    return [path.exists() for path in paths]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the job says."""
    return [record.getMessage() for record in caplog.records if "eviction" in record.name]


def test_each_gallery_has_a_budget_for_images_and_one_for_archives(two: Site) -> None:
    assert [(part.host, part.folder, part.bytes) for part in budgets(two.runtime)] == [
        ("other.test", "images/2", MB),
        ("other.test", "archives/2", MB),
        (HOST, "images/1", MB),
        (HOST, "archives/1", MB),
    ]


def test_each_is_kept_by_itself(two: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="bviewer")
    over, within = fill(two, "images/1"), fill(two, "images/2", files=2)
    archives, young = fill(two, "archives/2"), fill(two, "archives/1", age=0)
    for path in young:
        os.utime(path)
    evict_caches(two.runtime)
    assert there(over) == [True, False, False]
    assert there(within) == [True, True]
    assert there(archives) == [True, False, False]
    assert there(young) == [True, True, True]
    assert lines(caplog) == [
        "other.test: removed 2 of 3 cached files from archives: 1048576 of 1572864 bytes",
        "pub.test: removed 2 of 3 cached files from images: 1048576 of 1572864 bytes",
    ]
    caplog.clear()
    evict_caches(two.runtime)
    assert lines(caplog) == []


def test_one_gallery_can_be_cleared_for_itself(two: Site) -> None:
    mine, archives = fill(two, "images/1"), fill(two, "archives/1", age=0)
    theirs = fill(two, "images/2")
    done = keep_budgets(two.runtime, HOST, full=True)
    assert [tally.files_removed for _budget, tally in done] == [3, 3]
    assert (there(mine), there(archives)) == ([False] * 3, [False] * 3)
    assert there(theirs) == [True] * 3


def test_without_galleries_there_is_nothing_to_do(tmp_path: Path, database: Path) -> None:
    site = Site(tmp_path, database)
    assert keep_budgets(site.runtime) == []
    evict_caches(site.runtime)
    site.close()


@pytest.mark.parametrize("with_app", [True])
def test_renaming_a_gallery_keeps_its_cache(site: Site) -> None:
    site.write("a/a.jpg")
    site.sync()
    url = f"{site.image_url('a/a.jpg')}small.jpg"
    site.browser().get(url, status=202)
    before = {path: path.stat().st_ino for path in site.cache.rglob("*.jpg")}
    with site.session() as session:
        rename_gallery(session, find_gallery(session, HOST), "renamed.test")
    site.browser(host="renamed.test").get(url, status=200)
    assert [part.host for part in budgets(site.runtime)] == ["renamed.test"] * 2
    tallies = [tally for _budget, tally in keep_budgets(site.runtime)]
    assert tallies[0].files_before == len(before) == 5
    assert {path: path.stat().st_ino for path in site.cache.rglob("*.jpg")} == before


def test_a_second_evictor_leaves_it_to_the_first(
    two: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    over = fill(two, "images/1")
    with only_evictor(two.cache):
        evict_caches(two.runtime)
    assert there(over) == [True] * 3
    assert lines(caplog) == ["another process is clearing the cache right now"]


def test_what_stays_is_one_line_of_the_log_for_each_budget(
    two: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    fill(two, "images/1")
    monkeypatch.setattr(os, "unlink", refuse)
    evict_caches(two.runtime)
    assert lines(caplog) == [
        "pub.test: 2 files or folders of its images stay in the cache: Permission denied"
    ]


def test_a_cache_that_cannot_be_written_to_is_one_line_of_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("bviewer.renditions.eviction.os.open", refuse)
    huey = site.runtime.queue.huey
    registry = huey._registry
    task = registry.string_to_task("bviewer.jobs.queue.keep_budgets")()
    huey.execute(task)
    warnings = [r.getMessage() for r in caplog.records if r.name.startswith("bviewer")]
    assert warnings == ["keep_budgets failed this time: [Errno 30] Read-only file system"]


def test_a_full_disk_makes_the_cache_give_way(
    two: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files = fill(two, "images/1", files=2) + fill(two, "images/2", files=2)
    real = os.statvfs(two.cache)
    full = os.statvfs_result((*real[:4], 0, *real[5:]))
    monkeypatch.setattr(os, "statvfs", lambda _folder: full)
    caplog.set_level("INFO")
    evict_caches(two.runtime)
    assert there(files) == [False] * 4
    assert len(lines(caplog)) == 2


def test_nothing_stays_of_a_gallery_that_is_gone(two: Site) -> None:
    kept = fill(two, "images/2", files=1)
    gone = fill(two, "images/7") + fill(two, "archives/7", files=1, age=0)
    other = two.cache / "images" / "unknown" / "file"
    other.parent.mkdir()
    other.touch()
    keep_budgets(two.runtime, HOST)
    assert all(there(gone))
    keep_budgets(two.runtime)
    assert there([*kept, *gone, other]) == [True, *[False] * len(gone), True]

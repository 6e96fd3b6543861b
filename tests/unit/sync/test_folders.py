import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bviewer.models import ImageState
from bviewer.sync import folders
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.folders import BATCH, FolderWriter
from bviewer.sync.report import Report
from bviewer.sync.service import run_sync
from tests.site import Site
from tests.unit.library.test_reading import CAUSES, CULPRIT, LIMITS, NAMED, provoke, started
from tests.unit.sync.checks import assert_counted, dump, rows
from tests.unit.sync.fixtures import GALLERY, fill, picture, read
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


def writer_for(site: Site, *missing: str) -> FolderWriter:
    runtime = site.runtime
    zone, limits = ZoneInfo("UTC"), runtime.limits
    report = Report()
    arrivals = Arrivals(GALLERY, report)
    return FolderWriter(
        runtime.engine, runtime.library, GALLERY, zone, report, set(missing), limits, arrivals
    )


@pytest.fixture
def reads_apart() -> bool:
    """Files are read by processes of their own."""
    return True


def update(site: Site, *names: str) -> FolderWriter:
    writer = writer_for(site)
    list(writer.update(names))
    return writer


def test_a_new_folder_becomes_an_album_with_its_images(site: Site):
    site.write("a/b/1.jpg")
    site.write("a/b/notes.txt")
    writer = update(site, "a/b")
    assert writer.report.added == 1
    assert site.image("a/b/1.jpg").album_id == site.album("a/b").id
    assert not site.album("a").missing
    assert_counted(site)


def test_what_is_as_its_row_says_is_not_read_and_not_written(site: Site):
    fill(site, "a/1.jpg")
    with site.statements() as statements:
        writer = update(site, "a")
    assert writer.report == Report()
    assert {statement.split()[0] for statement in statements} == {"SELECT"}


def test_a_changed_file_is_read_again(site: Site):
    fill(site, "a/1.jpg")
    before = site.image("a/1.jpg")
    site.write("a/1.jpg", picture(1000) + b"more")
    writer = update(site, "a")
    after = site.image("a/1.jpg")
    assert (writer.report.changed, after.id) == (1, before.id)
    assert (after.size, after.quick_hash) != (before.size, before.quick_hash)


def test_new_rights_are_noted_but_are_no_change(site: Site):
    fill(site, "a/1.jpg")
    (site.library / "a" / "1.jpg").chmod(0o600)
    assert update(site, "a").report.changed == 0
    assert site.sync().unchanged == 1


def test_a_missing_image_that_turns_up_is_no_longer_missing(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg")
    image_id = site.image("a/1.jpg").id
    writer = writer_for(site, image_id, "another")
    list(writer.update(["a"]))
    assert writer.missing == {"another"}


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_shown(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database, with_app=False)
        site.add_gallery()
        fill(site, "a/known.jpg")
        known = site.image("a/known.jpg")
        site.write("a/known.jpg", b"changed").chmod(0)
        site.write("a/new.jpg").chmod(0)
        site.write("a/other.jpg")
        give_to_nobody(folder, but="library")
        site.close()

        def check() -> None:
            report = site.sync()
            site.close()
            assert sorted(report.skipped) == [
                "a/known.jpg: Permission denied",
                "a/new.jpg: Permission denied",
            ]
            assert (report.added, report.changed, report.missing) == (1, 0, 0)
            assert site.image("a/other.jpg").state == ImageState.READY
            with site.statements() as statements:
                assert len(site.sync().skipped) == 2
            of_photographs = [line for line in statements if "sync_report" not in line]
            assert {statement.split()[0] for statement in of_photographs} == {"SELECT"}

        unprivileged(check)
        after = site.image("a/known.jpg")
        site.close()
        assert (after.state, after.quick_hash) == ("ready", known.quick_hash)


@pytest.mark.parametrize(("happen", "problem"), CAUSES)
def test_a_file_that_no_parser_survives_is_broken_and_heals_when_it_changes(
    site: Site, monkeypatch: pytest.MonkeyPatch, happen: Callable[[], None], problem: str
):
    runtime = replace(site.runtime, limits=LIMITS)
    content = picture(1)
    site.write(CULPRIT, content)
    site.write("a/1.jpg", picture(2))
    site.write("b/2.jpg", picture(3))
    with monkeypatch.context() as patched:
        provoke(patched, happen)
        assert run_sync(runtime, GALLERY).added == 3
        image = site.image(CULPRIT)
        assert (image.state, image.reason) == (ImageState.BROKEN, problem)
        assert (image.size, image.time) == (len(content), NAMED)
        assert {site.image(path).state for path in ("a/1.jpg", "b/2.jpg")} == {ImageState.READY}
        assert_counted(site)
        processes = started(patched)
        assert run_sync(runtime, GALLERY).unchanged == 3
        assert processes == [], "nothing is parsed again"
    site.write(CULPRIT, picture(4) + b"mended")
    assert run_sync(runtime, GALLERY).changed == 1
    healed = site.image(CULPRIT)
    assert (healed.id, healed.state, healed.reason) == (image.id, ImageState.READY, None)
    assert (healed.width, healed.time_source) == (16, "exif")
    assert_counted(site)


def test_a_file_that_vanished_since_it_was_listed_is_said(site: Site):
    site.write("a/1.jpg")
    site.write("a/2.jpg")
    writer = writer_for(site)
    tasks = list(writer.tasks(["a"]))
    (site.library / "a" / "1.jpg").unlink()
    assert [reading is None for _task, reading in read(writer, tasks)] == [True, False, True]
    assert writer.report.skipped == ["a/1.jpg: No such file or directory"]


@pytest.mark.parametrize("kind", ["fifo", "folder", "link"])
def test_a_file_that_became_something_else_is_not_opened(site: Site, kind: str):
    site.write("a/1.jpg")
    writer = writer_for(site)
    tasks = list(writer.tasks(["a"]))
    path = site.library / "a" / "1.jpg"
    path.unlink()
    {"fifo": os.mkfifo, "folder": os.mkdir, "link": lambda p: p.symlink_to("/etc/hosts")}[kind](
        path
    )
    assert [reading for _task, reading in read(writer, tasks)] == [None, None]
    assert writer.report.skipped == ["a/1.jpg: not a file"]


def test_a_file_that_grew_since_it_was_listed_is_read_as_it_is(site: Site):
    site.write("a/1.jpg")
    writer = writer_for(site)
    tasks = list(writer.tasks(["a"]))
    content = picture(7) * 2
    site.write("a/1.jpg", content)
    (_file, reading), (_folder, nothing) = read(writer, tasks)
    assert nothing is None
    assert reading is not None
    assert reading.entry.size == len(content)


def test_a_folder_that_vanished_since_it_was_seen_gives_nothing(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    (site.library / "a").rename(site.library / ".a")
    assert update(site, "a").report == Report()


def test_files_of_many_folders_share_a_transaction(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "BATCH", 10)
    for number in range(12):
        site.write(f"{number:02}/a.jpg", picture(2000 + number))
    writer = writer_for(site)
    progress = list(writer.update(f"{number:02}" for number in range(12)))
    assert progress == [5, 10, 12]
    assert_counted(site)


def test_what_was_written_before_a_crash_is_whole(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "BATCH", 10)
    for number in range(30):
        site.write(f"a/{number:02}.jpg", picture(3000 + number))
    progress = writer_for(site).update(["a"])
    next(progress)
    progress.close()
    assert len(rows(site)[1]) == 10
    assert site.album("a").missing
    assert_counted(site)
    site.sync()
    whole = dump(site)
    assert len(rows(site)[1]) == 30
    site.sync()
    assert dump(site) == whole


def test_a_batch_is_short_enough_for_visitors_to_wait_for():
    assert BATCH <= 500


def test_summaries_are_counted_once_for_a_batch_and_not_for_each_folder(site: Site):
    for number in range(40):
        site.write(f"many/{number}/a.jpg", picture(4000 + number))
    with site.statements() as statements:
        update(site, *(f"many/{number}" for number in range(40)))
    counted = [each for each in statements if each.startswith("DELETE FROM album_summary")]
    assert len(counted) == 3  # One for each generation.

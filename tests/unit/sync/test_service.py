"""Syncs as jobs."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bviewer.albums.gallery_removal import remove_gallery
from bviewer.models import Gallery, ImageState, Visibility
from bviewer.queue.runtime import Runtime
from bviewer.rendering.render import render_image
from bviewer.renditions import versions
from bviewer.renditions.versions import failure_version
from bviewer.sync import service
from bviewer.sync.guard import SyncRefused
from bviewer.sync.service import (
    TURN_DELAY,
    is_being_read,
    run_sync,
    sync_gallery_in_turn,
    sync_lock,
    turn,
)
from tests.functional.folders import copy
from tests.pictures import damaged, jpeg, noise
from tests.problems import refused
from tests.site import HOST, Site
from tests.unit.queue.working import run_due, run_waiting
from tests.unit.sync.fixtures import fill


def gallery_id(site: Site) -> int:
    """The id of the one gallery."""
    return site.album("").gallery_id


def test_second_sync_of_a_gallery_is_refused_while_the_first_runs(site: Site) -> None:
    with sync_lock(site.runtime, 1), refused("sync_running"):
        run_sync(site.runtime, 1)
    with sync_lock(site.runtime, 1), sync_lock(site.runtime, 2):
        pass


def test_a_gallery_is_being_read_until_its_first_sync_is_done_and_in_each_later_one(
    site: Site,
) -> None:
    assert is_being_read(site.runtime, 1)
    site.write("a/1.jpg")
    run_sync(site.runtime, 1)
    assert not is_being_read(site.runtime, 1)
    assert is_being_read(site.runtime, 2)
    with sync_lock(site.runtime, 1):
        assert is_being_read(site.runtime, 1)
    assert not is_being_read(site.runtime, 1)


def test_sync_as_a_job_says_what_it_did(queued: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="bviewer")
    queued.write("a/1.jpg")
    number = gallery_id(queued)
    queued.runtime.send(sync_gallery_in_turn, number)
    assert run_waiting(queued.runtime.queue) == 1
    assert queued.image("a/1.jpg")
    (message,) = [record.getMessage() for record in caplog.records if "bviewer" in record.name]
    assert message.startswith(f"gallery {number}: 2 albums; files: 1 added")
    assert queued.runtime.send(sync_gallery_in_turn, number)


def test_sync_as_a_job_says_what_it_closed_and_could_not_read(
    queued: Site, caplog: pytest.LogCaptureFixture
) -> None:
    fill(queued, "secret/1.jpg")
    queued.set_visibility("secret", Visibility.PRIVATE)
    copy(queued, "secret/1.jpg", "new/1.jpg")
    (queued.write("2.jpg").parent / "2.xmp").write_bytes(b"<!DOCTYPE x>")
    number = gallery_id(queued)
    queued.runtime.send(sync_gallery_in_turn, number)
    run_waiting(queued.runtime.queue)
    told = [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]
    assert len(told) == 2
    assert told[0].startswith(f"gallery {number}: new is private now")
    assert told[1].startswith(f"gallery {number}: 2.xmp: ")


def test_sync_that_is_refused_is_a_warning_and_changes_nothing(
    queued: Site, caplog: pytest.LogCaptureFixture
) -> None:
    number = gallery_id(queued)
    queued.runtime.send(sync_gallery_in_turn, number)
    run_waiting(queued.runtime.queue)
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage().startswith(f"gallery {number} was not synced: the folder ")
    assert "is empty" in record.getMessage()


def test_sync_beside_another_one_is_put_off_because_that_one_may_be_killed(
    queued: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    number, queue = gallery_id(queued), queued.runtime.queue
    queued.write("a/1.jpg")
    with sync_lock(queued.runtime, number):
        queued.runtime.send(sync_gallery_in_turn, number)
        run_waiting(queue)
    told = [(each.levelno, each.getMessage()) for each in caplog.records]
    assert (
        logging.INFO,
        f"sync_gallery ({number},) is put off: another sync of this gallery is running",
    ) in told
    assert not queued.runtime.send(sync_gallery_in_turn, number)
    later = time.time() + queued.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    run_waiting(queue)
    assert queued.image("a/1.jpg")


def test_syncs_of_several_galleries_leave_workers_for_images(
    queued: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    number, queue = gallery_id(queued), queued.runtime.queue
    queued.write("a/1.jpg")
    with turn(queued.runtime):
        queued.runtime.send(sync_gallery_in_turn, number)
        run_waiting(queue)
    told = [(each.levelno, each.getMessage()) for each in caplog.records]
    assert (
        logging.INFO,
        f"sync_gallery ({number},) is put off: another gallery is being synced",
    ) in told
    assert not queued.runtime.send(sync_gallery_in_turn, number), "it has its place"
    assert run_due(queue, TURN_DELAY + 1) == 1
    assert queued.image("a/1.jpg")


@pytest.mark.parametrize("change", [{"max_pixels": 10**9}, {"memory_mb": 2048}, {"seconds": 99.0}])
def test_broken_picture_is_tried_again_under_other_limits(
    site: Site, change: dict[str, float]
) -> None:
    site.write("a/1.jpg", jpeg(100, 50))
    site.write("a/2.jpg")
    site.sync()
    image = site.image("a/1.jpg")
    strict = replace(site.runtime, limits=replace(site.runtime.limits, max_pixels=100))
    render_image(strict, image.id)
    assert site.image("a/1.jpg").state == ImageState.BROKEN
    assert run_sync(strict, 1).unchanged == 2
    assert site.image("a/1.jpg").state == ImageState.BROKEN
    run_sync(replace(strict, limits=replace(strict.limits, **change)), 1)
    row = site.image("a/1.jpg")
    assert (row.state, row.reason, row.attempts, row.failure_version) == ("ready", None, 0, None)
    render_image(site.runtime, image.id)
    assert list((site.cache / "images").rglob(f"*{image.id}*"))


@pytest.mark.parametrize("with_app", [True])
def test_broken_picture_is_tried_again_by_another_pipeline_and_may_be_a_cover(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a/1.jpg", damaged(noise(640, 480)))
    site.sync()
    image_id = site.image("a/1.jpg").id
    render_image(site.runtime, image_id)
    assert site.image("a/1.jpg").state == ImageState.BROKEN
    assert image_id not in site.browser().get("/")
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    site.sync()
    assert site.image("a/1.jpg").state == ImageState.READY
    assert image_id in site.browser().get("/")


def test_picture_that_its_header_shows_to_be_broken_is_judged_once_under_each_rules(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a/1.jpg", b"")
    assert site.sync().added == 1
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    site.sync()
    row = site.image("a/1.jpg")
    assert (row.state, row.failure_version) == ("broken", failure_version(site.runtime.limits))
    assert site.sync().unchanged == 1


def test_broken_picture_of_an_unmounted_library_is_reopened_when_it_is_back(site: Site) -> None:
    site.write("a/1.jpg", jpeg(100, 50))
    site.sync()
    strict = replace(site.runtime, limits=replace(site.runtime.limits, max_pixels=100))
    render_image(strict, site.image("a/1.jpg").id)
    away = site.library.rename(site.library.parent / "away")
    with pytest.raises(SyncRefused, match="library_offline"):
        site.sync()
    assert site.image("a/1.jpg").state == ImageState.BROKEN
    away.rename(site.library)
    site.sync()
    assert site.image("a/1.jpg").state == ImageState.READY


def test_a_gallery_that_was_removed_is_not_synced(
    queued: Site, caplog: pytest.LogCaptureFixture
) -> None:
    queued.runtime.send(sync_gallery_in_turn, 77)
    run_waiting(queued.runtime.queue)
    assert queued.runtime.queue.failed() == {}
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_a_gallery_that_goes_before_its_sync_has_begun_is_not_synced(
    queued: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def slow_lock(_runtime: Runtime, number: int) -> Iterator[None]:
        with queued.session() as session:
            remove_gallery(session, session.get_one(Gallery, number), HOST)
        yield

    monkeypatch.setattr(service, "sync_lock", slow_lock)
    queued.runtime.send(sync_gallery_in_turn, gallery_id(queued))
    run_waiting(queued.runtime.queue)
    assert queued.runtime.queue.failed() == {}

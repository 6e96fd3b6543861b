"""Syncs as jobs."""

import logging
import time

import pytest

from bviewer.catalog.sync import SyncRefused
from bviewer.jobs.syncing import SyncRunning, run_sync, sync_key, sync_lock
from tests.site import Site
from tests.unit.jobs.working import run_waiting


def gallery_id(site: Site) -> int:
    """The id of the one gallery."""
    return site.album("").gallery_id


def test_second_sync_of_a_gallery_is_refused_while_the_first_runs(site: Site) -> None:
    with sync_lock(site.runtime, 1), pytest.raises(SyncRunning, match="another sync"):
        run_sync(site.runtime, 1)
    with sync_lock(site.runtime, 1), sync_lock(site.runtime, 2):
        pass


def test_sync_as_a_job_says_what_it_did(queued: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="bviewer")
    queued.write("a/1.jpg")
    number = gallery_id(queued)
    queued.runtime.queue.send("sync_gallery", number, key=sync_key(number))
    assert run_waiting(queued.runtime.queue) == 1
    assert queued.image("a/1.jpg")
    (message,) = [record.getMessage() for record in caplog.records if "bviewer" in record.name]
    assert message.startswith(f"gallery {number}: 2 albums; images: 1 added")
    assert queued.runtime.queue.send("sync_gallery", number, key=sync_key(number))


def test_sync_that_is_refused_is_a_warning_and_changes_nothing(
    queued: Site, caplog: pytest.LogCaptureFixture
) -> None:
    number = gallery_id(queued)
    queued.runtime.queue.send("sync_gallery", number, key=sync_key(number))
    run_waiting(queued.runtime.queue)
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage().startswith(f"gallery {number} was not synced: the folder ")
    assert "is empty" in record.getMessage()


def test_sync_beside_another_one_is_put_off_because_that_one_may_be_killed(
    queued: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, queue = gallery_id(queued), queued.runtime.queue
    queued.write("a/1.jpg")
    with sync_lock(queued.runtime, number):
        queue.send("sync_gallery", number, key=sync_key(number))
        run_waiting(queue)
    assert "is put off: another sync of this gallery is running" in caplog.text
    assert not queue.send("sync_gallery", number, key=sync_key(number))
    later = time.time() + queued.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert queue.resend_lost() == 1
    run_waiting(queue)
    assert queued.image("a/1.jpg")


def test_refusals_of_all_kinds_end_a_command_in_one_way() -> None:
    assert issubclass(SyncRunning, SyncRefused)

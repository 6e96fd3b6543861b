"""`recover` finds what was lost, whoever lost it."""

import time
from datetime import timedelta

import pytest

from bviewer.models import now
from bviewer.queue.recover import recover
from bviewer.rendering.attempts import begin
from bviewer.rendering.render import render_image
from tests.site import Site
from tests.unit.queue.working import run_waiting


@pytest.fixture
def image(queued: Site) -> str:
    """The id of the one image."""
    queued.write("a.jpg")
    queued.sync()
    return queued.image("a.jpg").id


def grow_old(site: Site, seconds: float, path: str = "a.jpg") -> None:
    """Let the attempt at an image have begun so long ago."""
    with site.session() as session:
        session.merge(site.image(path)).attempted_at = now() - timedelta(seconds=seconds)


def test_attempt_that_never_ended_is_made_again(queued: Site, image: str) -> None:
    begin(queued.runtime, image, queued.runtime.settings.sizes)
    grow_old(queued, queued.runtime.lease + 1)
    recover(queued.runtime)
    assert run_waiting(queued.runtime.queue) == 1
    row = queued.image("a.jpg")
    assert (row.attempts, row.attempted_at) == (0, None)
    assert list(queued.cache.rglob("*.jpg"))


def test_attempt_of_a_moment_ago_is_left_alone(queued: Site, image: str) -> None:
    begin(queued.runtime, image, queued.runtime.settings.sizes)
    grow_old(queued, queued.runtime.lease - 10)
    recover(queued.runtime)
    assert queued.runtime.queue.huey.pending_count() == 0


def test_all_that_was_lost_at_once_is_sent_at_once(queued: Site, image: str) -> None:
    queued.write("b.jpg")
    queued.sync()
    lost, queue = [image, queued.image("b.jpg").id], queued.runtime.queue
    for image_id in lost:
        queued.runtime.send(render_image, image_id)
        assert queue.huey.dequeue() is not None
        begin(queued.runtime, image_id, queued.runtime.settings.sizes)
    for path in ("a.jpg", "b.jpg"):
        grow_old(queued, queued.runtime.lease + 1, path)
    later = time.time() + queued.runtime.lease + 1
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("time.time", lambda: later)
        recover(queued.runtime)
    assert queue.huey.pending_count() == 2


def test_several_consumers_that_sweep_send_a_lost_job_once(queued: Site, image: str) -> None:
    begin(queued.runtime, image, queued.runtime.settings.sizes)
    grow_old(queued, queued.runtime.lease + 1)
    for _ in range(3):
        recover(queued.runtime)
    assert queued.runtime.queue.huey.pending_count() == 1


def test_job_that_was_lost_before_its_attempt_began_is_sent_again(
    queued: Site,
    image: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    queue = queued.runtime.queue
    queued.runtime.send(render_image, image)
    assert queue.huey.dequeue() is not None  # And its worker is killed right then.
    recover(queued.runtime)
    assert queue.huey.pending_count() == 0
    later = time.time() + queued.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    recover(queued.runtime)
    assert run_waiting(queue) == 1
    assert list(queued.cache.rglob("*.jpg"))
    assert [record.getMessage() for record in caplog.records if "bviewer" in record.name] == [
        "sent 1 lost tasks again"
    ]


def test_sweep_that_finds_nothing_says_nothing(
    queued: Site, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    recover(queued.runtime)
    assert not [record for record in caplog.records if "bviewer" in record.name]

"""The sweep finds what was lost, whoever lost it."""

import os
import time
from datetime import timedelta

import pytest

from bviewer.jobs.attempts import begin
from bviewer.jobs.rendering import render_key
from bviewer.jobs.sweeping import sweep
from bviewer.models import now
from tests.site import Site
from tests.unit.jobs.working import run_waiting


@pytest.fixture
def image(queued: Site) -> str:
    """The id of the one image."""
    queued.write("a.jpg")
    queued.sync()
    return queued.image("a.jpg").id


def grow_old(site: Site, seconds: float) -> None:
    """Let the attempt at the image have begun so long ago."""
    with site.session() as session:
        session.merge(site.image("a.jpg")).attempted_at = now() - timedelta(seconds=seconds)


def test_attempt_that_never_ended_is_made_again(queued: Site, image: str) -> None:
    begin(queued.runtime, image)
    grow_old(queued, queued.runtime.lease + 1)
    sweep(queued.runtime)
    assert run_waiting(queued.runtime.queue) == 1
    row = queued.image("a.jpg")
    assert (row.attempts, row.attempted_at) == (0, None)
    assert list(queued.cache.rglob("*.jpg"))


def test_attempt_of_a_moment_ago_is_left_alone(queued: Site, image: str) -> None:
    begin(queued.runtime, image)
    grow_old(queued, queued.runtime.lease - 10)
    sweep(queued.runtime)
    assert queued.runtime.queue.huey.pending_count() == 0


def test_several_consumers_that_sweep_send_a_lost_job_once(queued: Site, image: str) -> None:
    begin(queued.runtime, image)
    grow_old(queued, queued.runtime.lease + 1)
    for _ in range(3):
        sweep(queued.runtime)
    assert queued.runtime.queue.huey.pending_count() == 1


def test_job_that_was_lost_before_its_attempt_began_is_sent_again(
    queued: Site,
    image: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    queue = queued.runtime.queue
    queue.send("render_image", image, key=render_key(image))
    assert queue.huey.dequeue() is not None  # And its worker is killed right then.
    sweep(queued.runtime)
    assert queue.huey.pending_count() == 0
    later = time.time() + queued.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    sweep(queued.runtime)
    assert run_waiting(queue) == 1
    assert list(queued.cache.rglob("*.jpg"))
    assert [record.getMessage() for record in caplog.records if "bviewer" in record.name] == [
        "sent 1 lost jobs again"
    ]


def test_sweep_that_finds_nothing_says_nothing(
    queued: Site, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bviewer")
    sweep(queued.runtime)
    assert not [record for record in caplog.records if "bviewer" in record.name]


def test_what_killed_workers_left_in_the_cache_is_removed_after_an_hour(
    queued: Site, image: str
) -> None:
    runtime = queued.runtime
    path = queued.cache / runtime.cache.relative_path(1, image, "stamp", "tiny")
    path.parent.mkdir(parents=True)
    old, young = path.parent / ".old.part", path.parent / ".young.part"
    for file, age in ((old, 3700), (young, 60), (path, 9999)):
        file.write_bytes(b"x")
        os.utime(file, (time.time() - age,) * 2)
    sweep(runtime)
    assert sorted(file.name for file in path.parent.iterdir()) == [".young.part", path.name]

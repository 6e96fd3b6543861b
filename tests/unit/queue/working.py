"""Doing a worker's work inside the test: what waits in the queue, and what was put off."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from huey.api import Task

from bviewer.queue.queue import Queue
from bviewer.renditions.cache import content_fingerprint
from bviewer.renditions.sizes import in_advance
from tests.site import Site

SECRET = "a secret of the queue that is long enough"
LEASE = 120
PATH = "a/photo.jpg"


def run_waiting(queue: Queue) -> int:
    """Run the jobs that wait, one after another; returns how many there were."""
    count = 0
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
        count += 1
    return count


def due(queue: Queue, seconds: float) -> list[Task]:
    """The jobs that were put off and are due in so many seconds; they leave the schedule."""
    tasks: list[Task] = queue.huey.read_schedule(later(queue, seconds))
    return tasks


def run_due(queue: Queue, seconds: float) -> int:
    """Run what was put off as if so many seconds had passed; returns how many jobs there were."""
    tasks = due(queue, seconds)
    for task in tasks:
        queue.huey.execute(task, later(queue, seconds))
    return len(tasks)


def later(queue: Queue, seconds: float) -> object:
    """The queue's clock in so many seconds."""
    return queue.huey._get_timestamp() + timedelta(seconds=seconds)


def lose(queue: Queue, *args: Any, key: str) -> None:
    """Let a worker begin a job and die."""
    queue.send("work", *args, key=key)
    task = queue.huey.dequeue()
    assert queue.locks.begin(key, queue.claims.new("work", args, task.priority))


def failing(error: BaseException) -> Callable[..., None]:
    """A job that raises an error."""

    def work(*_args: Any) -> None:
        raise error

    return work


def renditions(site: Site, path: str = PATH) -> dict[str, Path]:
    """The files of an image in the cache, as its row is now, by the name of their size."""
    image, runtime = site.image(path), site.runtime
    fingerprint = content_fingerprint(
        runtime.pipeline_version, image.size, image.mtime_ns, image.quick_hash
    )
    gallery_id = site.album("").gallery_id
    paths = {
        name: site.cache / runtime.cache.relative_path(gallery_id, image.id, fingerprint, name)
        for name in in_advance(runtime.settings.sizes)
    }
    return {name: path for name, path in paths.items() if path.exists()}

"""Queues to try out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bviewer.queue.queue import Queue
from bviewer.queue.storage import make_huey
from bviewer.queue.task import Priority
from tests.unit.queue.working import LEASE, SECRET


@pytest.fixture(params=["sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the jobs wait."""
    if request.param == "redis":
        return request.getfixturevalue("redis")
    return f"sqlite:///{tmp_path}/queue.sqlite"


@pytest.fixture
def make_queue(url: str) -> Iterator[Callable[..., Queue]]:
    """Makes queues over the same storage, as every process has one of its own."""
    queues = []
    patience = 20 if url.startswith("sqlite") else 1  # Eight at once wait for a file's lock.

    def make(lease: float = LEASE, secret: str = SECRET) -> Queue:
        queues.append(Queue(make_huey(url, secret, patience), lease))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close()


@pytest.fixture
def queue(make_queue: Callable[..., Queue]) -> Queue:
    """A queue that knows one job, which does nothing."""
    queue = make_queue()
    queue.register("work", lambda *_: None, Priority.VISITOR)
    return queue


@pytest.fixture
def seen(queue: Queue) -> list[int]:
    """What the job `look` was run with."""
    seen: list[int] = []
    queue.register("look", seen.append, Priority.VISITOR)
    return seen

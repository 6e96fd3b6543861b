"""Tasks of requests leave after the commit or never, and at once where nothing is changed; and no
page fails because of them."""

import logging
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid.testing import DummyRequest
from transaction import TransactionManager

from bviewer.queue import runtime as runtimes
from bviewer.queue.enqueue import enqueue
from bviewer.queue.queue import Queue
from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import make_huey
from bviewer.queue.task import Priority, Task
from tests.unit.queue.working import run_waiting


class BrokenDatabase:
    """Takes part in a transaction and fails at the last moment, or promises to commit."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.transaction_manager = None

    def sortKey(self) -> str:  # noqa: N802 - the protocol of `transaction`.
        return "database"

    def tpc_vote(self, _transaction: Any) -> None:
        if self.error is not None:
            raise self.error

    def ignore(self, _transaction: Any) -> None:
        """All the other steps."""

    abort = tpc_begin = commit = tpc_finish = tpc_abort = ignore


def work(*_ids: object) -> None:
    """Do nothing."""


def rare_work(*_ids: object) -> None:
    """Do nothing that has to be done often."""


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    """A queue of which nothing is run."""
    queue = Queue(make_huey(f"sqlite:///{tmp_path}/queue.sqlite", "s" * 40), lease=60)
    yield queue
    queue.close()


@pytest.fixture
def runtime(queue: Queue) -> Runtime:
    """A runtime that knows one task."""
    tools = dict.fromkeys(field.name for field in fields(Runtime) if field.name != "tasks")
    runtime = Runtime(**{**tools, "queue": queue})
    tasks = [
        Task("work", work, Priority.VISITOR),
        Task("rare_work", rare_work, Priority.VISITOR, rare=True),
    ]
    runtime.register(tasks, [])
    return runtime


@pytest.fixture
def request_(runtime: Runtime) -> DummyRequest:
    """A request within a transaction, as pyramid_tm marks it."""
    request = DummyRequest(method="POST")
    request.runtime = runtime
    request.tm = TransactionManager(explicit=True)
    request.tm.begin()
    request.environ["tm.active"] = True
    return request


def test_job_leaves_after_the_commit_and_not_before(request_: DummyRequest, queue: Queue) -> None:
    request_.tm.get().join(BrokenDatabase())
    enqueue(request_, work, 1)
    assert queue.huey.pending_count() == 0
    request_.tm.commit()
    (task,) = queue.huey.pending()
    assert task.args == ("work:1", 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_job_that_is_urgent_leaves_as_urgent(
    request_: DummyRequest, queue: Queue, method: str
) -> None:
    request_.method = method
    enqueue(request_, work, 1, priority=Priority.VIEWER)
    request_.tm.commit()
    assert [task.priority for task in queue.huey.pending()] == [Priority.VIEWER]


def test_commit_that_fails_sends_nothing(request_: DummyRequest, queue: Queue) -> None:
    request_.tm.get().join(BrokenDatabase(ValueError("no")))
    enqueue(request_, work, 1)
    with pytest.raises(ValueError, match="no"):
        request_.tm.commit()
    assert queue.huey.pending_count() == 0
    assert request_.runtime.send(work, 1), "the key of a job that never left is free"


def test_abort_sends_nothing(request_: DummyRequest, queue: Queue) -> None:
    enqueue(request_, work, 1)
    request_.tm.abort()
    assert queue.huey.pending_count() == 0


def test_request_outside_a_transaction_sends_at_once(request_: DummyRequest, queue: Queue) -> None:
    del request_.environ["tm.active"]
    enqueue(request_, work, 1)
    assert queue.huey.pending_count() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_request_that_changes_nothing_sends_at_once_however_it_ends(
    request_: DummyRequest, queue: Queue, method: str
) -> None:
    request_.method = method
    enqueue(request_, work, 1)
    request_.tm.abort()
    assert queue.huey.pending_count() == 1


def test_rare_work_is_sent_once_a_minute_for_the_same_ids(
    runtime: Runtime, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = datetime(2026, 5, 4, 3, 16, tzinfo=UTC)
    monkeypatch.setattr(runtimes, "datetime", SimpleNamespace(now=lambda _zone: minute))
    assert [runtime.send(rare_work, each) for each in (1, 2, 1)] == [True, True, False]
    run_waiting(queue)
    assert not runtime.send(rare_work, 1), "it was done in this minute"
    assert runtime.send(work, 1)
    run_waiting(queue)
    assert runtime.send(work, 1)
    minute += timedelta(minutes=1)
    assert [runtime.send(rare_work, each) for each in (1, 1)] == [True, False]


@pytest.mark.parametrize("in_transaction", [True, False])
def test_queue_that_is_down_costs_a_line_in_the_log(
    request_: DummyRequest,
    queue: Queue,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    in_transaction: bool,
) -> None:
    queue.close()
    for file in tmp_path.glob("queue.sqlite*"):
        file.unlink()
    (tmp_path / "queue.sqlite").mkdir()
    if not in_transaction:
        del request_.environ["tm.active"]
    enqueue(request_, work, 1)
    request_.tm.commit()
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert record.getMessage() == "task work was not queued: unable to open database file"
    assert record.exc_info is None

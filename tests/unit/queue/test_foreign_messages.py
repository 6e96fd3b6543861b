"""Messages in the queue that nobody of us has written."""

import logging
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huey.serializer import SignedSerializer

from bviewer.queue.queue import Queue
from bviewer.queue.task import Priority, TryLater
from tests.unit.queue.working import LEASE, due, failing, lose, run_waiting


class Bomb:
    """What an attacker would have unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def tampered(queue: Queue) -> bytes:
    """One of our own messages with another argument."""
    queue.send("work", "harmless")
    (message,) = queue.huey.storage.enqueued_items()
    queue.huey.flush()
    assert b"harmless" in message
    return bytes(message).replace(b"harmless", b"harmful!")


@pytest.mark.parametrize("kind", ["foreign", "other secret", "tampered", "empty", "unknown job"])
def test_message_that_is_not_ours_is_refused_in_one_line_and_the_next_one_is_run(
    queue: Queue,
    make_queue: Callable[..., Queue],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    seen: list[int] = []
    queue.register("good", seen.append, Priority.VISITOR)
    crater = tmp_path / "crater"
    stranger = make_queue()
    stranger.register("from a newer version", lambda: None, Priority.UPKEEP)
    if kind == "unknown job":
        stranger.send("from a newer version")
    else:
        message = {
            "foreign": lambda: pickle.dumps(Bomb(crater)),
            "other secret": lambda: SignedSerializer("x" * 40).serialize(Bomb(crater)),
            "tampered": lambda: tampered(queue),
            "empty": lambda: b"",
        }[kind]()
        queue.huey.storage.enqueue(message, Priority.UPKEEP)
    queue.send("good", 1)
    assert queue.huey.dequeue() is None
    assert run_waiting(queue) == 1
    assert seen == [1]
    assert not crater.exists()
    (record,) = [record for record in caplog.records if record.levelno > logging.INFO]
    assert record.getMessage().startswith("refused a message in the queue: ")
    assert record.exc_info is None


def test_bad_message_among_those_put_off_does_not_keep_the_others_back(queue: Queue) -> None:
    queue.register("later", failing(TryLater("not yet", 5)), Priority.VISITOR)
    queue.send("later")
    run_waiting(queue)
    queue.huey.storage.add_to_schedule(b"garbage", queue.huey._get_timestamp())
    assert len(due(queue, 10)) == 1


@pytest.fixture
def older(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The queue, written to by the bviewer before code moved from `jobs` to `queue`."""
    serializer = queue.huey.serializer
    sign = serializer._sign

    def sign_older(data: bytes) -> bytes:
        data = data.replace(b"bviewer.queue.claims", b"bviewer.jobs.claims")
        return bytes(sign(data.replace(b"bviewer.queue.task", b"bviewer.jobs.job")))

    monkeypatch.setattr(serializer, "pickle_protocol", 2)  # With names that end in a line.
    monkeypatch.setattr(serializer, "_sign", sign_older)
    return queue


def test_tasks_and_claims_outlive_an_upgrade(
    older: Queue, make_queue: Callable[..., Queue]
) -> None:
    lose(older, 2, key="lost")
    older.send("work", 1, key="waiting")
    (message,), claims = older.huey.storage.enqueued_items(), older.huey.all_results()
    assert b"bviewer.jobs.job" in message
    assert b"bviewer.jobs.claims" in claims["waiting"]
    seen: list[int] = []
    newer = make_queue()
    newer.register("work", seen.append, Priority.VISITOR)
    assert not newer.send("work", 1, key="waiting")
    assert run_waiting(newer) == 1
    with pytest.MonkeyPatch.context() as patched:
        later = time.time() + LEASE + 1
        patched.setattr("time.time", lambda: later)
        assert newer.resend_lost() == 1
        assert run_waiting(newer) == 1
    assert seen == [1, 2]


def test_claim_of_a_class_that_is_gone_keeps_nobody_from_recovering(queue: Queue) -> None:
    gone = b"cbviewer.gone\nClaim\n."
    queue.huey.storage.put_data("gone", queue.huey.serializer._sign(gone))
    lose(queue, key="lost")
    with pytest.MonkeyPatch.context() as patched:
        later = time.time() + LEASE + 1
        patched.setattr("time.time", lambda: later)
        assert queue.resend_lost() == 1
    assert queue.send("work", key="gone")

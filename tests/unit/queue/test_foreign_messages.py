"""Messages in the queue that nobody of us has written."""

import logging
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huey.serializer import SignedSerializer

from bviewer.queue.queue import Queue
from bviewer.queue.task import Priority, TryLater
from tests.unit.queue.working import (
    due,
    failing,
    run_waiting,
)


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

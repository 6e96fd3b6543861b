"""Which workers there are: each says again and again that it is there, where tasks wait."""

import os
import platform
import time
from typing import NamedTuple

from bviewer.queue.claims import NO_TASK, Claim
from bviewer.queue.queue import Queue
from bviewer.queue.storage import outliving_storage
from bviewer.queue.task import Priority

SAID_EVERY = 20  # Seconds.
BELIEVED_FOR = 60  # Seconds. Whoever says nothing for longer is not there any more.
PREFIX = "worker:"


class Worker(NamedTuple):
    """A worker on a machine, with so many processes, and when it began, in seconds since 1970."""

    machine: str
    pid: int
    processes: int
    began: float


class Presence:
    """One worker, as the others know it."""

    def __init__(self, queue: Queue, processes: int) -> None:
        self._queue = queue
        self._worker = Worker(platform.node(), os.getpid(), processes, time.time())
        self._key = f"{PREFIX}{self._worker.machine}:{self._worker.pid}"
        self._said = float("-inf")

    def say(self) -> None:
        """Say that it is there, if it was said some time ago and there is anybody to tell."""
        if time.monotonic() - self._said < SAID_EVERY or self._queue.huey.is_away():
            return
        self._said = time.monotonic()
        until = time.time() + BELIEVED_FOR
        with outliving_storage():
            self._queue.claims.hold(
                self._key, Claim(until, NO_TASK, tuple(self._worker), Priority.UPKEEP)
            )

    def end(self) -> None:
        """Say that it is not there any more."""
        self._queue.claims.release(self._key)


def workers_of(queue: Queue) -> list[Worker]:
    """Return the workers that are there; raises whatever the storage raises."""
    return sorted(
        Worker(*claim.args)
        for key, claim in queue.claims.all_held().items()
        if key.startswith(PREFIX) and claim.name == NO_TASK and claim.until > time.time()
    )

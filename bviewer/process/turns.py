"""Whose turn it is at a web process: its requests are answered one after another.

Python runs one thread at a time. Two that answer requests hand it to each other at each statement
of the database, and wait for it each time: both take longer than one after the other. So a request
has all of it for a while; if it takes longer, as it waits for something else, the next one begins.

Whoever had less lately comes first: hundreds of requests from elsewhere are not in front of a page.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from waitress.task import ThreadedTaskDispatcher

PERIOD = 5  # Seconds after which it is forgotten who had how much.
LONGEST = 0.5  # Seconds after which it is a request's turn, whosever it is.
ALONE = 0.05  # Seconds in which nobody else begins; most pages take a fifth of that.


class Turns:
    """Connections with a request that waits, each of a `visitor`."""

    def __init__(self) -> None:
        self._waiting: dict[Any, float] = {}
        self._had: Counter[str] = Counter()
        self._since = 0.0
        self._lock = threading.Lock()

    def add(self, connection: Any) -> None:
        """Let a connection wait."""
        with self._lock:
            self._waiting[connection] = time.monotonic()

    def take(self) -> Any:
        """Take one of a visitor who had the least lately; of these the first to come.

        Nobody is kept waiting for long by those who come anew all the time.
        """
        with self._lock:
            now = time.monotonic()
            if now - self._since > PERIOD:
                self._had.clear()
                self._since = now
            connection, since = next(iter(self._waiting.items()))
            if now - since < LONGEST:
                connection = min(self._waiting, key=lambda each: self._had[each.visitor])
            del self._waiting[connection]
            self._had[connection.visitor] += 1
            return connection


class InTurn(ThreadedTaskDispatcher):
    """Gives requests to threads, in turn."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.turns = Turns()
        self._alone = threading.Lock()
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """Take the request that a connection has received."""
        self.turns.add(task)
        super().add_task(Turn(self))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for whoever is at it, but not for long; from then on, others wait for us."""
        lock = self._alone
        if not lock.acquire(timeout=ALONE):
            self._alone = lock = threading.Lock()
            lock.acquire()
        try:
            yield
        finally:
            lock.release()


@dataclass(frozen=True, slots=True)
class Turn:
    """The next request: whose it is, is seen when its time has come."""

    dispatcher: InTurn

    def service(self) -> None:
        """Have it answered."""
        with self.dispatcher.alone():
            self.dispatcher.turns.take().service()

    def cancel(self) -> None:
        """Answer nobody any more."""
        self.dispatcher.turns.take().cancel()

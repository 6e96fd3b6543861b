"""Whose turn it is at the server of laptops: few threads work, and strangers may ask a lot.

A request that waits is taken before those of whoever had more lately: hundreds from elsewhere are
not in front of a page. Tries to sign in have threads of their own, as each comparison of a password
takes one for a tenth of a second. Of many at once few are let in; to all others the loop says so by
itself, as no thread is as fast.
"""

import time
from collections import Counter, deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from bviewer.views.crowd import BUSY, DOOR, MOST_TRIES, SECONDS

PERIOD = 5  # Seconds after which it is forgotten who had how much.
KNOWN = "bv-device="  # Browsers that say that they are known; whether they are is seen later.
TURNED_AWAY = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cache-Control: no-store\r\n"
    f"Retry-After: {SECONDS}\r\n"
    f"Content-Length: {len(BUSY)}\r\n"
    "Connection: close\r\n\r\n"
    f"{BUSY}"
).encode()


class Turns(deque[Any]):
    """Connections with a request that waits for a thread."""

    def __init__(self) -> None:
        super().__init__()
        self._had: Counter[str] = Counter()
        self._since = 0.0

    def popleft(self) -> Any:
        """Take one of an address that had the least lately; of these the first to come."""
        now = time.monotonic()
        if now - self._since > PERIOD:
            self._had.clear()
            self._since = now
        connection = min(self, key=lambda each: self._had[each.network])
        self.remove(connection)
        self._had[connection.network] += 1
        return connection


class Dispatcher(ThreadedTaskDispatcher):
    """Gives each request to a thread."""

    def __init__(self, threads: int, url_prefix: str) -> None:
        super().__init__()
        self.queue = Turns()
        self.set_thread_count(threads)
        self._door = (url_prefix + DOOR).lstrip("/")
        # As many threads as passwords are compared: whoever waits is in line, and takes none.
        self._tries = {is_known: ThreadedTaskDispatcher() for is_known in (False, True)}
        for each in self._tries.values():
            each.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        """Take the request that a connection has received."""
        request = task.requests[0]
        if request.error or request.command != "POST" or request.path.lstrip("/") != self._door:
            super().add_task(task)
            return
        tries = self._tries[KNOWN in request.headers.get("COOKIE", "")]
        if tries.active_count + len(tries.queue) < MOST_TRIES:
            tries.add_task(task)
        else:
            task.turn_away(TURNED_AWAY)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End all threads."""
        for each in self._tries.values():
            each.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))

"""Waiting for the disk with the photographs: a few requests do, and all others go on.

A mount that hangs answers nobody, and nobody can be called back who asks it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # Requests: fewer than a web process has threads.
PATIENCE = 0.2  # Seconds: to look at a file takes milliseconds, as a rule.
LATELY = 2  # Seconds: whoever was asked, or answered, within these may be slow.


class DiskSilent(Exception):  # noqa: N818 - it names the state.
    """As many requests as may wait for the disk do."""


class Disk:
    """The disk, as the requests of one process ask for it."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """`at_once` is how many may ask, and wait, at the same time."""
        self._free = threading.BoundedSemaphore(at_once)
        self._heard = 0.0

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Be one of those who ask, in turn as long as they are answered.

        Raises DiskSilent if as many wait as may, and none of them was answered lately.
        """
        while not self._free.acquire(timeout=PATIENCE):
            if time.monotonic() - self._heard > LATELY:
                raise DiskSilent("the disk with the photographs does not answer")
        self._heard = time.monotonic()
        try:
            yield
        finally:
            self._heard = time.monotonic()
            self._free.release()

"""Decoding no more at once than there is memory for."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bviewer.sandbox.machine import spare_mb

_ENOUGH = 512  # MiB: what a photograph takes, but for the largest.
_PAUSE = 0.1  # Seconds.


class Places:
    """Places for those that decode at once; as many as want any, until they are `shared`."""

    def __init__(self) -> None:
        self._file: int | None = None
        self._number = 0

    def share(self) -> None:
        """Have as many as there is memory for, to be shared with all processes that are forked."""
        self._number = max(spare_mb() // _ENOUGH, 1)
        self._file = os.memfd_create("places")

    @contextmanager
    def taken(self, hold_on: Callable[[], None]) -> Iterator[None]:
        """Take a place meanwhile, and call `hold_on` again and again while there is none.

        Whoever is killed leaves it: the kernel locks a byte of a file for this process.
        """
        while (place := self._take()) is None:
            time.sleep(_PAUSE)
            hold_on()
        try:
            yield
        finally:
            if self._file is not None:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)

    def _take(self) -> int | None:
        """Return the number of a place that is ours now; None if none is free."""
        if self._file is None:
            return 0
        for place in range(self._number):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:
                continue
            return place
        return None

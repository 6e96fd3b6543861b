"""Decoding no more at once than there is memory for."""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from bviewer.sandbox.machine import spare_mb

_ENOUGH = 512  # MiB: what a photograph takes, but for the largest.
_LINE = 16  # Processes that wait in order; more than that come to its end as they can.
_PAUSE = 0.02  # Seconds. Nothing is decoded in a place until the next one looks.


class Places:
    """Places for those that decode at once; as many as want any, until they are `shared`.

    Those who wait stand in line. Else whoever leaves a place would take it again before anybody
    looks, and others wait as long as there is work.
    """

    def __init__(self) -> None:
        self._file: int | None = None
        self._number = 0

    def share(self) -> None:
        """Have as many as there is memory for, to be shared with all processes that are forked."""
        self._number = max(spare_mb() // _ENOUGH, 1)
        self._file = os.memfd_create("places")

    @contextmanager
    def taken(self, hold_on: Callable[[], None], *, alone: bool = False) -> Iterator[None]:
        """Take a place meanwhile, or all to be `alone`, and call `hold_on` again and again while
        there is none.

        Whoever is killed leaves it: the kernel locks bytes of a file for this process.
        """
        if self._file is None:
            yield
            return
        places = range(self._number)
        try:
            self._come_first(self._file, hold_on)
            for wanted in [[place] for place in places] if alone else [places]:
                _lock_one(self._file, wanted, hold_on)
            fcntl.lockf(self._file, fcntl.LOCK_UN, _LINE, self._number)
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, self._number + _LINE, 0)

    def _come_first(self, file: int, hold_on: Callable[[], None]) -> None:
        """Join the line, the bytes behind the places, and step forward with it."""
        for position in reversed(range(self._number, self._number + _LINE)):
            _lock_one(file, [position], hold_on)
            fcntl.lockf(file, fcntl.LOCK_UN, 1, position + 1)


def _lock_one(file: int, numbers: Iterable[int], hold_on: Callable[[], None]) -> None:
    """Have one of some bytes of a file be ours from now on."""
    while True:
        for number in numbers:
            with suppress(BlockingIOError):
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
                return
        time.sleep(_PAUSE)
        hold_on()

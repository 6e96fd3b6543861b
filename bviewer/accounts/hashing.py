"""Places for comparing passwords: few, one at a time, and in turn.

Each comparison takes 64 MiB, and a processor for a tenth of a second: no crowd may take all memory,
all threads or all processors. Nobody waits for a place: whoever finds none is to come again.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from bviewer.problems import Problem

BUSY_SECONDS = 2  # Until one may try again; a comparison takes a tenth.


class Way(Enum):
    """What somebody has who says a password. A crowd that has less keeps nobody out."""

    NOTHING = auto()
    LINK = auto()  # With a password, or to choose one: a share, an invitation, a mail.
    KNOWN_BROWSER = auto()


class Place:
    """A place for one at a time. Who had it last leaves it to whoever was sent away meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken, self._last, self._wanted_until = False, "", 0.0

    def take(self, who: str) -> bool:
        """Tell whether the place is theirs from now on."""
        now = time.monotonic()
        with self._lock:
            if self._is_taken or (who == self._last and now < self._wanted_until):
                if who != self._last:
                    self._wanted_until = now + 2 * BUSY_SECONDS
                return False
            self._is_taken, self._last, self._wanted_until = True, who, 0.0
            return True

    def leave(self) -> None:
        """Make room for the next."""
        self._is_taken = False


PLACES = {way: Place() for way in Way}


@contextmanager
def hashing_slot(way: Way, who: str) -> Iterator[None]:
    """Have the place of a way meanwhile; refuse at once if it is taken, or others' turn."""
    if not PLACES[way].take(who):
        raise Problem("passwords_busy", seconds=BUSY_SECONDS)
    try:
        yield
    finally:
        PLACES[way].leave()

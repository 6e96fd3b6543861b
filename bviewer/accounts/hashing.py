"""Places for comparing passwords: few, one at a time, and in turn.

Each comparison takes 64 MiB, and a processor for a tenth of a second: no crowd may take all memory,
all threads or all processors. Nobody waits for a place: whoever finds none is to come again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from bviewer.problems import Problem
from bviewer.security.places import RETRY_SECONDS, Places


class Way(Enum):
    """What somebody has who says a password. A crowd that has less keeps nobody out."""

    NOTHING = auto()
    LINK = auto()  # With a password, or to choose one: a share, an invitation, a mail.
    KNOWN_BROWSER = auto()


PLACES = {way: Places(1) for way in Way}


@contextmanager
def hashing_slot(way: Way, who: str) -> Iterator[None]:
    """Have the place of a way meanwhile; refuse at once if it is taken, or others' turn."""
    if not PLACES[way].take(who):
        raise Problem("passwords_busy", seconds=RETRY_SECONDS)
    try:
        yield
    finally:
        PLACES[way].leave(who)

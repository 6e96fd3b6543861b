"""Places that few have at a time, and in turn.

Nobody waits there: whoever finds no place is refused at once, and is to come again. Until then one
is kept from those who had one later, so that nobody is kept out by others who come more often.
"""

import threading
import time

RETRY_SECONDS = 2  # Until one may try again.
KEPT_SECONDS = 2 * RETRY_SECONDS
REMEMBERED_SECONDS = 60
MOST_REMEMBERED = 200  # A crowd of more costs neither memory nor time.


class Recent(dict[str, float]):
    """When somebody did something last, for a while, in the order of time."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def note(self, who: str, now: float) -> None:
        """Remember that somebody does it now."""
        self.pop(who, None)
        self[who] = now
        if len(self) > MOST_REMEMBERED:
            del self[next(iter(self))]

    def forget(self, now: float) -> None:
        """Forget what is long ago."""
        while self and now - next(iter(self.values())) >= self._seconds:
            del self[next(iter(self))]


class Places:
    """Some places: nobody has two, and whoever had one least lately comes first."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._inside: set[str] = set()
        self._served, self._refused = Recent(REMEMBERED_SECONDS), Recent(KEPT_SECONDS)
        self._lock = threading.Lock()

    def take(self, who: str) -> bool:
        """Tell whether a place is theirs from now on."""
        now = time.monotonic()
        with self._lock:
            self._served.forget(now)
            self._refused.forget(now)
            if who in self._inside:
                return False
            if self._number - len(self._inside) <= self._before(who):
                self._refused.note(who, now)
                return False
            self._refused.pop(who, None)
            self._served.note(who, now)
            self._inside.add(who)
            return True

    def leave(self, who: str) -> None:
        """Make room for the next."""
        with self._lock:
            self._inside.remove(who)

    def _before(self, who: str) -> int:
        """Return for how many a place is kept from somebody."""
        last = self._served.get(who, 0.0)
        return sum(self._served.get(each, 0.0) < last for each in self._refused)

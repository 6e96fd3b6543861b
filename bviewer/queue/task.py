"""What every task has: a name, how urgent it is, how lost work is found, a way to say "later"."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy.exc import OperationalError

Work = Callable[..., Any]

# What stands in quotation marks, and all from a word with a slash on: paths may have spaces. What a
# database quotes of a row begins on the second line.
NAMED = re.compile(r"""(["']).*\1|\S*/.*""")


class Priority(IntEnum):
    """Order what waits: what a visitor is looking at goes before what nobody waits for.

    One photograph that fills the screen goes before the hundreds of tiles that one has passed.
    Upkeep is rare and quick.
    """

    UPKEEP = 20
    VIEWER = 15
    VISITOR = 10
    BACKGROUND = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of background work, which the queue does once for each set of ids.

    `work` takes the runtime and ids. `name` is what messages call it: it stays the same when code
    moves. The queue finds what it has lost by its claims; where the queue itself is lost, or was
    away, `overdue` finds by the rows what was begun and never ended (ids), and `note` leaves such a
    row for work that could not be sent. What is `rare` is sent once a minute at most for the same
    ids: anybody's requests may ask for it, and it may be of no use.
    """

    name: str
    work: Work
    priority: Priority
    overdue: Callable[[Any], Iterable[object]] | None = None
    note: Work | None = None
    rare: bool = False

    def key(self, *ids: object) -> str:
        """Return the key that this work claims, so that it waits only once."""
        return ":".join([self.name, *map(str, ids)])


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Upkeep that one of all workers does whenever the clock fits the crontab fields in `when`.

    It is done as well whenever work of a task in `after` was, which has brought something to do.
    """

    name: str
    work: Work
    when: dict[str, str]
    after: Collection[Work] = ()


LONGEST_DELAY = 60  # Seconds.
DATABASE_DELAY = 10  # Seconds until a database may be back.


class TryLater(Exception):  # noqa: N818 - it names what to do.
    """Raised by work that cannot go on now. Its key stays taken meanwhile, so nothing spins."""

    def __init__(self, reason: str, delay: float | None = None) -> None:
        """Give `delay`, in seconds until the next try, up to LONGEST_DELAY.

        Without it the work is recovered when its claim has grown stale.
        """
        super().__init__(reason)
        self.delay = delay


class NotItsTurn(TryLater):
    """Raised by work that waits for other work, which is nothing to warn of."""


class Unfinished(Exception):  # noqa: N818 - it names the state.
    """Raised by long work that has done a part: it goes on behind what waits by now."""


def explanation(error: Exception) -> str:
    """Return what a disk, the queue or the database says, without the statement it refused."""
    if isinstance(error, OperationalError):
        return "the database: " + " ".join(str(error.orig).split())
    return str(error)


def without_names(error: Exception) -> str:
    """Return what went wrong, without the names of files: they are nobody's but their owners'.

    Operators read this; the log, which stays on the machine, has all of it.
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "".join(NAMED.sub("…", line) for line in str(error).splitlines()[:1])

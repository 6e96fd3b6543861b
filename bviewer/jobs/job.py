"""What every job has: how urgent it is, and a way to say that it cannot go on now."""

from enum import IntEnum

from sqlalchemy.exc import OperationalError


class Priority(IntEnum):
    """What a visitor is looking at goes before what nobody waits for; upkeep is rare and quick."""

    UPKEEP = 20
    VISITOR = 10
    BACKGROUND = 0


LONGEST_DELAY = 60  # Seconds.
DATABASE_DELAY = 10  # Seconds until a database may be back.


class TryLater(Exception):  # noqa: N818 - it names what to do.
    """Raised by a job that cannot go on now. Its key stays taken meanwhile, so nothing spins."""

    def __init__(self, reason: str, delay: float | None = None) -> None:
        """`delay`: seconds until the next try, up to LONGEST_DELAY.

        Without it the sweep finds the job when its claim has grown stale.
        """
        super().__init__(reason)
        self.delay = delay


def explanation(error: Exception) -> str:
    """What a disk, the queue or the database has to say, without the statement it did not like."""
    if isinstance(error, OperationalError):
        return "the database: " + " ".join(str(error.orig).split())
    return str(error)

"""The queue: Huey on SQLite, on Redis, or in the same process for tests."""

import logging
import sqlite3
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple

from huey import Huey, crontab
from huey.api import Task
from huey.constants import EmptyData
from huey.exceptions import ConfigurationError, HueyException
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, PriorityRedisStorage, SqliteStorage
from sqlalchemy.exc import OperationalError

from bviewer.settings import SettingsError

log = logging.getLogger(__name__)


class Priority(IntEnum):
    """What a visitor is looking at goes before what nobody waits for; upkeep is rare and quick."""

    UPKEEP = 20
    VISITOR = 10
    BACKGROUND = 0


LONGEST_DELAY = 60  # Seconds.


class TryLater(Exception):  # noqa: N818 - it names what to do.
    """Raised by a job that cannot go on now. Its key stays taken meanwhile, so nothing spins."""

    def __init__(self, reason: str, delay: float | None = None) -> None:
        """`delay`: seconds until the next try, up to LONGEST_DELAY.

        Without it the sweep finds the job when its claim has grown stale.
        """
        super().__init__(reason)
        self.delay = delay


class SignedHuey(Huey):
    """Huey that lives on when there is a message in the queue that bviewer did not write."""

    def dequeue(self) -> Task | None:
        """The next job, or None where there is none or none of ours."""
        try:
            return super().dequeue()
        except (ValueError, HueyException) as error:
            log.warning("refused a message in the queue: %s", error)
            return None


def make_huey(url: str, secret: str, patience: float = 5) -> Huey:
    """The Huey behind a queue URL; raises SettingsError where there is none.

    Messages are signed: whoever can write them runs code.
    """
    options = {
        **storage_options(url, patience),
        "results": False,
        "serializer": SignedSerializer(secret),
    }
    try:
        return SignedHuey("bviewer", **options)
    except (ConfigurationError, sqlite3.Error) as error:
        raise SettingsError([f"bviewer.queue: {error}"]) from error


def storage_options(url: str, patience: float) -> dict[str, Any]:
    """Huey's words for where jobs wait, and for how many seconds one waits for others there."""
    if url == "immediate":
        return {"storage_class": MemoryStorage, "immediate": True}
    if url.startswith("sqlite:///"):
        # The queue is a hint: after a power cut the sweep finds what was lost.
        filename = url.removeprefix("sqlite:///")
        return {
            "storage_class": SqliteStorage,
            "filename": filename,
            "fsync": False,
            "timeout": patience,
        }
    return {"storage_class": PriorityRedisStorage, "url": url}


def explanation(error: OSError | OperationalError) -> str:
    """What a disk or the database has to say, without the statement that it did not like."""
    return f"the database: {error.orig}" if isinstance(error, OperationalError) else str(error)


class Claim(NamedTuple):
    """What a key is taken for, and until when, in seconds since 1970."""

    until: float
    name: str
    args: tuple[Any, ...]


class Queue:
    """Jobs by name. A job with a key waits at most once: while it waits or runs, it claims it."""

    def __init__(self, huey: Huey, lease: float) -> None:
        """`lease`: seconds after which a claimed job may be taken for lost."""
        self.huey = huey
        self._lease = lease
        self._tasks: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the storage, which is opened again when it is needed."""
        self.huey.storage.close()

    def register(self, name: str, work: Callable[..., None], priority: Priority) -> None:
        """Make `work` known under a name that stays the same when code moves.

        What disks and the database fail to do now, they are asked to do later.
        """

        def run(key: str | None, *args: Any) -> None:
            self.hold(key, name, args)
            try:
                work(*args)
            except TryLater as reason:
                self.put_off(name, args, key, reason)
            except (OSError, OperationalError) as error:
                self.put_off(name, args, key, TryLater(explanation(error)))
            except KeyboardInterrupt:  # This worker is told to end at once; another one goes on.
                self._tasks[name](key, *args)
                raise
            else:
                self.release(key)

        self._tasks[name] = self.huey.task(name=name, priority=priority)(run)

    def register_periodic(self, name: str, work: Callable[[], None], **when: str) -> None:
        """Run `work` whenever the clock fits the crontab fields in `when`."""

        def run() -> None:
            try:
                work()
            except (OSError, OperationalError) as error:
                log.warning("%s failed this time: %s", name, explanation(error))

        self.huey.periodic_task(crontab(**when), name=name, priority=Priority.UPKEEP)(run)

    def send(self, name: str, *args: Any, key: str | None = None) -> bool:
        """Queue a job; False if a job with the same key is waiting or running already."""
        if key is not None and not self.claim(key, name, args):
            return False
        self._tasks[name](key, *args)
        return True

    def put_off(self, name: str, args: tuple[Any, ...], key: str | None, reason: TryLater) -> None:
        """Run a job again after a delay; without one its claim is left to grow stale."""
        log.warning("%s %s is put off: %s", name, args, reason)
        if reason.delay is not None:
            self.hold(key, name, args, reason.delay)
            self.huey.add_schedule(self._tasks[name].s(key, *args, delay=reason.delay))

    def claim(self, key: str, name: str, args: tuple[Any, ...]) -> bool:
        """Take a key for a job. A claim outlives a killed worker, so a stale one is taken over.

        While jobs are waiting, an old claim may be one of theirs, and is left alone.
        """
        if self.huey.put_if_empty(key, self.new_claim(name, args)):
            return True
        held = self.read_claim(self.huey.get_raw(key, peek=True))
        if held is not None and (not self.is_stale(held) or self.huey.pending_count()):
            return False
        return self.take_over(key, name, args)

    def take_over(self, key: str, name: str, args: tuple[Any, ...]) -> bool:
        """Put a claim in the place of one that no longer holds; false if another was quicker."""
        self.huey.delete(key)
        return self.huey.put_if_empty(key, self.new_claim(name, args))

    def hold(self, key: str | None, name: str, args: tuple[Any, ...], delay: float = 0) -> None:
        """Renew a claim, for a job that begins now, or in some seconds."""
        if key is not None:
            self.huey.put(key, self.new_claim(name, args, delay))

    def new_claim(self, name: str, args: tuple[Any, ...], delay: float = 0) -> Claim:
        """A claim that holds for the lease, after a delay."""
        return Claim(time.time() + delay + self._lease, name, args)

    def release(self, key: str | None) -> None:
        """Give a key back."""
        if key is not None:
            self.huey.delete(key)

    def resend_lost(self) -> int:
        """Send again the jobs that are claimed but nowhere any more; returns how many.

        A killed worker takes the job at hand with it, and what remains is the claim. While jobs are
        waiting, an old claim may be one of theirs: then this looks another time.
        """
        if self.huey.pending_count():
            return 0
        lost = 0
        for key, data in self.huey.all_results().items():
            claim = self.read_claim(data)
            if claim is None or not self.is_stale(claim):
                continue
            if self.take_over(key, claim.name, claim.args):
                self._tasks[claim.name](key, *claim.args)
                lost += 1
        return lost

    def read_claim(self, data: bytes) -> Claim | None:
        """What a claim says; None if it is gone, or not ours."""
        try:
            return None if data is EmptyData else self.huey.serializer.deserialize(data)
        except ValueError:
            return None

    def is_stale(self, claim: Claim) -> bool:
        """Whether a claim no longer holds. One for too long was made by a wrong clock."""
        return not 0 < claim.until - time.time() <= LONGEST_DELAY + self._lease

"""The queue: named jobs, sent once per key, the most urgent first."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple

from huey import Huey, crontab
from huey.api import Task
from huey.constants import EmptyData
from sqlalchemy.exc import OperationalError

from bviewer.settings import SettingsError

from .storage import STORAGE_ERRORS, Breaker, QueueAway, is_passing, outliving_storage

log = logging.getLogger(__name__)


class Priority(IntEnum):
    """What a visitor is looking at goes before what nobody waits for; upkeep is rare and quick."""

    UPKEEP = 20
    VISITOR = 10
    BACKGROUND = 0


LONGEST_DELAY = 60  # Seconds.
DATABASE_DELAY = 10  # Seconds until a database may be back.

# Seconds within which a job is begun when no job is waiting. It may never have been sent: a storage
# that answered too late has the claim and not the job.
BEGUN_WITHIN = 5


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


class Claim(NamedTuple):
    """What a key is taken for, and until when, in seconds since 1970."""

    until: float
    name: str
    args: tuple[Any, ...]
    priority: int = Priority.VISITOR


# What claims are for besides jobs: to be the only one at a job, or to send a periodic one.
NO_JOB = ""


class Queue:
    """Jobs by name. A job with a key waits at most once: while it waits or runs, it claims it."""

    def __init__(self, huey: Huey, lease: float) -> None:
        """`lease`: seconds after which a claimed job may be taken for lost."""
        self.huey = huey
        self._lease = lease
        self._tasks: dict[str, Any] = {}
        self.breaker = Breaker()

    def require(self) -> None:
        """Raise SettingsError if the storage does not answer: QueueAway if it may do so later."""
        try:
            self.huey.pending_count()
        except Exception as error:  # Every storage raises its own kind of error.
            kind = QueueAway if is_passing(error) else SettingsError
            raise kind([f"bviewer.queue: {error}"]) from error

    def length(self) -> int:
        """The number of jobs that wait; raises whatever its storage raises."""
        return self.huey.pending_count()

    def close(self) -> None:
        """Let go of the storage, which is opened again when it is needed."""
        self.huey.storage.close()

    def register(self, name: str, work: Callable[..., None], priority: Priority) -> None:
        """Make `work` known under a name that stays the same when code moves.

        What disks and the database fail to do now, they are asked to do later.
        """

        def run(key: str | None, *args: Any, task: Task) -> None:
            claim = self.new_claim(name, args, task.priority)
            if not self.begin(key, claim):
                return
            try:
                work(*args)
            except TryLater as reason:
                self.put_off(key, claim, reason)
            except OperationalError as error:
                self.put_off(key, claim, TryLater(explanation(error), DATABASE_DELAY))
            except (OSError, *STORAGE_ERRORS) as error:
                self.put_off(key, claim, TryLater(explanation(error)))
            except KeyboardInterrupt:  # This worker is told to end at once; another one goes on.
                self.enqueue(key, claim)
                raise
            else:
                self.release(key)
            finally:
                self.end(key)

        task = self.huey.task(name=name, priority=priority, context=True)
        self._tasks[name] = task(run)

    def register_periodic(self, name: str, work: Callable[[], None], **when: str) -> None:
        """Run `work` whenever the clock fits the crontab fields in `when`.

        Any number of consumers may look at their clocks: one of them sends it.
        """
        is_due = crontab(**when)

        def is_ours(moment: datetime) -> bool:
            return is_due(moment) and self.take_period(name, moment)

        def run() -> None:
            try:
                work()
            except (OSError, OperationalError, *STORAGE_ERRORS) as error:
                log.warning("%s failed this time: %s", name, explanation(error))

        self.huey.periodic_task(is_ours, name=name, priority=Priority.UPKEEP)(run)

    def take_period(self, name: str, moment: datetime) -> bool:
        """Whether nobody else sends a periodic job in the minute of `moment`."""
        period = self.new_claim(NO_JOB, (), Priority.UPKEEP, LONGEST_DELAY)
        try:
            return bool(self.huey.put_if_empty(f"{name}@{moment:%Y-%m-%dT%H:%M}", period))
        except STORAGE_ERRORS as error:
            log.warning("%s is not sent this time: %s", name, error)
            return False

    def send(
        self, name: str, *args: Any, key: str | None = None, priority: Priority | None = None
    ) -> bool:
        """Queue a job; False if a job with the same key is waiting or running already.

        If it waits with less priority than it is given now (that of its name if none is given), it
        is queued again: the one that comes late finds nothing left to do.
        """
        if priority is None:
            priority = self._tasks[name].task_class.default_priority
        claim = self.new_claim(name, args, priority)
        until = min(claim.until, time.time() + BEGUN_WITHIN)
        if key is not None and not self.claim(key, claim._replace(until=until)):
            return False
        self.enqueue(key, claim)
        return True

    def enqueue(self, key: str | None, claim: Claim) -> None:
        """Hand a job over to the workers."""
        self._tasks[claim.name](key, *claim.args, priority=claim.priority)

    def put_off(self, key: str | None, claim: Claim, reason: TryLater) -> None:
        """Run a job again after a delay; without one its claim is left to grow stale."""
        log.warning("%s %s is put off: %s", claim.name, claim.args, reason)
        if reason.delay is None:
            return
        with outliving_storage():
            self.hold(key, self.new_claim(claim.name, claim.args, claim.priority, reason.delay))
            late = self._tasks[claim.name].s(
                key, *claim.args, priority=claim.priority, delay=reason.delay
            )
            self.huey.add_schedule(late)

    def claim(self, key: str, claim: Claim) -> bool:
        """Take a key for a job. A claim outlives a killed worker, so a stale one is taken over.

        While jobs are waiting, an old claim may be one of theirs, and is left alone.
        """
        if self.huey.put_if_empty(key, claim):
            return True
        held = self.held(key)
        if held is None or held.priority < claim.priority:
            return self.take_over(key, claim)
        if not self.is_stale(held) or self.huey.pending_count():
            return False
        return self.take_over(key, claim)

    def begin(self, key: str | None, claim: Claim) -> bool:
        """Be the only one at a job; false if another worker is at it, or another job in its place.

        Two may have it at hand, when it was sent again with more priority.
        """
        if key is None:
            return True
        with outliving_storage():
            if self.is_outranked(key, claim):
                return False
            mark = running(key)
            if not self.huey.put_if_empty(mark, claim._replace(name=NO_JOB, args=())):
                held = self.held(mark)
                if held is not None and not self.is_stale(held):
                    return False
                self.huey.put(mark, claim._replace(name=NO_JOB, args=()))
            self.hold(key, claim)
        return True

    def is_outranked(self, key: str, claim: Claim) -> bool:
        """Whether the key is taken for the same job with more priority, which runs by itself."""
        held = self.held(key)
        return held is not None and held.priority > claim.priority and not self.is_stale(held)

    def renewing(self, key: str) -> Callable[[], None]:
        """What a job that may take longer than the lease calls again and again to keep its key."""
        renewed = time.time()

        def hold_on() -> None:
            nonlocal renewed
            if time.time() - renewed > self._lease / 4:
                renewed = time.time()
                self.renew(key)

        return hold_on

    def renew(self, key: str) -> None:
        """Have the claims to a key hold for the lease from now on."""
        with outliving_storage():
            for name in (key, running(key)):
                if held := self.held(name):
                    self.hold(name, held._replace(until=time.time() + self._lease))

    def end(self, key: str | None) -> None:
        """Let others at a job."""
        if key is not None:
            self.release(running(key))

    def take_over(self, key: str, claim: Claim) -> bool:
        """Put a claim in the place of one that no longer holds; false if another was quicker."""
        self.huey.delete(key)
        return bool(self.huey.put_if_empty(key, claim))

    def hold(self, key: str | None, claim: Claim) -> None:
        """Renew a claim, for a job that begins now, or in some seconds."""
        if key is not None:
            self.huey.put(key, claim)

    def new_claim(self, name: str, args: tuple[Any, ...], priority: int, delay: float = 0) -> Claim:
        """A claim that holds for the lease, after a delay."""
        return Claim(time.time() + delay + self._lease, name, args, priority)

    def release(self, key: str | None) -> None:
        """Give a key back."""
        if key is not None:
            with outliving_storage():
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
            if claim.name not in self._tasks:
                self.huey.delete(key)
            elif self.take_over(key, self.new_claim(*claim[1:])):
                self.enqueue(key, claim)
                lost += 1
        return lost

    def held(self, key: str) -> Claim | None:
        """The claim to a key; None if there is none that can be read."""
        return self.read_claim(self.huey.get_raw(key, peek=True))

    def read_claim(self, data: bytes) -> Claim | None:
        """What a claim says; None if it is gone, or not ours."""
        try:
            return None if data is EmptyData else self.huey.serializer.deserialize(data)
        except ValueError:
            return None

    def is_stale(self, claim: Claim) -> bool:
        """Whether a claim no longer holds. One for too long was made by a wrong clock."""
        return not 0 < claim.until - time.time() <= LONGEST_DELAY + self._lease


def running(key: str) -> str:
    """The key of being the only one at the job of a key."""
    return f"running:{key}"

"""The queue: named tasks, sent once per key, the most urgent first."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from huey import Huey, crontab
from huey.api import Task
from sqlalchemy.exc import OperationalError

from bviewer.config.settings import SettingsError
from bviewer.queue.claims import NO_TASK, Claim, Claims
from bviewer.queue.locks import Locks
from bviewer.queue.storage import Breaker, QueueAway, is_passing, outliving_storage, storage_errors
from bviewer.queue.task import (
    DATABASE_DELAY,
    LONGEST_DELAY,
    NotItsTurn,
    Priority,
    TryLater,
    Unfinished,
    explanation,
    without_names,
)

log = logging.getLogger(__name__)

LONGEST_FAILURE = 300  # Characters of what is said of a task that failed.

# Huey puts the module of a function into messages. Those that wait while bviewer is upgraded name
# this one, wherever the code is by now.
MESSAGES_OF = "bviewer.jobs.queue"


class Queue:
    """Tasks by name. A task with a key waits at most once: while it waits or runs, it claims it."""

    def __init__(self, huey: Huey, lease: float) -> None:
        """`lease`: seconds after which a claimed task may be taken for lost."""
        self.huey = huey
        self.claims = Claims(huey, lease)
        self.locks = Locks(self.claims)
        self._tasks: dict[str, Any] = {}
        self._periodic: dict[str, Any] = {}
        self._renew: Callable[[], None] = lambda: None
        self.breaker = Breaker()

    def require(self) -> None:
        """Raise SettingsError if the storage does not answer: QueueAway if it may do so later."""
        try:
            self.huey.pending_count()
        except Exception as error:  # Every storage raises its own kind of error.
            kind = QueueAway if is_passing(error) else SettingsError
            raise kind([f"bviewer.queue: {error}"]) from error

    def length(self) -> int:
        """Return the number of tasks that wait; raises whatever its storage raises."""
        return self.huey.pending_count()

    def close(self) -> None:
        """Let go of the storage, which is opened again when it is needed."""
        self.huey.storage.close()

    def register(
        self,
        name: str,
        work: Callable[..., None],
        priority: Priority,
        then: Collection[str] = (),
    ) -> None:
        """Make `work` known under a name that stays the same when code moves.

        What disks and the database fail to do now, they are asked to do later. Once it is done,
        the periodic tasks that `then` names are sent.
        """

        def run(key: str | None, *args: Any, task: Task) -> None:
            claim = self.claims.new(name, args, task.priority)
            if not self.locks.begin(key, claim):
                return
            is_unfinished = False
            before, self._renew = self._renew, self.locks.renewing(key) if key else self._renew
            try:
                work(*args)
            except Unfinished:
                is_unfinished = True
            except Exception as error:  # noqa: BLE001 - what is unexpected is raised again.
                self.end_badly(key, claim, error)
            except KeyboardInterrupt:  # This worker is told to end at once; another one goes on.
                self.enqueue(key, claim)
                raise
            else:
                self.claims.release(key)
                self.send_periodic(then)
            finally:
                self._renew = before
                self.locks.end(key)
            if is_unfinished:  # Not before that: whoever takes it has to find it free.
                self.enqueue(key, claim)

        run.__module__ = MESSAGES_OF
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
            except storage_errors(OSError, OperationalError) as error:
                log.warning("%s failed this time: %s", name, explanation(error))

        run.__module__ = MESSAGES_OF
        task = self.huey.periodic_task(is_ours, name=name, priority=Priority.UPKEEP)
        self._periodic[name] = task(run)

    def send_periodic(self, names: Iterable[str]) -> None:
        """Queue periodic tasks at once. Where that fails they are left to the clock."""
        with outliving_storage():
            for name in names:
                self._periodic[name]()

    def hold_on(self) -> None:
        """Keep the key of the task at hand: long work calls this again and again."""
        self._renew()

    def take_period(self, name: str, moment: datetime) -> bool:
        """Return whether nobody else sends a periodic task in the minute of `moment`."""
        try:
            return self.take_minute(name, moment)
        except storage_errors() as error:
            log.warning("%s is not sent this time: %s", name, error)
            return False

    def take_minute(self, name: str, moment: datetime) -> bool:
        """Return whether this is the first to ask for a name in the minute of `moment`; raises
        whatever the storage raises."""
        minute = self.claims.new(NO_TASK, (), Priority.UPKEEP, LONGEST_DELAY)
        return self.claims.take_free(f"{name}@{moment:%Y-%m-%dT%H:%M}", minute)

    def send(
        self, name: str, *args: Any, key: str | None = None, priority: Priority | None = None
    ) -> bool:
        """Queue a task; False if a task with the same key is waiting or running already.

        If it waits with less priority than it is given now (that of its name if none is given), it
        is queued again: the one that comes late finds nothing left to do.
        """
        if priority is None:
            priority = self._tasks[name].task_class.default_priority
        claim = self.claims.new(name, args, priority)
        if key is not None and not self.claims.take(key, claim):
            return False
        self.enqueue(key, claim)
        return True

    def enqueue(self, key: str | None, claim: Claim) -> None:
        """Hand a task over to the workers."""
        self._tasks[claim.name](key, *claim.args, priority=claim.priority)

    def end_badly(self, key: str | None, claim: Claim, error: Exception) -> None:
        """Put off what may go well later; note and raise whatever else went wrong."""
        if isinstance(error, TryLater):
            self.put_off(key, claim, error)
        elif isinstance(error, OperationalError):
            self.put_off(key, claim, TryLater(explanation(error), DATABASE_DELAY))
        elif isinstance(error, storage_errors(OSError)):
            self.put_off(key, claim, TryLater(explanation(error)))
        else:
            self.note_failure(key, claim, error)
            raise error

    def note_failure(self, key: str | None, claim: Claim, reason: Exception) -> None:
        """Leave in the claim why a task failed. Once it is stale, `recover` has it tried again."""
        failure = f"{type(reason).__name__}: {without_names(reason)}"[:LONGEST_FAILURE]
        with outliving_storage():
            self.claims.hold(key, self.claims.new(*claim[1:4])._replace(failure=failure))

    def failed(self) -> dict[str, Claim]:
        """Return the claims of tasks that failed and have not begun again, by their keys."""
        return {key: claim for key, claim in self.claims.all_held().items() if claim.failure}

    def try_again(self, key: str) -> bool:
        """Send a task that failed at once; False if it did not, or has begun again meanwhile."""
        claim = self.claims.held(key)
        if claim is None or not claim.failure or claim.name not in self._tasks:
            return False
        if not self.claims.take_over(key, self.claims.new(*claim[1:4])):
            return False
        self.enqueue(key, claim)
        return True

    def put_off(self, key: str | None, claim: Claim, reason: TryLater) -> None:
        """Run a task again after a delay; without one its claim is left to grow stale."""
        level = logging.INFO if isinstance(reason, NotItsTurn) else logging.WARNING
        log.log(level, "%s %s is put off: %s", claim.name, claim.args, reason)
        if reason.delay is None:
            return
        with outliving_storage():
            self.claims.hold(
                key, self.claims.new(claim.name, claim.args, claim.priority, reason.delay)
            )
            late = self._tasks[claim.name].s(
                key, *claim.args, priority=claim.priority, delay=reason.delay
            )
            self.huey.add_schedule(late)

    def resend_lost(self) -> int:
        """Send again the tasks that are claimed but nowhere any more; returns how many.

        A killed worker takes the task at hand with it, and what remains is the claim.
        """
        sent = 0
        for key, claim in self.claims.lost():
            if claim.name not in self._tasks:
                self.claims.forget(key)
            elif self.claims.take_over(key, self.claims.new(*claim[1:4])):
                self.enqueue(key, claim)
                sent += 1
        return sent

"""Claims: while a task waits or runs, its key is taken, and whoever asks sends no second one.

A claim holds for a time, the lease, and outlives the process that made it. So the tasks of killed
workers are known by their claims: these hold no longer, and the tasks are nowhere any more.
"""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from huey import Huey
from huey.constants import EmptyData

from bviewer.queue.storage import outliving_storage
from bviewer.queue.task import LONGEST_DELAY, Priority

# Seconds within which a task is begun when no task is waiting. It may never have been sent: a
# storage that answered too late has the claim and not the task.
BEGUN_WITHIN = 5


class Claim(NamedTuple):
    """What a key is taken for, and until when, in seconds since 1970.

    A task that ended with a `failure` leaves it in its claim, until it begins again.
    """

    until: float
    name: str
    args: tuple[Any, ...]
    priority: int = Priority.VISITOR
    failure: str = ""


# What claims are for besides tasks: to be the only one at a task, or to send a periodic one.
NO_TASK = ""


class Claims:
    """Who has which key, as all processes at the same storage see it."""

    def __init__(self, huey: Huey, lease: float) -> None:
        """`lease`: seconds after which a claimed task may be taken for lost."""
        self._huey = huey
        self.lease = lease

    def new(self, name: str, args: tuple[Any, ...], priority: int, delay: float = 0) -> Claim:
        """Return a claim that holds for the lease, after a delay."""
        return Claim(time.time() + delay + self.lease, name, args, priority)

    def take(self, key: str, claim: Claim) -> bool:
        """Take a key for a task that is to be sent; false if it is taken already.

        While tasks are waiting, an old claim may be one of theirs, and is left alone: whoever asks
        has no time to look for it among them. `recover` has.
        """
        claim = claim._replace(until=min(claim.until, time.time() + BEGUN_WITHIN))
        if self.take_free(key, claim):
            return True
        held = self.held(key)
        if held is None or held.priority < claim.priority:
            return self.take_over(key, claim)
        if not self.is_stale(held) or self._huey.pending_count():
            return False
        return self.take_over(key, claim)

    def take_free(self, key: str, claim: Claim) -> bool:
        """Take a key that nobody has; one of many who try it at once succeeds."""
        return bool(self._huey.put_if_empty(key, claim))

    def take_over(self, key: str, claim: Claim) -> bool:
        """Put a claim in the place of one that no longer holds; false if another was quicker."""
        self.forget(key)
        return self.take_free(key, claim)

    def hold(self, key: str | None, claim: Claim) -> None:
        """Renew a claim, for a task that begins now, or in some seconds."""
        if key is not None:
            self._huey.put(key, claim)

    def release(self, key: str | None) -> None:
        """Give a key back."""
        if key is not None:
            with outliving_storage():
                self.forget(key)

    def forget(self, key: str) -> None:
        """Remove the claim to a key; raises whatever the storage raises."""
        self._huey.delete(key)

    def held(self, key: str) -> Claim | None:
        """Return the claim to a key; None if there is none that can be read."""
        return self._read(self._huey.get_raw(key, peek=True))

    def is_stale(self, claim: Claim) -> bool:
        """Return whether a claim no longer holds. One for too long was made by a wrong clock."""
        return not 0 < claim.until - time.time() <= LONGEST_DELAY + self.lease

    def all_held(self) -> dict[str, Claim]:
        """Return all claims by their keys; raises whatever the storage raises."""
        found = {key: self._read(data) for key, data in self._huey.all_results().items()}
        return {key: claim for key, claim in found.items() if isinstance(claim, Claim)}

    def lost(self) -> Iterator[tuple[str, Claim]]:
        """Yield the stale claims, with their keys, of tasks that neither wait nor run."""
        stale = {key: claim for key, claim in self.all_held().items() if self.is_stale(claim)}
        waiting = self._waiting() if stale else set()
        for key, claim in stale.items():
            # What left the queue between the two looks has been begun, and its claim renewed: but
            # for the moment between the two. A task may be sent twice, and finds nothing to do.
            if key not in waiting and self.held(key) == claim:
                yield key, claim

    def _waiting(self) -> set[str | None]:
        """Return the keys of all tasks that wait, at once or until later: the first of their
        arguments."""
        storage = self._huey.storage
        messages = map(self._read, [*storage.enqueued_items(), *storage.scheduled_items()])
        return {message.args[0] for message in messages if message and message.args}

    def _read(self, data: bytes) -> Any:
        """Return what a claim or a task says; None if it is gone, or not ours."""
        try:
            return None if data is EmptyData else self._huey.serializer.deserialize(data)
        except ValueError:
            return None

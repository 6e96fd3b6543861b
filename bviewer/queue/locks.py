"""Locks of running tasks: one worker at each, which keeps the key for as long as it takes."""

import time
from collections.abc import Callable

from bviewer.queue.claims import NO_TASK, Claim, Claims
from bviewer.queue.storage import outliving_storage


class Locks:
    """Beside the claim to its key, a task that runs has a lock: a claim to being the only one."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    def begin(self, key: str | None, claim: Claim) -> bool:
        """Be the only one at a task; false if another worker is at it, or another in its place.

        Two may have it at hand, when it was sent again with more priority.
        """
        if key is None:
            return True
        with outliving_storage():
            if self._is_outranked(key, claim) or not self._take_lock(key, claim):
                return False
            self._claims.hold(key, claim)
        return True

    def end(self, key: str | None) -> None:
        """Let others at a task."""
        if key is not None:
            self._claims.release(lock_name(key))

    def renewing(self, key: str) -> Callable[[], None]:
        """Return what a task that may take longer than the lease calls again and again to keep its
        key."""
        renewed = time.time()

        def hold_on() -> None:
            nonlocal renewed
            if time.time() - renewed > self._claims.lease / 4:
                renewed = time.time()
                self._renew(key)

        return hold_on

    def _is_outranked(self, key: str, claim: Claim) -> bool:
        """Return whether the key is taken for the same task with more priority, which runs by
        itself."""
        held = self._claims.held(key)
        return (
            held is not None and held.priority > claim.priority and not self._claims.is_stale(held)
        )

    def _take_lock(self, key: str, claim: Claim) -> bool:
        """Mark a task as running; false if it is running already."""
        name, claim = lock_name(key), claim._replace(name=NO_TASK, args=())
        if self._claims.take_free(name, claim):
            return True
        held = self._claims.held(name)
        if held is not None and not self._claims.is_stale(held):
            return False
        self._claims.hold(name, claim)
        return True

    def _renew(self, key: str) -> None:
        """Have the claims to a key hold for the lease from now on."""
        with outliving_storage():
            for name in (key, lock_name(key)):
                if held := self._claims.held(name):
                    self._claims.hold(name, held._replace(until=time.time() + self._claims.lease))


def lock_name(key: str) -> str:
    """Return the key of being the only one at the task of a key."""
    return f"running:{key}"

"""The queue: Huey on SQLite, on Redis, or in the same process for tests."""

import functools
import logging
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from huey import Huey, MemoryHuey, PriorityRedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

log = logging.getLogger(__name__)


class Priority(IntEnum):
    """What a visitor is looking at goes before what nobody waits for."""

    VISITOR = 10
    BACKGROUND = 0


def make_huey(url: str, secret: str) -> Huey:
    """The Huey behind a queue URL. Messages are signed: whoever can write them runs code."""
    options = {"results": False, "serializer": SignedSerializer(secret)}
    if url == "immediate":
        return MemoryHuey("bviewer", immediate=True, **options)
    if url.startswith("sqlite:///"):
        filename = url.removeprefix("sqlite:///")
        # The queue is a hint: after a power cut the sweep finds what was lost.
        return SqliteHuey("bviewer", filename=filename, fsync=False, **options)
    return PriorityRedisHuey("bviewer", url=url, **options)


class TryLater(Exception):  # noqa: N818 - it names what to do.
    """Raised by a job that cannot go on now. Its key stays taken for a while: nothing spins."""


class Queue:
    """Jobs by name. A job with a key waits at most once."""

    def __init__(self, huey: Huey, stale_after: float) -> None:
        """`stale_after`: seconds after which a key's job is taken for lost."""
        self.huey = huey
        self._stale_after = stale_after
        self._tasks: dict[str, Any] = {}

    def register(self, name: str, work: Callable[..., None], priority: Priority) -> None:
        """Make `work` known under a name that stays the same when code moves."""

        @functools.wraps(work)
        def run(key: str | None, *args: Any) -> None:
            try:
                work(*args)
            except TryLater as reason:
                log.warning("%s %s is put off: %s", name, args, reason)
            else:
                self.release(key)

        self._tasks[name] = self.huey.task(name=name, priority=priority)(run)

    def register_periodic(self, name: str, work: Callable[[], None], **when: str) -> None:
        """Run `work` whenever the clock fits the crontab fields in `when`."""
        self.huey.periodic_task(crontab(**when), name=name)(work)

    def send(self, name: str, *args: Any, key: str | None = None) -> bool:
        """Queue a job; False if a job with the same key is waiting or running already."""
        if key is not None and not self.claim(key):
            return False
        self._tasks[name](key, *args)
        return True

    def claim(self, key: str) -> bool:
        """Take a key. A claim outlives a killed worker, so an old one is taken over."""
        if self.huey.put_if_empty(key, time.time()):
            return True
        claimed_at = self.huey.get(key, peek=True)
        if claimed_at is not None and time.time() - claimed_at < self._stale_after:
            return False
        self.huey.delete(key)
        return self.huey.put_if_empty(key, time.time())

    def release(self, key: str | None) -> None:
        """Give a key back."""
        if key is not None:
            self.huey.delete(key)

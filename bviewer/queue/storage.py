"""Where tasks wait: Huey on SQLite, on Redis, or in the same process for tests.

The queue is a hint, so nothing ends because its storage is away. Web processes wait for it as long
as a visitor would not notice, and then not again for some seconds (`Breaker`). A worker that finds
no storage when it starts ends with one line; later it waits for it. A setting that no waiting mends
(`is_passing`) starts nobody.
"""

import logging
import pickle
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from types import ModuleType, TracebackType
from typing import Any

from huey import Huey
from huey.api import Task
from huey.exceptions import ConfigurationError, HueyException
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, SqliteStorage

from bviewer.config.settings import SQLITE_FILE, CannotStart, SettingsError

log = logging.getLogger(__name__)

LOOK_EVERY = 1  # Seconds between two looks at a storage that is away.
REST = 3  # Seconds without another try to send a task.
LONGEST_COMPLAINT = 200  # Characters; a bad message may be quoted in what is said about it.

# Messages and claims name their classes. Those that an older bviewer wrote, and that are still
# there when it has been upgraded, name them where they were: here is where they are by now.
MOVED = {
    ("bviewer.jobs.claims", "Claim"): ("bviewer.queue.claims", "Claim"),
    ("bviewer.jobs.job", "Priority"): ("bviewer.queue.task", "Priority"),
}


class MessageReader(pickle.Unpickler):
    """Reads what was written before code moved."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the class that goes by this name now."""
        return super().find_class(*MOVED.get((module, name), (module, name)))


class MessageSerializer(SignedSerializer):
    """Signs, and knows what has moved."""

    def _deserialize(self, data: bytes) -> Any:
        """Return what was written; raises ValueError for what is not ours, or not any more."""
        message = self._unsign(data)
        try:
            return MessageReader(BytesIO(message)).load()
        except (AttributeError, ImportError) as error:
            raise ValueError(f"of another version: {error}") from error


class SignedHuey(Huey):
    """Huey that lives on while its storage is away, or holds what bviewer did not write."""

    _is_away = False

    def dequeue(self) -> Task | None:
        """Return the next task, or None where there is none or none of ours, or nothing to
        look at."""
        try:
            task = super().dequeue()
        except (ValueError, HueyException) as error:
            log.warning("refused a message in the queue: %.*s", LONGEST_COMPLAINT, error)
            return None
        except storage_errors() as error:
            self.say_away(error)
            time.sleep(LOOK_EVERY)
            return None
        self.say_back()
        return task

    def read_schedule(self, timestamp: datetime | None = None) -> list[Task]:
        """Return the tasks that were put off and are due."""
        try:
            tasks: list[Task] = super().read_schedule(timestamp)
        except storage_errors() as error:
            self.say_away(error)
            return []
        self.say_back()
        return tasks

    def execute(self, task: Task, timestamp: datetime | None = None) -> None:
        """Run a task, which is at hand whatever became of the storage."""
        with outliving_storage():
            super().execute(task, timestamp)

    def is_revoked(self, *_args: Any) -> bool:
        """Return False: nobody revokes tasks, so there is nothing to ask the storage."""
        return False

    def is_away(self) -> bool:
        """Return whether the storage did not answer when it was last asked."""
        return self._is_away

    def say_away(self, error: Exception) -> None:
        """Log an outage once, however often it is met."""
        if not self._is_away:
            log.warning("waiting for the queue: %s", error)
        self._is_away = True

    def say_back(self) -> None:
        """Log the end of an outage."""
        if self._is_away:
            log.info("the queue is back")
        self._is_away = False


@contextmanager
def outliving_storage() -> Iterator[None]:
    """Go on with a task at hand: what the storage fails to note down, `recover` finds."""
    try:
        yield
    except storage_errors() as error:
        log.warning("the queue: %s", error)


def make_huey(url: str, secret: str, patience: float = 5) -> Huey:
    """Return the Huey behind a queue URL; raises SettingsError where there is none.

    Messages are signed: whoever can write them runs code. `patience`: seconds to wait for others at
    the storage, or for its answer.
    """
    try:
        return SignedHuey(
            "bviewer",
            results=False,
            serializer=MessageSerializer(secret),
            **storage_options(url, patience),
        )
    except (ConfigurationError, sqlite3.Error) as error:
        raise SettingsError([f"bviewer.queue: {error}"]) from error


def storage_options(url: str, patience: float) -> dict[str, Any]:
    """Huey's words for where tasks wait."""
    if url == "immediate":
        return {"storage_class": MemoryStorage, "immediate": True}
    if url.startswith(SQLITE_FILE):
        return {
            "storage_class": SqliteStorage,
            "filename": url.removeprefix(SQLITE_FILE),
            "fsync": False,  # After a power cut `recover` finds what was lost.
            "timeout": patience,
        }
    # Nobody else waits for the driver.
    from bviewer.queue.redis_storage import redis_options  # noqa: PLC0415

    return redis_options(url, patience)


def redis_storage() -> ModuleType | None:
    """Return the module of the queue on Redis; None where there is none, nor an error of it."""
    return sys.modules.get("bviewer.queue.redis_storage")


def redis_client(huey: Huey) -> Any:
    """Return the client of the Redis where tasks wait; None where they wait elsewhere."""
    redis, storage = redis_storage(), huey.storage
    is_there = redis is not None and isinstance(storage, redis.PriorityRedisStorage)
    return storage.conn if is_there else None


def storage_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what storages raise, and others."""
    redis = redis_storage()
    return (*others, sqlite3.Error, *([] if redis is None else [redis.RedisError]))


class QueueAway(CannotStart):
    """The storage is not reached at the moment; its setting may well be right."""


def is_passing(error: Exception) -> bool:
    """Return whether a storage that starts, or is busy, may answer the same later."""
    redis = redis_storage()
    if redis is not None and isinstance(error, redis.RedisError):
        return bool(redis.is_passing(error))
    return isinstance(error, sqlite3.OperationalError)


def is_silence(error: BaseException | None) -> bool:
    """Return whether a storage did not answer: whoever asks next would wait as long."""
    redis = redis_storage()
    return redis is not None and isinstance(error, redis.SILENCE)


class StorageAway(Exception):  # noqa: N818 - it names the state.
    """The storage did not answer a moment ago."""


class Breaker:
    """Lets nobody wait for a storage that did not answer, but one in REST seconds, who tries.

    Around each attempt: `with breaker: ...` raises StorageAway instead of trying.
    """

    def __init__(self) -> None:
        self._reason: BaseException | None = None
        self._until = 0.0

    def __enter__(self) -> None:
        if self._reason is None:
            return
        if time.monotonic() < self._until:
            raise StorageAway(str(self._reason))
        self._until = time.monotonic() + REST

    def __exit__(
        self, _kind: type | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None:
            self._reason = None
        elif is_silence(error):
            self._reason, self._until = error, time.monotonic() + REST

"""Counters that all processes of this machine add to, for the page of metrics.

Each process writes its own sums to a file of its own, and whoever wants to know adds the files up.
A process takes over the file of one that has ended, and with it what that one had counted: there
are never more files than there were processes at once, and no sum ever falls.
"""

import fcntl
import os
import platform
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from itertools import count
from pathlib import Path

REQUEST_CLASSES = ("page", "thumbnail", "original", "static", "other")
STATUS_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")

RENDITIONS_MADE = 'bviewer_renditions_total{outcome="made"}'
RENDITIONS_FAILED = 'bviewer_renditions_total{outcome="failed"}'
RENDERING_SECONDS = "bviewer_rendering_seconds_total"
CACHE_HITS = 'bviewer_thumbnails_total{cache="hit"}'
CACHE_MISSES = 'bviewer_thumbnails_total{cache="miss"}'


def requests(kind: str, status: str) -> str:
    """Return the counter of requests of a class that were answered with a status of a class."""
    return f'bviewer_requests_total{{class="{kind}",status="{status}"}}'


# By the names that they have on the page.
COUNTERS = (
    *(requests(kind, status) for kind in REQUEST_CLASSES for status in STATUS_CLASSES),
    *(CACHE_HITS, CACHE_MISSES, RENDITIONS_MADE, RENDITIONS_FAILED, RENDERING_SECONDS),
)
INDEXES = {name: index for index, name in enumerate(COUNTERS)}
# Files with other counters, of an older or newer bviewer, are left alone.
LAYOUT = blake2b("\n".join(COUNTERS).encode(), digest_size=4).hexdigest()

NUMBER = struct.Struct("=d")
SUMS = struct.Struct(f"={len(COUNTERS)}d")

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def counters_folder(cache: Path) -> Path:
    """Return where in the cache the numbers for the page of metrics are."""
    return cache / "metrics"


class NoCounters:
    """Where nobody asks, nothing is counted."""

    def add(self, name: str, amount: float = 1) -> None:
        """Forget it."""


class Counters(NoCounters):
    """The counters of this process, and the sums of all."""

    def __init__(self, folder: Path) -> None:
        """`folder` may be shared with other machines. Nothing is written before the first count."""
        self._folder = folder / (platform.node() or "localhost") / LAYOUT
        self._lock = threading.Lock()
        self._file = -1
        self._owner = 0
        self._sums = [0.0] * len(COUNTERS)

    def add(self, name: str, amount: float = 1) -> None:
        """Count. Never fails: a disk that is full has other things to be known by."""
        index = INDEXES[name]
        with self._lock, suppress(OSError):
            if self._owner != os.getpid():  # This process is new, or was forked off another one.
                self._take_file()
            self._sums[index] += amount
            os.pwrite(self._file, NUMBER.pack(self._sums[index]), index * NUMBER.size)

    def totals(self) -> dict[str, float]:
        """Return the sums over all processes of this machine, by the names of counters."""
        totals = [sum(column) for column in zip(*self._read_files(), strict=True)]
        return dict(zip(COUNTERS, totals or [0.0] * len(COUNTERS), strict=True))

    def close(self) -> None:
        """Leave the file to the next process."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._owner = -1, 0

    def _take_file(self) -> None:
        self.close()  # What a fork has left open is its parent's, whose lock stays.
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in count():
            self._file = os.open(self._folder / str(number), _FLAGS, 0o640)
            if is_free(self._file):
                break
            self.close()
        self._sums = read_sums(self._file)
        self._owner = os.getpid()

    def _read_files(self) -> Iterator[list[float]]:
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                with path.open("rb") as file:
                    yield read_sums(file.fileno())


def is_free(file: int) -> bool:
    """Return whether no living process counts in this file; from now on this one does."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_sums(file: int) -> list[float]:
    """Return what a file says; it ends early if its process has not counted everything there is."""
    return list(SUMS.unpack(os.pread(file, SUMS.size, 0).ljust(SUMS.size, b"\0")))

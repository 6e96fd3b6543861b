"""Keeping a folder of the cache within its budget: the files used longest ago go first.

All that is known of the files comes from the disk, which is read twice if something has to go: once
to learn how many bytes were last used in which minute, once to remove what was used before the
minute that this tells. So it takes memory for minutes (some 160 bytes each), not for files.

Files go by unlink alone: whoever has opened one reads it to its end. Folders stay, because a worker
may be about to write into them; there are at most 58 * 58 of them in a gallery.
"""

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bviewer.problems import Problem
from bviewer.renditions.cache import is_temporary
from bviewer.renditions.inventory import CachedFile, Progress, Tally, cached_files
from bviewer.renditions.last_use import NOTED_EVERY

LOW_MARK = 0.9  # Of the budget, so that not every new file makes another one go.
SAFE_SECONDS = 10 * 60 + NOTED_EVERY
TEMPORARY_SECONDS = 3600  # No write takes that long: whoever began it was killed.
_LONG_AGO = 1_000_000_000  # Minutes.

_LOCK = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class EvictionRunning(Problem):
    """Another process evicts from this cache right now."""


@contextmanager
def only_evictor(root: Path) -> Iterator[None]:
    """Be the one process that evicts from the cache; a killed process lets go of it.

    Refuse if there is another one.
    """
    folder = root / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / "eviction", _LOCK, 0o640), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EvictionRunning("eviction_running") from None
        yield


def evict(
    root: Path,
    folder: str,
    budget: int,
    lacking: int = 0,
    *,
    first: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Tally:
    """Remove the files that were used longest ago if `folder` holds more than `budget` bytes, until
    it holds 90 % of them; none that was used within the ten minutes before its removal.

    Those whose names end in one of `first` go before all others. So many bytes as are `lacking` on
    the disk go in any case.
    Temporary files that killed writers left behind go in any case. `progress` is told of each file.
    Raises ValueError if there is no budget.
    """
    if budget <= 0:
        raise ValueError("a budget must be above zero")
    tally, ages = Tally(), Counter[int]()
    for file in cached_files(root, folder, tally, progress):
        if _is_abandoned(file):
            file.remove(tally)
        elif _is_removable(file):
            ages[_rank(file, first)] += file.size
    held = tally.bytes_left
    goal = min(int(budget * LOW_MARK) if held > budget else held, max(held - lacking, 0))
    if goal < held:
        _remove_oldest(root, folder, ages, first, tally, goal)
    return tally


def clear(root: Path, folder: str, progress: Progress | None = None) -> Tally:
    """Remove all files in `folder` but those that are being written right now.

    `progress` is told of each file.
    """
    tally = Tally()
    for file in cached_files(root, folder, tally, progress):
        if not is_temporary(file.name) or _is_abandoned(file):
            file.remove(tally)
    return tally


def _remove_oldest(
    root: Path, folder: str, ages: Counter[int], first: tuple[str, ...], tally: Tally, goal: int
) -> None:
    """Remove files until `goal` bytes are left. `ages` tells how many bytes were last used when."""
    last, share = _last_minute(ages, tally.bytes_left - goal)
    for file in cached_files(root, folder, Tally()):
        if not _is_removable(file) or _rank(file, first) > last:
            continue
        if _rank(file, first) == last:
            if share <= 0:
                continue
            share -= file.size
        file.remove(tally)


def _last_minute(ages: Counter[int], excess: int) -> tuple[int, int]:
    """Return the last minute of which files have to go, and how many bytes of that minute."""
    for minute in sorted(ages):
        if ages[minute] >= excess:
            return minute, excess
        excess -= ages[minute]
    return max(ages, default=0) + 1, 0  # All of them, and it is still too much.


def _rank(file: CachedFile, first: tuple[str, ...]) -> int:
    """Return the minute of its last use: nobody needs the order more exactly. What goes `first` has
    a minute before all of these."""
    minute = int(file.used // 60)
    return minute - _LONG_AGO if file.name.endswith(first) else minute


# A pass may take an hour, so each file is judged by the clock of its own moment.
def _is_removable(file: CachedFile) -> bool:
    return file.used < time.time() - SAFE_SECONDS and not is_temporary(file.name)


def _is_abandoned(file: CachedFile) -> bool:
    return file.used < time.time() - TEMPORARY_SECONDS and is_temporary(file.name)

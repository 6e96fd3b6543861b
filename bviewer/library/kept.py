"""Listings of folders that have not changed: a large one is browsed page by page."""

import os
import time
from collections.abc import Hashable
from threading import Lock

from bviewer.library.ignoring import Rules
from bviewer.library.listing import FolderNames, list_names, times_of

FOLDERS = 4
LARGEST = 20_000  # Names: what is kept stays below some megabytes.
LONGEST = 60.0  # Seconds: not every file system notes when a folder changes.

_kept: dict[Hashable, tuple[float, FolderNames]] = {}
_lock = Lock()


def kept_names(folder: int, path: str, formats: frozenset[str], rules: Rules) -> FolderNames:
    """Return what `list_names` does; from memory if the folder is as it was. Raises OSError."""
    status, now = os.fstat(folder), time.monotonic()
    times = times_of(status)
    key = status.st_dev, status.st_ino, times, path, formats, rules
    kept_at, names = _kept.get(key, (now - LONGEST, None))
    if names is None or now - kept_at >= LONGEST:
        names = list_names(folder, path, formats, rules)
        count = len(names.files) + len(names.folders)
        if times.are_settled(time.time_ns()) and count <= LARGEST:
            _keep(key, now, names)
    return names


def _keep(key: Hashable, now: float, names: FolderNames) -> None:
    with _lock:
        _kept.pop(key, None)
        _kept[key] = now, names
        while len(_kept) > FOLDERS:
            del _kept[next(iter(_kept))]

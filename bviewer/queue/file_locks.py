"""Locks on files: whoever is killed lets go of them at once, which no claim does."""

import fcntl
from pathlib import Path
from typing import TextIO


def open_lock(path: Path) -> TextIO:
    """Open a file that can be locked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")


def is_locked(file: TextIO) -> bool:
    """Lock a file for this process and its children, unless another one holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

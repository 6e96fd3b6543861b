"""Finding a cached file without waiting for it and without following a link."""

import os
import stat
from typing import BinaryIO

from bviewer.renditions.last_use import note_use


def has_content(status: os.stat_result) -> bool:
    """Return whether this is a regular file with at least one byte: all that is ever sent."""
    return stat.S_ISREG(status.st_mode) and status.st_size > 0


def is_cached(path: str) -> bool:
    """Return whether there is a regular file with content at `path`, which is used now."""
    try:
        # Not by a Path, which would take twice as long.
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116
    except OSError:
        return False
    if not has_content(status):
        return False
    note_use(path, status)
    return True


def open_cached(path: str) -> BinaryIO | None:
    """Open `path` for reading, or return None where there is no regular file with content.

    The file is used now.

    A file that cannot be opened for another reason counts as absent too: the worker that is asked
    to make it again meets that reason itself, and says so.
    """
    try:
        file = open(path, "rb", buffering=0, opener=_open_without_waiting)  # noqa: SIM115
    except OSError:
        return None
    status = os.fstat(file.fileno())
    if has_content(status):
        note_use(file.fileno(), status)
        return file
    file.close()
    return None


def _open_without_waiting(path: str, flags: int) -> int:
    # O_NONBLOCK: opening a FIFO would wait for its writer.
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)

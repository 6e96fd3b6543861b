"""Opening a cached file without waiting for it and without following a link."""

import os
import stat
from typing import BinaryIO


def has_content(status: os.stat_result) -> bool:
    """Whether this is a regular file with at least one byte: all that is ever sent."""
    return stat.S_ISREG(status.st_mode) and status.st_size > 0


def open_cached(path: str) -> BinaryIO | None:
    """Open `path` for reading, or return None where there is no regular file with content.

    A file that cannot be opened for another reason counts as absent too: the worker that is asked
    to make it again meets that reason itself, and says so.
    """
    try:
        file = open(path, "rb", buffering=0, opener=_open_without_waiting)  # noqa: SIM115
    except OSError:
        return None
    if has_content(os.fstat(file.fileno())):
        return file
    file.close()
    return None


def _open_without_waiting(path: str, flags: int) -> int:
    # O_NONBLOCK: opening a FIFO would wait for its writer.
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)

"""Being told that something happens in folders, where the system tells: inotify of Linux.

Each folder is asked for by itself, and as an open one: no link is followed, and what is passed over
is not asked for. There is no thread; whoever wants to know looks now and then.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from enum import IntFlag
from pathlib import Path
from typing import NamedTuple

_LIBC = ctypes.CDLL(None, use_errno=True)
_HEADER = struct.Struct("iIII")
_MOST_AT_ONCE = 64 * 1024  # Bytes of events read in one go.
LIMITS = Path("/proc/sys/fs/inotify")


class Happening(IntFlag):
    """What inotify(7) tells; of files that are written to, only when that has ended."""

    ATTRIB = 0x4
    CLOSE_WRITE = 0x8
    MOVED_FROM = 0x40
    MOVED_TO = 0x80
    CREATE = 0x100
    DELETE = 0x200
    DELETE_SELF = 0x400
    MOVE_SELF = 0x800
    UNMOUNT = 0x2000
    OVERFLOW = 0x4000
    IGNORED = 0x8000
    IS_FOLDER = 0x40000000


_WANTED = (
    Happening.ATTRIB
    | Happening.CLOSE_WRITE
    | Happening.MOVED_FROM
    | Happening.MOVED_TO
    | Happening.CREATE
    | Happening.DELETE
    | Happening.DELETE_SELF
    | Happening.MOVE_SELF
)


class CannotNotify(Exception):  # noqa: N818 - it names the state.
    """The system does not tell, or not of as many folders; the message is what to do about it."""


class Event(NamedTuple):
    """Something happened in the folder of a watch, to what has that name there; or to itself."""

    watch: int
    what: Happening
    name: str


class Notifier:
    """What the kernel tells this process of folders."""

    def __init__(self) -> None:
        """Raise CannotNotify if the system knows no such thing, or nobody may have another one."""
        try:
            self._descriptor = _checked(_LIBC.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        except (AttributeError, OSError) as error:
            raise CannotNotify(explanation(error)) from error

    def close(self) -> None:
        """Be told of nothing any more; whoever still adds folders meets an error."""
        # Not the number: that may be another file's by then.
        descriptor, self._descriptor = self._descriptor, -1
        os.close(descriptor)

    def add(self, folder: int) -> int:
        """Have the kernel tell of an open folder; return its watch, which is that folder's alone.

        Raises OSError, and CannotNotify if these are too many.
        """
        path = f"/proc/self/fd/{folder}".encode()
        try:
            return _checked(_LIBC.inotify_add_watch(self._descriptor, path, int(_WANTED)))
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.ENOMEM}:
                raise CannotNotify(explanation(error)) from error
            raise

    def remove(self, watch: int) -> None:
        """Be told of a folder no more; it may be gone already."""
        _LIBC.inotify_rm_watch(self._descriptor, watch)

    def events(self) -> Iterator[Event]:
        """Return what happened since the last look, without waiting."""
        while True:
            try:
                data = os.read(self._descriptor, _MOST_AT_ONCE)
            except BlockingIOError:
                return
            yield from _parsed(data)


def _parsed(data: bytes) -> Iterator[Event]:
    at = 0
    while at < len(data):
        watch, what, _cookie, length = _HEADER.unpack_from(data, at)
        at += _HEADER.size
        yield Event(watch, Happening(what), os.fsdecode(data[at : at + length].rstrip(b"\0")))
        at += length


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def explanation(error: Exception) -> str:
    """Return why the system does not tell, and which limit to raise."""
    limits = {errno.ENOSPC: "max_user_watches", errno.EMFILE: "max_user_instances"}
    name = limits.get(getattr(error, "errno", 0) or 0)
    if name is None:
        return f"the system does not tell ({error})"
    try:
        most = f"{int((LIMITS / name).read_text()):,}"
    except (OSError, ValueError):
        most = "unknown"
    return f"the limit fs.inotify.{name} ({most}) is reached; sysctl can raise it"

"""The child's side of the sandbox: it gives up what it must not have, works, and answers."""

import math
import os
import pickle
import resource
import signal
import struct
import traceback
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any, NoReturn

from bviewer.sandbox.child_process import end_with_parent
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.machine import spare_mb
from bviewer.sandbox.memory import prepare_memory

HEADER = struct.Struct("!Q")  # The length of the answer, before it.

_NICENESS = 10  # People who look at pages come before photographs nobody looks at yet.
_FILES = 64  # To open besides those the parent has open.
_FIRST = b"1000"  # The most there is (proc(5), oom_score_adj).
_MEGABYTE = 1024 * 1024


def answer(
    work: Callable[[], Any], writer: FileIO, parent: int, memory_mb: int, seconds: float
) -> NoReturn:
    """Work, write the answer and exit. Never returns, for above here is the parent's stack."""
    try:
        end_with_parent(parent, signal.SIGKILL)
        _go_first()
        _reset_signals()
        _silence_decoders()
        _send(writer, _outcome(lambda: _within_limits(work, memory_mb, seconds)))
    finally:
        os._exit(0)


def answer_length(received: bytes | bytearray) -> int | None:
    """Return bytes of a whole answer with its header; None until the header is there."""
    if len(received) < HEADER.size:
        return None
    return HEADER.size + int(HEADER.unpack_from(received)[0])


def _go_first() -> None:
    """Have the kernel end this process before any other of us, should memory run out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(_FIRST)


def _reset_signals() -> None:
    """Forget the handlers of the parent, which belong to its loop.

    A Ctrl-C or the stop of a service reaches all processes at once. Whether the work under way is
    then finished or given up is for the parent to say, and it says so with a -9.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _silence_decoders() -> None:
    """Drop what decoders written in C print: there is no end to it, and it is no news to anybody.

    Exceptions are not lost, for the answer tells of them.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _within_limits(work: Callable[[], Any], memory_mb: int, seconds: float) -> Any:
    _lower_limits(memory_mb, seconds)
    prepare_memory()
    return work()


def _lower_limits(memory_mb: int, seconds: float) -> None:
    os.nice(_NICENESS)
    cpu_seconds = math.ceil(seconds) + 1
    _lower(resource.RLIMIT_AS, _address_space() + min(memory_mb, spare_mb()) * _MEGABYTE)
    _lower(resource.RLIMIT_CPU, cpu_seconds)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _highest_descriptor() + _FILES)


def _lower(limit: int, most: int) -> None:
    """Set the soft limit, whose excess still lets us say what happened; keep to the hard one."""
    _, hard = resource.getrlimit(limit)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (soft, hard))


def _address_space() -> int:
    """Return bytes in use by this process: a fork starts with all that its parent has mapped."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    return pages * resource.getpagesize()


def _highest_descriptor() -> int:
    return max(map(int, os.listdir("/proc/self/fd")))  # noqa: PTH208 - Names, not paths.


def _outcome(work: Callable[[], Any]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except BaseException as error:  # noqa: BLE001 - Whatever it was, the parent is to hear of it.
        return pickle.dumps((False, _portable(error)))


def _portable(error: BaseException) -> BaseException:
    """Return the error, if it survives the journey, and where it happened, which else would not."""
    traceback.clear_frames(error.__traceback__)  # They hold the pixels there was no memory for.
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - Our own.
    except Exception:  # noqa: BLE001 - Other people's exceptions fail to pickle in many ways.
        return WorkStopped(f"it failed with {type(error).__name__}: {error}")
    return error


def _send(writer: FileIO, answer: bytes) -> None:
    unsent = memoryview(HEADER.pack(len(answer)) + answer)
    while unsent:
        unsent = unsent[writer.write(unsent) :]

"""Work that may crash, hang or swell, done in a child process that can be stopped.

Each work gets a child forked for it: that takes milliseconds, needs nothing pickled but the answer,
and leaves nothing behind for the next. `multiprocessing` will not do, because the workers of a
queue are daemons and it forbids daemons to have children.
"""

import os
import pickle
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from typing import TypeVar

from bviewer.sandbox import child
from bviewer.sandbox.errors import WorkStopped

T = TypeVar("T")

_MOST_AT_ONCE = 1024 * 1024  # Bytes read from the pipe in one go.
_SIGNAL_NAMES = {number.value: number.name for number in signal.Signals}


def run_limited(work: Callable[[], T], memory_mb: int, seconds: float) -> T:
    """Call `work` in a child process and return its result, or raise what it raised.

    The child may allocate `memory_mb` MiB more than it starts with and has to answer in `seconds`;
    it is killed when it does not, and when this process dies. What it returns must be picklable.
    Raises WorkStopped when there is no answer, and OSError when no process can be started.
    """
    parent = os.getpid()
    process = status = 0
    read_end, write_end = os.pipe()
    with FileIO(read_end, "r") as reader, FileIO(write_end, "w") as writer:
        try:
            with _signals_held_back():
                process = os.fork()
                if process == 0:
                    child.answer(work, writer, parent, memory_mb, seconds)
            writer.close()
            answer = _receive(reader, seconds)
        finally:
            if process:
                status = _end(process)
    if answer is None:
        raise WorkStopped(_cause_of_death(status, seconds))
    succeeded, result = pickle.loads(answer)  # noqa: S301 - From our own child.
    if succeeded:
        return result
    raise result


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Keep handlers from running between the fork and the child's own first step.

    A handler that raises would send the child up the parent's stack, as a second parent.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _receive(reader: FileIO, seconds: float) -> bytes | None:
    """Return the child's whole answer, however large; None when the child is gone without it.

    Its length comes first: another child, forked by another thread, may hold the pipe open.
    """
    deadline = time.monotonic() + seconds
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    received = bytearray()
    while (length := child.answer_length(received)) is None or len(received) < length:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(1000 * left):
            raise WorkStopped(_too_slow(seconds))
        part = reader.read(_MOST_AT_ONCE)
        if not part:
            return None
        received += part
    return bytes(received[child.HEADER.size :])


def _end(process: int) -> int:
    """See the child off. One that has answered is done, one that is dead feels nothing."""
    os.kill(process, signal.SIGKILL)
    return os.waitpid(process, 0)[1]


def _cause_of_death(status: int, seconds: float) -> str:
    if not os.WIFSIGNALED(status):
        return "the decoder stopped without an answer"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return _too_slow(seconds)
    return f"the decoder crashed (signal {_SIGNAL_NAMES.get(number, number)})"


def _too_slow(seconds: float) -> str:
    return f"it took longer than {seconds:g} s"

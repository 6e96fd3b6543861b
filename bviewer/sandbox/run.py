"""Work that may crash, hang or swell, done in a child process that can be stopped.

Each work gets a child forked for it: that takes milliseconds, needs nothing pickled but the answer,
and leaves nothing behind for the next. `multiprocessing` will not do, because the workers of a
queue are daemons and it forbids daemons to have children.
"""

import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from typing import Generic, TypeVar, cast

from bviewer.sandbox import child
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.patience import Patience

T = TypeVar("T")

_LOOK_EVERY = 1  # Seconds.
_MOST_AT_ONCE = 1024 * 1024  # Bytes read from the pipe in one go.
_SIGNAL_NAMES = {number.value: number.name for number in signal.Signals}


class Running(Generic[T]):
    """Work that a child does, until somebody wants its result."""

    def __init__(self, process: int, reader: FileIO, seconds: float) -> None:
        """`reader` is the pipe on which the child of this process id answers."""
        self._process = process
        self._reader = reader
        self._seconds = seconds

    def result(self, hold_on: Callable[[], None] = lambda: None) -> T:
        """Wait for the result and return it, or raise what the work raised; to be called once.

        `hold_on` is called about once a second meanwhile. Raises WorkStopped when there is no
        answer, be it that it does not come in time.
        """
        status = 0
        try:
            answer = self._receive(Patience(self._process, self._seconds), hold_on)
        finally:
            status = self.end()
        if answer is None:
            raise WorkStopped(_cause_of_death(status, self._seconds))
        succeeded, result = pickle.loads(answer)  # noqa: S301 - From our own child.
        if succeeded:
            return cast("T", result)
        raise result

    def _receive(self, patience: Patience, hold_on: Callable[[], None]) -> bytes | None:
        """Return the child's whole answer, however large; None when the child is gone without it.

        Its length comes first: another child, forked by another thread, may hold the pipe open.
        """
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        received = bytearray()
        while (length := child.answer_length(received)) is None or len(received) < length:
            left = patience.left()
            if left <= 0:
                raise WorkStopped(_too_slow(self._seconds))
            if not poll.poll(1000 * min(left, _LOOK_EVERY)):
                hold_on()
                continue
            part = self._reader.read(_MOST_AT_ONCE)
            if not part:
                return None
            received += part
        return bytes(received[child.HEADER.size :])

    def end(self) -> int:
        """See the child off, if that was not done yet, and return how it ended."""
        process, self._process = self._process, 0
        self._reader.close()
        return _end(process) if process else 0


def run_limited(
    work: Callable[[], T],
    memory_mb: int,
    seconds: float,
    hold_on: Callable[[], None] = lambda: None,
) -> T:
    """Call `work` in a child process and return its result, or raise what it raised.

    The child may allocate `memory_mb` MiB more than it starts with, or what the machine has to
    spare, and has to answer in `seconds`, without those that it waits for a processor. These may be
    many: `hold_on` is called about once a second. It is killed when it does not answer, and when
    this process dies. What it returns must be picklable. Raises WorkStopped when there is no
    answer, and OSError when no process can be started.
    """
    return start_limited(work, memory_mb, seconds).result(hold_on)


def start_limited(work: Callable[[], T], memory_mb: int, seconds: float) -> Running[T]:
    """Begin to call `work` as `run_limited` does; its seconds count from when it is waited for.

    Whoever does not wait for its result has to end it. Raises OSError when no process can be
    started.
    """
    parent = os.getpid()
    process = 0
    read_end, write_end = os.pipe()
    reader = FileIO(read_end, "r")
    with FileIO(write_end, "w") as writer:
        try:
            with _signals_held_back():
                process = os.fork()
                if process == 0:
                    child.answer(work, writer, parent, memory_mb, seconds)
        except BaseException:
            reader.close()
            if process:
                _end(process)
            raise
    return Running(process, reader, seconds)


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

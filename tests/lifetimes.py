"""Programs that tests start end with the tests, however these end: also by a second Ctrl-C."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

PR_SET_PDEATHSIG = 1  # From Linux's prctl(2).

LIBC = ctypes.CDLL(None)


def start(command: Sequence[Any], last: signal.Signals, **options: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, which is sent the signal `last` when we are gone.

    Ctrl-C is for the tests alone, which need the program until their end. The kernel takes the end
    of the thread that starts the program for ours.
    """
    prepare = ending_with(os.getpid(), last)
    # Threads may hold locks, but it takes none: it calls the kernel.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=prepare, **options)  # noqa: PLW1509


def ending_with(parent: int, last: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes a program."""

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # A shell has what it runs aside ignore it.
        LIBC.prctl(PR_SET_PDEATHSIG, int(last))
        if os.getppid() != parent:
            os._exit(1)

    return prepare

"""Ending a process when the one that started it is gone, however that one ended."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # From Linux's prctl(2).

# Loaded here, because a child with little memory may fail to.
_LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, with_signal: signal.Signals) -> None:
    """Have the kernel send a signal to this process when its parent dies, also by -9.

    `parent` is the process id of the one that started us. If it is gone by now, so are we.
    """
    _LIBC.prctl(PR_SET_PDEATHSIG, int(with_signal))
    if os.getppid() != parent:
        os._exit(1)

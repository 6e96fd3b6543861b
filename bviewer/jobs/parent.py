"""Ending a process when the one that started it is gone, however that one ended."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # From Linux's prctl(2).


def end_with_parent(with_signal: signal.Signals) -> None:
    """Have the kernel send a signal to this process when its parent dies, also by -9."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(with_signal))
    if os.getppid() != parent:  # It was gone before the kernel knew what we want.
        os.kill(os.getpid(), with_signal)

"""How long to wait for a child: what it waits for a processor is not its fault.

On a small machine, or beside busy programs, a photograph takes many times as long by the clock as
on an idle one. So what counts is how long a child runs or sleeps. The kernel counts how long each
thread was ready and had to wait, be it for other programs or for the quota of a container (Linux,
`schedstat` in proc(5)); where it does not, all of the time counts.
"""

import time
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
_NANOSECONDS = 1_000_000_000  # A second.


class Patience:
    """Seconds that a process may take from now on, without those that it waits for a processor."""

    def __init__(self, process: int, seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._began = time.monotonic()
        self._waits = _waits(process)
        self._waited = 0.0

    def left(self) -> float:
        """Return the seconds that are left; none, or less, if it took too long."""
        waits = _waits(self._process)
        more = sum(max(wait - self._waits.get(name, 0), 0) for name, wait in waits.items())
        self._waits = waits
        passed = time.monotonic() - self._began
        # Threads that wait at the same time do not wait for longer than that, nor in advance.
        self._waited = min(self._waited + more / _NANOSECONDS, passed)
        return self._seconds - (passed - self._waited)


def _waits(process: int) -> dict[str, int]:
    """Return how long each thread of a process has waited so far, in nanoseconds, by its id."""
    waits = {}
    with suppress(OSError, IndexError):
        for thread in (_PROCESSES / str(process) / "task").iterdir():
            with suppress(OSError):  # It ended meanwhile.
                waits[thread.name] = int((thread / "schedstat").read_bytes().split()[1])
    return waits

"""Asking what bviewer depends on whether it works, without waiting for it for long.

A disk on the network that is gone, or a server behind a cable that is cut, may not answer for
hours, and nothing can interrupt who waits for it. So a thread asks, and whoever wants to know waits
for that thread as long as they like.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")

NO_ANSWER = "does not answer"


class Probe:
    """One thing to ask. However many want to know, one thread asks at a time."""

    def __init__(self, look: Callable[[], object]) -> None:
        """`look` raises if something is wrong."""
        self._look = look
        self._thread: threading.Thread | None = None
        self._asked_at = 0.0
        self._starting = threading.Lock()
        self._fault: str | None = None

    def start(self) -> None:
        """Begin to ask, unless an earlier question still waits for its answer."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._asked_at = time.monotonic()
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def fault(self, patience: float) -> str | None:
        """Return what is wrong, as far as is known so many seconds after asking; None if nothing
        is.

        Nobody waits again for an answer that somebody has waited for in vain.
        """
        thread = self._thread
        assert thread is not None
        thread.join(max(self._asked_at + patience - time.monotonic(), 0))
        return NO_ANSWER if thread.is_alive() else self._fault

    def _run(self) -> None:
        try:
            self._look()
        except Exception as error:  # noqa: BLE001 - every driver has its own kinds of errors.
            self._fault = str(error) or type(error).__name__
        else:
            self._fault = None


def answer_within(patience: float, look: Callable[[], T]) -> T:
    """Return what was found out, or raise what was raised; TimeoutError after so many seconds."""
    outcomes: list[tuple[T, None] | tuple[None, Exception]] = []

    def run() -> None:
        try:
            outcomes.append((look(), None))
        except Exception as error:  # noqa: BLE001 - it is raised again.
            outcomes.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(patience)
    if not outcomes:
        raise TimeoutError(NO_ANSWER)
    answer, error = outcomes[0]
    if error is not None:
        raise error
    return cast("T", answer)


def find_faults(probes: dict[str, Probe], patience: float) -> dict[str, str]:
    """Ask all at once; what is wrong after so many seconds, by the names of the probes."""
    for probe in probes.values():
        probe.start()
    found = {name: probe.fault(patience) for name, probe in probes.items()}
    return {name: fault for name, fault in found.items() if fault is not None}

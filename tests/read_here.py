"""Reading files in the process that wants them, as the sandbox does in others."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """Work that is done when somebody wants its result."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Nothing is done yet."""
        self._work = work

    def result(self, _hold_on: Callable[[], None]) -> T:
        """Return what comes of it: nobody waits for anything."""
        return self._work()

    def end(self) -> int:
        """Nothing is to be ended."""
        return 0


def start_here(work: Callable[[], T], memory_mb: int, seconds: float) -> Waiting[T]:
    """Stand in for `start_limited`, without limits."""
    assert memory_mb
    assert seconds
    return Waiting(work)

"""How much is written on demand, so that nobody fills the cache between two looks at it."""

import time
from collections import Counter
from collections.abc import Callable

SHARE = 50  # A look reads the whole folder, so it comes after a fiftieth of the budget.
PAUSE = 60  # Seconds.


class Filling:
    """What this process has written on demand for each gallery since it looked at its cache."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` counts seconds."""
        self._clock = clock
        self._written = Counter[int]()
        self._full_until: dict[int, float] = {}

    def add(self, gallery_id: int, size: int) -> None:
        """Count what was written, in bytes."""
        self._written[gallery_id] += size

    def is_due(self, gallery_id: int, budget: int) -> bool:
        """Tell whether so much was written that somebody should look."""
        return self._written[gallery_id] >= budget // SHARE and not self.is_full(gallery_id)

    def note_look(self, gallery_id: int, *, is_full: bool) -> None:
        """Begin anew, or remember for a minute that nothing could be removed."""
        self._full_until[gallery_id] = self._clock() + PAUSE if is_full else 0
        if not is_full:
            del self._written[gallery_id]

    def is_full(self, gallery_id: int) -> bool:
        """Tell whether nothing more is to be written on demand for the time being."""
        return self._clock() < self._full_until.get(gallery_id, 0)

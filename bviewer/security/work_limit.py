"""How much work for workers strangers at one address may cause in a minute."""

import threading
import time
from typing import TYPE_CHECKING

from bviewer.config.settings import settings_of
from bviewer.security.limits import network

if TYPE_CHECKING:
    from pyramid.config import Configurator

PERIOD = 60  # Seconds.
# Beyond as many addresses, all others count as one; as many images are remembered.
MOST_ADDRESSES = 10_000
MOST_IMAGES = 50_000


class WorkLimit:
    """Counts, in this process, what was asked for and is not made yet.

    Each image counts once in a size of its own, for whoever was first to ask: a page asks for it
    again until it is there.
    """

    def __init__(self, per_address: int) -> None:
        """`per_address`: images a minute."""
        self._per_address = per_address
        self._lock = threading.Lock()
        self._began = 0.0
        self._counts: dict[str, int] = {}
        self._known: set[str] = set()

    def seconds_to_wait(self, address: str, image_id: str, images: int = 1) -> int:
        """Return when an address may cause more work, after what counts as so many images; 0 if it
        may go on."""
        now, place = time.monotonic(), network(address)
        with self._lock:
            if now - self._began >= PERIOD:
                self._began = now
                self._counts.clear()
                self._known.clear()
            if image_id in self._known:
                return 0
            if place not in self._counts and len(self._counts) >= MOST_ADDRESSES:
                place = "others"
            count = self._counts.get(place, 0)
            if count >= self._per_address:
                return max(1, round(self._began + PERIOD - now))
            self._counts[place] = count + images
            if len(self._known) < MOST_IMAGES:
                self._known.add(image_id)
            return 0


def includeme(config: "Configurator") -> None:
    """Give requests the one `WorkLimit` of the application."""
    work_limit = WorkLimit(settings_of(config).work_per_address)
    config.add_request_method(lambda _request: work_limit, "work_limit", property=True)

"""How often somebody may ask in a minute, counted in this process.

Somebody signed in, or behind a token, counts for themselves, all others by their address. What is
left is told with each answer (draft-ietf-httpapi-ratelimit-headers), also with that of a page that
is missing or denied.
"""

import threading
import time
from http import HTTPStatus
from typing import NamedTuple

from pyramid.config import Configurator

from bviewer.api.refusals import Refusal
from bviewer.config.settings import settings_of

PERIOD = 60  # Seconds.
MOST_ASKERS = 10_000  # Beyond as many, all others count as one.
OTHERS = "others"


class Rate(NamedTuple):
    """What is left to somebody of the `most` requests of a minute, which goes on for some
    `seconds`; `is_beyond` if this is one too many."""

    most: int
    left: int
    seconds: int
    is_beyond: bool

    def headers(self) -> dict[str, str]:
        """Return the fields that tell it."""
        return {
            "RateLimit-Policy": f'"minute";q={self.most};w={PERIOD}',
            "RateLimit": f'"minute";r={self.left};t={self.seconds}',
        }

    def refusal(self) -> Refusal:
        """Return what is told to whoever asks too often."""
        return Refusal(
            HTTPStatus.TOO_MANY_REQUESTS,
            "requests_exceeded",
            f"There may be {self.most} requests in a minute: go on in {self.seconds} seconds.",
            params={"maximum": self.most, "seconds": self.seconds},
            headers={"Retry-After": str(self.seconds)},
        )


class Rates:
    """Counts requests of the present minute, by who asks."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._began = 0.0
        self._counts: dict[str, int] = {}

    def count(self, asker: str) -> Rate:
        """Count a request of somebody, unless they have asked too often already."""
        now, most = time.monotonic(), self._per_minute
        with self._lock:
            if now - self._began >= PERIOD:
                self._began = now
                self._counts.clear()
            if asker not in self._counts and len(self._counts) >= MOST_ASKERS:
                asker = OTHERS
            number = self._counts.get(asker, 0)
            self._counts[asker] = min(number + 1, most)
            seconds = max(1, round(self._began + PERIOD - now))
        return Rate(most, max(0, most - number - 1), seconds, number >= most)


def includeme(config: Configurator) -> None:
    """Give requests the one `Rates` of the application."""
    rates = Rates(settings_of(config).api_per_minute)
    config.add_request_method(lambda _request: rates, "rates", property=True)

"""What was drawn for a show: a set from which photographs are taken at random, and in which order
they were.

On Redis it is a set and a list, else rows of a table; both are used in the same way.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from bviewer.models import Slideshow

LIFETIME = timedelta(days=1)  # Of a set that nobody uses.
BATCH = 500  # Photographs that are written at a time.


class Taken(NamedTuple):
    """A photograph that was taken, as the one of this number from 1."""

    number: int
    image_id: str


class Sets(Protocol):
    """The sets of all shows. Those who look know the key of theirs."""

    def fill(self, show: Slideshow, image_ids: Iterable[str]) -> int:
        """Put photographs into the set of a show, instead of all that was there; return how
        many."""

    def take(self, key: str, after: int) -> Taken | None:
        """Return the photograph that was taken after the one of a number: if that is the last one,
        another is taken out at random. None if none is left."""

    def before(self, key: str, number: int) -> Taken | None:
        """Return the photograph that was taken before a number, the last one before any beyond."""

    def drop(self, show: Slideshow) -> None:
        """Let the set of a show go."""


def batches(image_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield as many ids as are written at a time."""
    rest = iter(image_ids)
    while batch := list(islice(rest, BATCH)):
        yield batch

"""Going on in a show: to the next photograph that may be shown at this moment, or to the one
before."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bviewer.slideshow.sets import Sets

MOST_AT_ONCE = 50  # Photographs that are passed over before the viewer is told to ask again.


class Showing(NamedTuple):
    """Where a show is: at the photograph of a number, or at none if that may not be shown.

    `is_end`: there is none in this direction.
    """

    number: int
    photograph: Any = None
    is_end: bool = False


def go_on(
    sets: Sets,
    key: str,
    number: int,
    look: Callable[[str], Any],
    *,
    backwards: bool = False,
) -> Showing:
    """Return where a show is after a number, or before it.

    `look` returns the photograph of an id, or None if it is not to be shown, or not any more.
    """
    step = sets.before if backwards else sets.take
    for _ in range(MOST_AT_ONCE):
        taken = step(key, number)
        if taken is None:
            return Showing(number, is_end=True)
        number = taken.number
        if (photograph := look(taken.image_id)) is not None:
            return Showing(number, photograph)
    return Showing(number)

"""When a worker finds that an original is not what its row says: gone, changed, or changing."""

import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bviewer.catalog.originals import Reading, home_of, mark_missing, read_original, remember
from bviewer.catalog.summaries import refresh_summaries
from bviewer.db import work_session
from bviewer.library.tree import LibraryOffline
from bviewer.models import Image

from .attempts import Order, ordered_image
from .queue import TryLater

if TYPE_CHECKING:
    from .runtime import Runtime

SETTLED_AFTER = 5  # Seconds without a change after which a file is taken to be complete.
RETRY_DELAY = 5  # Seconds.


def is_unsettled(mtime_ns: int) -> bool:
    """Whether somebody may still be writing a file. A time in the future tells nothing."""
    return 0 <= time.time() - mtime_ns / 1e9 < SETTLED_AFTER


def follow_original(runtime: "Runtime", order: Order) -> None:
    """Let the row say what became of its file; raises TryLater if there is one to be rendered."""
    reading = read_again(runtime, order)
    if reading is not None and reading.facts.problem and is_unsettled(reading.entry.mtime_ns):
        raise TryLater(f"{order.path!r} is not complete yet", RETRY_DELAY)
    with work_session(runtime.engine) as session:
        image = ordered_image(runtime, session, order)
        if image is not None:
            update(image, reading)
            refresh_summaries(session, {image.album_id})
    if reading is not None:
        raise TryLater(f"{order.path!r} has changed", RETRY_DELAY)


def read_again(runtime: "Runtime", order: Order) -> Reading | None:
    """What the file is now; None if it is gone. Raises TryLater or OSError if nobody can tell."""
    library = home_of(runtime.library, order.home)
    try:
        return read_original(library, order.path, ZoneInfo(order.time_zone))
    except FileNotFoundError as error:
        # A disk that is gone took its files with it. So this is asked after they were not found.
        try:
            library.check_root()
        except LibraryOffline as offline:
            raise TryLater(str(offline)) from error
        return None


def update(image: Image, reading: Reading | None) -> None:
    """Write down what was found, or that nothing was."""
    if reading is None:
        mark_missing(image)
    else:
        remember(image, reading)

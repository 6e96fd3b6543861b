"""Making the resized copies of one photograph, from one decoding, in a process of its own."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from bviewer.albums.originals import home_of
from bviewer.library.reading import open_known
from bviewer.library.tree import Unreadable
from bviewer.queue.counters import RENDERING_SECONDS, RENDITIONS_FAILED, RENDITIONS_MADE, NoCounters
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.rendering.attempts import Order, begin, end, end_broken, end_undecided, end_unreadable
from bviewer.rendering.reconcile import RETRY_DELAY, follow_original, is_unsettled
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.store import make_renditions
from bviewer.sandbox.errors import SourceChanged, WorkStopped

log = logging.getLogger(__name__)


def render_image(runtime: Runtime, image_id: str) -> None:
    """Make all missing renditions of an image; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    order = begin(runtime, image_id)
    if order is None:
        return
    try:
        render(runtime, order)
    except BrokenImage as error:
        judge(runtime, order, str(error))
    except WorkStopped as error:
        give_second_chance(runtime, order, str(error))
    except Unreadable:
        log.warning("%r may not be read", order.path)
        end_unreadable(runtime, order)
    except (FileNotFoundError, SourceChanged):
        end_undecided(runtime, order)
        follow_original(runtime, order)
    except (OSError, KeyboardInterrupt):  # The storage fails, or this worker is to end at once.
        end_undecided(runtime, order)
        raise


def render(runtime: Runtime, order: Order) -> None:
    """Decode once, write what is missing, remember what was learned."""
    targets = order.targets(runtime)
    with counting(runtime.counters, len(targets)):
        facts = make_renditions(
            lambda: open_expected(runtime, order),
            targets,
            runtime.settings.sizes,
            runtime.cache,
            runtime.limits,
        )
    end(
        runtime,
        order,
        width=facts.width,
        height=facts.height,
        placeholder=facts.placeholder,
        attempts=0,
        reason=None,
    )
    runtime.cache.remove_stale(order.gallery_id, order.image_id, order.stamp)


@contextmanager
def counting(counters: NoCounters, renditions: int) -> Iterator[None]:
    """Count so many renditions as made or failed, and the time for them, however it ends."""
    start, outcome = time.monotonic(), RENDITIONS_FAILED
    try:
        yield
        outcome = RENDITIONS_MADE
    finally:
        counters.add(outcome, renditions)
        counters.add(RENDERING_SECONDS, time.monotonic() - start)


def open_expected(runtime: Runtime, order: Order) -> BinaryIO:
    """The original, if it is still the file that the row describes; raises SourceChanged if not."""
    library = home_of(runtime.library, order.home)
    return open_known(library, order.path, order.size, order.mtime_ns)


def judge(runtime: Runtime, order: Order, reason: str) -> None:
    """A file that cannot be decoded is broken, unless somebody may be writing it right now."""
    if is_unsettled(order.mtime_ns):
        end_undecided(runtime, order)
        raise TryLater(f"{order.path!r} is not complete yet: {reason}", RETRY_DELAY)
    log.warning("%r is broken: %s", order.path, reason)
    end_broken(runtime, order, reason)


def give_second_chance(runtime: Runtime, order: Order, reason: str) -> None:
    """A second crash quarantines the file until it changes; the first may have been bad luck."""
    if order.stopped_before:
        log.warning("%r is broken: %s, twice", order.path, reason)
        end_broken(runtime, order, reason)
        return
    end(runtime, order, reason=reason)
    raise TryLater(f"{order.path!r}: {reason}", RETRY_DELAY)

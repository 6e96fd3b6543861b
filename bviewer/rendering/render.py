"""Making the resized copies of one photograph, from one decoding, in a process of its own."""

import logging
import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from bviewer.albums.films import film_at, is_film
from bviewer.library.tree import Unreadable
from bviewer.queue.counters import RENDERING_SECONDS, RENDITIONS_FAILED, RENDITIONS_MADE, NoCounters
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import Priority, TryLater
from bviewer.rendering.attempts import (
    RenderAttempt,
    begin,
    end,
    end_broken,
    end_undecided,
    end_unreadable,
    holding_on,
)
from bviewer.rendering.reconcile import (
    RETRY_DELAY,
    follow_original,
    is_unsettled,
    open_expected,
)
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.sizes import for_grids, in_advance
from bviewer.renditions.store import make_renditions
from bviewer.renditions.versions import failure_version
from bviewer.sandbox.errors import SourceChanged, WorkStopped
from bviewer.videos.pictures import picture_of

log = logging.getLogger(__name__)

JPEGS = (".jpg", ".jpeg")
LARGE = 1_000_000  # Bytes; less is decoded in a few milliseconds.


def render_image(runtime: Runtime, image_id: str) -> None:
    """Make all missing renditions of an image; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    make(runtime, image_id, in_advance(runtime.settings.sizes))


def render_grid(runtime: Runtime, image_id: str) -> None:
    """Make what a page shows many of, and have the others made when nobody waits for anything.

    Raises as `render_image`.
    """
    sizes = in_advance(runtime.settings.sizes)
    attempt = make(runtime, image_id, for_grids(sizes))
    if attempt is not None and attempt.targets(runtime, sizes):
        runtime.send(render_image, image_id, priority=Priority.BACKGROUND)


def make(runtime: Runtime, image_id: str, names: Collection[str]) -> RenderAttempt | None:
    """Make what is missing of the named sizes; return the attempt if it succeeded."""
    attempt = begin(runtime, image_id, names)
    if attempt is None:
        return None
    try:
        render(runtime, attempt, names)
    except BrokenImage as error:
        judge(runtime, attempt, str(error))
    except WorkStopped as error:
        give_second_chance(runtime, attempt, str(error))
    except Unreadable:
        log.warning("%r may not be read", attempt.path)
        end_unreadable(runtime, attempt)
    except (FileNotFoundError, SourceChanged):
        end_undecided(runtime, attempt)
        follow_original(runtime, attempt)
    except (OSError, KeyboardInterrupt):  # The storage fails, or this worker is to end at once.
        end_undecided(runtime, attempt)
        raise
    else:
        return attempt
    return None


def is_worth_two_decodings(attempt: RenderAttempt) -> bool:
    """Tell whether much time is saved where a page needs but few pixels: of a large JPEG, which its
    decoder reduces."""
    return attempt.known.size >= LARGE and attempt.path.lower().endswith(JPEGS)


def render(runtime: Runtime, attempt: RenderAttempt, names: Collection[str]) -> None:
    """Decode once, write what is missing of the named sizes, remember what was learned.

    All that is missing is written if that takes hardly longer.
    """
    if not is_worth_two_decodings(attempt):
        names = in_advance(runtime.settings.sizes)
    targets, open_source = attempt.targets(runtime, names), source_of(runtime, attempt)
    hold_on, is_second = holding_on(runtime, attempt), attempt.attempt > 1
    # Others may have had the memory that its decoder was killed for.
    with (
        runtime.places.taken(hold_on, alone=is_second),
        counting(runtime.counters, len(targets)),
    ):
        facts = make_renditions(
            open_source,
            targets,
            runtime.settings.sizes,
            runtime.cache,
            runtime.limits,
            is_clip=attempt.is_clip,
            is_settled=not is_unsettled(attempt.known.mtime_ns),
            hold_on=hold_on,
        )
    end(
        runtime,
        attempt,
        width=facts.width,
        height=facts.height,
        placeholder=facts.placeholder,
        attempts=0,
        reason=facts.flaw,
        failure_version=None if facts.flaw is None else failure_version(runtime.limits),
    )
    if facts.flaw is not None:
        log.warning("%r is shown, but %s", attempt.path, facts.flaw)
    runtime.cache.remove_stale(attempt.gallery_id, attempt.image_id, attempt.fingerprint)


def source_of(runtime: Runtime, attempt: RenderAttempt) -> Callable[[], BinaryIO]:
    """Return what opens what is decoded: a file of the library, or what a provider sent.

    That is at hand before there is a child process: no other one uses this one's database.
    """
    if not is_film(attempt.path):
        return lambda: open_expected(runtime, attempt)
    picture = picture_of(runtime, film_at(attempt.path))
    return lambda: in_memory(picture or b"")


def in_memory(content: bytes) -> BinaryIO:
    """Return a file that is on no disk."""
    file = os.fdopen(os.memfd_create("picture"), "w+b")
    file.write(content)
    file.seek(0)
    return file


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


def judge(runtime: Runtime, attempt: RenderAttempt, reason: str) -> None:
    """Mark a file that cannot be decoded as broken, unless somebody may be writing it right now."""
    if is_unsettled(attempt.known.mtime_ns):
        end_undecided(runtime, attempt)
        raise TryLater(f"{attempt.path!r} is not complete yet: {reason}", RETRY_DELAY)
    log.warning("%r is broken: %s", attempt.path, reason)
    end_broken(runtime, attempt, reason)


def give_second_chance(runtime: Runtime, attempt: RenderAttempt, reason: str) -> None:
    """Quarantine a file after its second crash, until it changes; the first may be bad luck."""
    if attempt.stopped_before:
        log.warning("%r is broken: %s, twice", attempt.path, reason)
        end_broken(runtime, attempt, reason)
        return
    end(runtime, attempt, reason=reason)
    raise TryLater(f"{attempt.path!r}: {reason}", RETRY_DELAY)

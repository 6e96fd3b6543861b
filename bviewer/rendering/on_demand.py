"""Making a large copy of one photograph, or its tiles, when somebody wants them first."""

import logging
from functools import partial

from bviewer.db.sessions import reading_session
from bviewer.models import ImageState
from bviewer.queue.runtime import Runtime
from bviewer.rendering.attempts import RenderAttempt, describe, find_image
from bviewer.rendering.eviction import make_room
from bviewer.rendering.reconcile import follow_original
from bviewer.rendering.render import counting, render_image, source_of
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.sizes import for_grids, largest_made
from bviewer.renditions.store import make_renditions, make_tiles
from bviewer.renditions.tiling import NO_TILES
from bviewer.sandbox.errors import SourceChanged, WorkStopped

log = logging.getLogger(__name__)


def render_size(runtime: Runtime, image_id: str, size_name: str) -> None:
    """Make the copy of an image in a size that is made on demand, behind all others unless a page
    shows many of it; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    sizes = runtime.settings.sizes
    size = sizes.get(size_name)
    if size is None or not size.on_demand:
        return
    if size_name not in for_grids(sizes):
        render_image(runtime, image_id)
    attempt = attempt_at(runtime, image_id)
    if attempt is None or runtime.cache.has(attempt.target(runtime, size_name)):
        return
    make_room(runtime, attempt.gallery_id, attempt.budget)
    try:
        render_one(runtime, attempt, size_name)
    except (BrokenImage, WorkStopped) as error:
        log.warning("%r has no copy in the size %r: %s", attempt.path, size_name, error)
        put_smaller(runtime, attempt, size_name)
    except (FileNotFoundError, SourceChanged):
        follow_original(runtime, attempt)


def render_tiles(runtime: Runtime, image_id: str) -> None:
    """Cut an image into tiles, all of them, from one decoding; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    attempt = attempt_at(runtime, image_id)
    if attempt is None or runtime.cache.has(attempt.target(runtime, NO_TILES)):
        return
    make_room(runtime, attempt.gallery_id, attempt.budget)
    try:
        open_source, path_of = source_of(runtime, attempt), partial(attempt.target, runtime)
        hold_on = runtime.queue.hold_on
        with runtime.places.taken(hold_on), counting(runtime.counters, 1):
            size = make_tiles(open_source, path_of, runtime.cache, runtime.limits, hold_on)
        runtime.filling.add(attempt.gallery_id, size)
    except (BrokenImage, WorkStopped) as error:
        log.warning("%r has no tiles: %s", attempt.path, error)
        put_smaller(runtime, attempt, NO_TILES)
    except (FileNotFoundError, SourceChanged):
        follow_original(runtime, attempt)


def put_smaller(runtime: Runtime, attempt: RenderAttempt, name: str) -> None:
    """Put the largest usual copy where a larger one, or what is said of tiles, would be: nobody
    tries again as long as it is there. If that cannot be made either, the image is broken."""
    render_image(runtime, attempt.image_id)
    usual = attempt.target(runtime, largest_made(runtime.settings.sizes).name)
    if runtime.cache.has(usual):
        copy = (runtime.cache.root / usual).read_bytes()
        runtime.cache.write(attempt.target(runtime, name), copy)


def attempt_at(runtime: Runtime, image_id: str) -> RenderAttempt | None:
    """Return what is to be made of an image; None if nothing is."""
    with reading_session(runtime.engine) as session:
        image = find_image(session, image_id)
        if image is None or image.state != ImageState.READY:
            return None
        return describe(runtime, session, image)


def render_one(runtime: Runtime, attempt: RenderAttempt, size_name: str) -> None:
    """Decode, and write the one copy."""
    target = attempt.target(runtime, size_name)
    open_source = source_of(runtime, attempt)
    hold_on = runtime.queue.hold_on
    with runtime.places.taken(hold_on), counting(runtime.counters, 1):
        make_renditions(
            open_source,
            {size_name: target},
            runtime.settings.sizes,
            runtime.cache,
            runtime.limits,
            is_clip=attempt.is_clip,
            hold_on=hold_on,
        )
    written = (runtime.cache.root / target).stat().st_size
    runtime.filling.add(attempt.gallery_id, written)

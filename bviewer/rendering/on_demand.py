"""Making a large copy of one photograph, or its tiles, when somebody wants them first."""

import logging
from functools import partial

from bviewer.db.sessions import reading_session
from bviewer.models import ImageState
from bviewer.queue.runtime import Runtime
from bviewer.rendering.attempts import RenderAttempt, describe, find_image
from bviewer.rendering.reconcile import follow_original
from bviewer.rendering.render import counting, render_image, source_of
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.sizes import in_advance, whole
from bviewer.renditions.store import make_renditions, make_tiles
from bviewer.renditions.tiling import NO_TILES
from bviewer.sandbox.errors import SourceChanged, WorkStopped

log = logging.getLogger(__name__)


def render_size(runtime: Runtime, image_id: str, size_name: str) -> None:
    """Make the copy of an image in a size that is made on demand, behind all others; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    size = runtime.settings.sizes.get(size_name)
    if size is None or not size.on_demand:
        return
    render_image(runtime, image_id)
    attempt = attempt_at(runtime, image_id)
    if attempt is None or runtime.cache.has(attempt.target(runtime, size_name)):
        return
    try:
        render_one(runtime, attempt, size_name)
    except (BrokenImage, WorkStopped) as error:
        # Smaller ones were made of it. Nobody tries again as long as this one stands for it.
        log.warning("%r has no copy in the size %r: %s", attempt.path, size_name, error)
        largest = whole(in_advance(runtime.settings.sizes))[-1].name
        targets = attempt.target(runtime, largest), attempt.target(runtime, size_name)
        runtime.cache.link(*targets)
    except (FileNotFoundError, SourceChanged):
        follow_original(runtime, attempt)


def render_tiles(runtime: Runtime, image_id: str) -> None:
    """Cut an image into tiles, all of them, from one decoding; idempotent.

    Raises TryLater, or OSError of the library or the cache, if it cannot be done now.
    """
    attempt = attempt_at(runtime, image_id)
    if attempt is None or runtime.cache.has(attempt.target(runtime, NO_TILES)):
        return
    try:
        open_source, path_of = source_of(runtime, attempt), partial(attempt.target, runtime)
        make_tiles(open_source, path_of, runtime.cache, runtime.limits)
    except (BrokenImage, WorkStopped) as error:
        log.warning("%r has no tiles: %s", attempt.path, error)
        largest = whole(in_advance(runtime.settings.sizes))[-1].name
        runtime.cache.link(attempt.target(runtime, largest), attempt.target(runtime, NO_TILES))
    except (FileNotFoundError, SourceChanged):
        follow_original(runtime, attempt)


def attempt_at(runtime: Runtime, image_id: str) -> RenderAttempt | None:
    """Return what is to be made of an image; None if nothing is."""
    with reading_session(runtime.engine) as session:
        image = find_image(session, image_id)
        if image is None or image.state != ImageState.READY:
            return None
        return describe(runtime, session, image)


def render_one(runtime: Runtime, attempt: RenderAttempt, size_name: str) -> None:
    """Decode, and write the one copy."""
    targets = {size_name: attempt.target(runtime, size_name)}
    open_source = source_of(runtime, attempt)
    with counting(runtime.counters, len(targets)):
        make_renditions(
            open_source,
            targets,
            runtime.settings.sizes,
            runtime.cache,
            runtime.limits,
            is_clip=attempt.is_clip,
        )

"""Making the resized copies of one photograph, from one decoding, in a process of its own."""

import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.originals import home_of, mark_missing, read_original, remember
from bviewer.catalog.summaries import refresh_summaries
from bviewer.db import work_session
from bviewer.library.tree import LibraryOffline
from bviewer.models import Album, Gallery, Image, ImageState, now
from bviewer.renditions.cache import content_stamp
from bviewer.renditions.errors import BrokenImage, SourceChanged, WorkStopped
from bviewer.renditions.store import make_renditions

from .queue import TryLater

if TYPE_CHECKING:
    from .runtime import Runtime

log = logging.getLogger(__name__)

# A decoder that crashed or ran out of time twice would do so for ever.
MAXIMUM_ATTEMPTS = 2
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Order:
    """What one job needs to know, detached from the database."""

    image_id: str
    gallery_id: int
    home: str
    path: str
    size: int
    mtime_ns: int
    stamp: str

    def targets(self, runtime: "Runtime") -> dict[str, str]:
        """Cache paths, by size name, of the renditions that are not there yet."""
        paths = {
            name: runtime.cache.relative_path(self.gallery_id, self.image_id, self.stamp, name)
            for name in runtime.settings.sizes
        }
        return {name: path for name, path in paths.items() if not runtime.cache.has(path)}


def render_key(image_id: str) -> str:
    """The queue's key: one job for all sizes of an image, however many visitors ask."""
    return f"render:{image_id}"


def render_image(runtime: "Runtime", image_id: str) -> None:
    """Make all missing renditions of an image; idempotent."""
    order = begin_attempt(runtime, image_id)
    if order is None:
        return
    try:
        render(runtime, order)
    except BrokenImage as error:
        finish(runtime, image_id, state=ImageState.BROKEN, reason=str(error)[:REASON_LENGTH])
    except WorkStopped as error:
        give_up_or_retry(runtime, image_id, str(error))
    except (FileNotFoundError, SourceChanged, LibraryOffline) as error:
        finish(runtime, image_id)
        follow_original(runtime, order, error)
    except OSError as error:
        finish(runtime, image_id)
        raise TryLater(f"{error.strerror or error} ({order.path!r})") from error


def begin_attempt(runtime: "Runtime", image_id: str) -> Order | None:
    """Record the attempt before the decoder starts, so that a crash cannot be forgotten.

    Returns None when there is nothing to do or no use in trying.
    """
    with work_session(runtime.engine) as session:
        image = session.get(Image, image_id)
        if image is None or image.state == ImageState.BROKEN:
            return None
        order = describe(runtime, session, image)
        if not order.targets(runtime):
            image.attempts, image.attempted_at = 0, None
            return None
        if image.attempts >= MAXIMUM_ATTEMPTS:
            image.state, image.attempted_at = ImageState.BROKEN, None
            image.reason = image.reason or "the decoder crashed on it twice"
            return None
        image.attempts += 1
        image.attempted_at = now()
        return order


def describe(runtime: "Runtime", session: Session, image: Image) -> Order:
    """What is to be made of an image as its row knows it now."""
    gallery_id, home = session.execute(
        select(Gallery.id, Gallery.home)
        .join(Album, Album.gallery_id == Gallery.id)
        .where(Album.id == image.album_id)
    ).one()
    return Order(
        image_id=image.id,
        gallery_id=gallery_id,
        home=home,
        path=image.path,
        size=image.size,
        mtime_ns=image.mtime_ns,
        stamp=content_stamp(runtime.recipe, image.size, image.mtime_ns, image.quick_hash),
    )


def render(runtime: "Runtime", order: Order) -> None:
    """Decode once, write what is missing, remember what was learned."""
    facts = make_renditions(
        lambda: open_expected(runtime, order),
        order.targets(runtime),
        runtime.settings.sizes,
        runtime.cache,
        runtime.limits,
    )
    finish(
        runtime,
        order.image_id,
        width=facts.width,
        height=facts.height,
        placeholder=facts.placeholder,
        attempts=0,
        reason=None,
    )
    runtime.cache.remove_stale(order.gallery_id, order.image_id, order.stamp)


def open_expected(runtime: "Runtime", order: Order) -> BinaryIO:
    """The original, if it is still the file that the row describes; raises SourceChanged if not."""
    file = home_of(runtime.library, order.home).open(order.path)
    status = os.fstat(file.fileno())
    if (status.st_size, status.st_mtime_ns) != (order.size, order.mtime_ns):
        file.close()
        raise SourceChanged
    return file


def finish(runtime: "Runtime", image_id: str, **changes: object) -> None:
    """End the attempt and write down what came of it."""
    with work_session(runtime.engine) as session:
        image = session.get(Image, image_id)
        if image is None:
            return
        image.attempted_at = None
        for name, value in changes.items():
            setattr(image, name, value)
        if image.state != ImageState.READY:  # It may have been the cover of albums above.
            refresh_summaries(session, {image.album_id})


def give_up_or_retry(runtime: "Runtime", image_id: str, reason: str) -> None:
    """A second crash quarantines the file until it changes; the first may have been bad luck."""
    log.warning("image %s: %s", image_id, reason)
    finish(runtime, image_id, reason=reason[:REASON_LENGTH])
    runtime.queue.send("render_image", image_id)


def follow_original(runtime: "Runtime", order: Order, error: Exception) -> None:
    """The file is not what the row says: gone, or another one by now."""
    library = home_of(runtime.library, order.home)
    try:
        library.check_root()
    except LibraryOffline as offline:
        raise TryLater(str(offline)) from error
    with work_session(runtime.engine) as session:
        image = session.get(Image, order.image_id)
        if image is None:
            return
        if isinstance(error, FileNotFoundError):
            mark_missing(image)
        else:
            zone = ZoneInfo(session.get_one(Gallery, order.gallery_id).time_zone)
            remember(image, read_original(library, image.path, zone))
        refresh_summaries(session, {image.album_id})
    if isinstance(error, SourceChanged):
        raise TryLater(f"{order.path!r} has just changed") from error


def overdue(runtime: "Runtime", session: Session) -> list[str]:
    """Images whose attempt began so long ago that its worker must be dead."""
    deadline = now() - timedelta(seconds=2 * runtime.settings.job_timeout)
    return list(session.scalars(select(Image.id).where(Image.attempted_at < deadline)))

"""Making resized images before anybody asks for them, while there is nothing else to do."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from bviewer.catalog.budgets import MEGABYTE, chosen_galleries
from bviewer.catalog.originals import home_of
from bviewer.db import reading_session
from bviewer.library.tree import LibraryOffline
from bviewer.models import Album, Gallery, Image
from bviewer.models.image import UNRENDERED
from bviewer.renditions.cache import IMAGES, gallery_folder
from bviewer.renditions.eviction import LOW_MARK
from bviewer.renditions.inventory import measure

from .queue import Priority
from .rendering import render_key

if TYPE_CHECKING:
    from .runtime import Runtime

# What two workers make in about the minute until the next sweep.
AT_ONCE = 200

# Seconds. To measure a large cache takes a while, and what is sent meanwhile is little of it.
MEASURED_EVERY = 600


class Precaching:
    """Sends the jobs, and remembers for a while how much was in the caches."""

    def __init__(self) -> None:
        self._measured: dict[int, tuple[float, int]] = {}

    def send(self, runtime: "Runtime") -> int:
        """Send the newest images of which no rendition was ever made; returns how many.

        Only while no job is waiting: so those that were lost are found in between.
        """
        queue = runtime.queue
        if queue.huey.pending_count() or not unrendered(runtime, None, limit=1):
            return 0
        with reading_session(runtime.engine) as session:
            galleries = chosen_galleries(session, None)
        open_ids = [each.id for each in galleries if self.is_open(runtime, each)]
        return sum(
            queue.send("render_image", each, key=render_key(each), priority=Priority.BACKGROUND)
            for each in unrendered(runtime, open_ids, limit=AT_ONCE)
        )

    def is_open(self, runtime: "Runtime", gallery: Gallery) -> bool:
        """Whether a gallery has room for more, and photographs to make it from."""
        if self.cached_bytes(runtime, gallery.id) >= gallery.images_budget_mb * MEGABYTE * LOW_MARK:
            return False
        try:
            home_of(runtime.library, gallery.home).check_root()
        except LibraryOffline:
            return False
        return True

    def cached_bytes(self, runtime: "Runtime", gallery_id: int) -> int:
        """How much is in the cache of a gallery, as of the last ten minutes."""
        since, size = self._measured.get(gallery_id, (-MEASURED_EVERY, 0))
        if time.monotonic() - since >= MEASURED_EVERY:
            folder = gallery_folder(IMAGES, gallery_id)
            size = measure(runtime.settings.cache, folder).bytes_left
            self._measured[gallery_id] = time.monotonic(), size
        return size


def unrendered(
    runtime: "Runtime", gallery_ids: Sequence[int] | None, *, limit: int
) -> Sequence[str]:
    """Images of which no rendition was ever made, of those galleries or of all, newest first."""
    query = select(Image.id).where(text(UNRENDERED)).order_by(Image.time.desc()).limit(limit)
    if gallery_ids is not None:
        query = query.join(Album, Album.id == Image.album_id)
        query = query.where(Album.gallery_id.in_(gallery_ids))
    with reading_session(runtime.engine) as session:
        return session.scalars(query).all()

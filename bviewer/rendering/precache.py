"""Making resized images before anybody asks for them, while there is nothing else to do."""

import time
from collections.abc import Sequence
from itertools import chain, islice

from sqlalchemy import Row, Select, select, text

from bviewer.albums.budgets import chosen_galleries
from bviewer.albums.films import is_film, is_item
from bviewer.albums.originals import home_of
from bviewer.db.sessions import reading_session
from bviewer.library.tree import LibraryOffline
from bviewer.models import Album, Gallery, Image
from bviewer.models.image import UNRENDERED
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import Priority
from bviewer.rendering.render import render_grid, render_image
from bviewer.renditions.cache import IMAGES, gallery_folder
from bviewer.renditions.eviction import LOW_MARK
from bviewer.renditions.inventory import measure
from bviewer.renditions.reserve import MEGABYTE

# What two workers make in about the minute until the next look.
AT_ONCE = 200

# Seconds. To measure a large cache takes a while, and what is sent meanwhile is little of it.
MEASURED_EVERY = 600

UNRENDERED_IMAGES = select(Image.id).where(text(UNRENDERED), is_item())


class Precaching:
    """Sends the tasks, and remembers for a while how much was in the caches."""

    def __init__(self) -> None:
        self._measured: dict[int, tuple[float, int]] = {}

    def send(self, runtime: Runtime) -> int:
        """Send the newest images of which no rendition was ever made; returns how many.

        Of a few, what pages show many of is made first: somebody may be looking. Of a library each
        is decoded once. Only while no task is waiting, so there are never many that nobody asked
        for; and not with the last room on the disk, or what visitors ask for would have to make
        room again.
        """
        if runtime.queue.huey.pending_count() or not runtime.cache.reserve.room().is_ample:
            return 0
        with reading_session(runtime.engine) as session:
            if session.scalar(UNRENDERED_IMAGES.limit(1)) is None:
                return 0
            open_ids = [
                each.id for each in chosen_galleries(session, None) if self.is_open(runtime, each)
            ]
            rows = session.execute(candidates(open_ids))
            due = (row.id for row in rows if is_there(runtime, row))
            newest = list(islice(due, AT_ONCE))
            work = render_grid if len(newest) < AT_ONCE else render_image
            # What is on its way already, or was put off, keeps no others waiting.
            sent = (
                image_id
                for image_id in chain(newest, due)
                if not runtime.is_wanted(render_image, image_id)
                and runtime.send(work, image_id, priority=Priority.BACKGROUND)
            )
            return sum(1 for _image_id in islice(sent, AT_ONCE))

    def is_open(self, runtime: Runtime, gallery: Gallery) -> bool:
        """Tell whether a gallery has room for more, and photographs to make it from."""
        if self.cached_bytes(runtime, gallery.id) >= gallery.images_budget_mb * MEGABYTE * LOW_MARK:
            return False
        try:
            home_of(runtime.library, gallery.home).check_root()
        except LibraryOffline:
            return False
        return True

    def cached_bytes(self, runtime: Runtime, gallery_id: int) -> int:
        """Return how much is in the cache of a gallery, as of the last ten minutes."""
        since, size = self._measured.get(gallery_id, (-MEASURED_EVERY, 0))
        if time.monotonic() - since >= MEASURED_EVERY:
            folder = gallery_folder(IMAGES, gallery_id)
            size = measure(runtime.settings.cache, folder).bytes_left
            self._measured[gallery_id] = time.monotonic(), size
        return size


def candidates(gallery_ids: Sequence[int]) -> Select[tuple[str, str, str]]:
    """Yield images of these galleries that no rendition was ever made of, newest first."""
    return (
        UNRENDERED_IMAGES.join(Album, Album.id == Image.album_id)
        .join(Gallery, Gallery.id == Album.gallery_id)
        .add_columns(Image.path, Gallery.home)
        .where(Album.gallery_id.in_(gallery_ids))
        .order_by(Image.time.desc())
        .execution_options(yield_per=AT_ONCE)
    )


def is_there(runtime: Runtime, row: Row[tuple[str, str, str]]) -> bool:
    """Tell whether there is a file to make it from: one of several disks may be away for long.

    What was fetched is on no disk.
    """
    if is_film(row.path):
        return True
    folder, _, name = row.path.rpartition("/")
    try:
        return bool(home_of(runtime.library, row.home).present(folder, [name]))
    except OSError:
        return False

"""Keeping the cache of each gallery within its budgets."""

import logging
from contextlib import suppress
from typing import NamedTuple

from bviewer.albums.budgets import chosen_galleries
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import TryLater
from bviewer.renditions.cache import ARCHIVES, IMAGES, gallery_folder
from bviewer.renditions.eviction import EvictionRunning, clear, evict, only_evictor
from bviewer.renditions.filling import PAUSE
from bviewer.renditions.inventory import Progress, Tally
from bviewer.renditions.reserve import MEGABYTE
from bviewer.renditions.tiling import ENDING

log = logging.getLogger(__name__)


class Budget(NamedTuple):
    """How many bytes of the cache are for what (images, archives) of which gallery."""

    host: str
    kind: str
    folder: str
    bytes: int


def budgets(runtime: Runtime, host: str | None = None) -> list[Budget]:
    """Return the budgets of one gallery or of all; refuse an unknown host."""
    with reading_session(runtime.engine) as session:
        return [
            budget
            for gallery in chosen_galleries(session, host)
            for budget in (images_budget(gallery), archives_budget(gallery))
        ]


def images_budget(gallery: Gallery) -> Budget:
    """Return what a gallery may have for images."""
    folder = gallery_folder(IMAGES, gallery.id)
    return Budget(gallery.host, IMAGES, folder, gallery.images_budget_mb * MEGABYTE)


def archives_budget(gallery: Gallery) -> Budget:
    """Return what a gallery may have for archives."""
    folder = gallery_folder(ARCHIVES, gallery.id)
    return Budget(gallery.host, ARCHIVES, folder, gallery.archives_budget_mb * MEGABYTE)


def leftovers(runtime: Runtime) -> list[Budget]:
    """Return what the cache holds of galleries that are gone: nothing of it is to stay."""
    # Before the galleries: one that is new by now is none of them.
    found = [
        (kind, folder.name)
        for kind in (IMAGES, ARCHIVES)
        for folder in (runtime.settings.cache / kind).glob("[0-9]*")
    ]
    with reading_session(runtime.engine) as session:
        known = {str(gallery.id) for gallery in chosen_galleries(session, None)}
    return [
        Budget("a gallery that is gone", kind, f"{kind}/{name}", 0)
        for kind, name in found
        if name not in known
    ]


def keep_budgets(
    runtime: Runtime,
    host: str | None = None,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> list[tuple[Budget, Tally]]:
    """Remove what one gallery, or each, has too much of in the cache; `full` removes everything.

    Where the disk has too little left, the cache gives way, too.

    `progress` is told of each file that is looked at. Refuse an unknown host, and while
    another process is at it.
    """
    root, kept = runtime.settings.cache, budgets(runtime, host)
    if host is None:
        kept += leftovers(runtime)
    with only_evictor(root):
        return [
            (
                budget,
                clear(root, budget.folder, progress)
                if full or not budget.bytes
                else keep(runtime, budget, progress),
            )
            for budget in kept
        ]


def keep(runtime: Runtime, budget: Budget, progress: Progress | None = None) -> Tally:
    """Remove what is too much for one budget, or for the disk."""
    # What is made again when it is wanted again, and of which a smaller one stays.
    late = [size.name for size in runtime.settings.sizes.values() if size.on_demand]
    return evict(
        *(runtime.settings.cache, budget.folder, budget.bytes),
        runtime.cache.reserve.room().lacking,
        first=(ENDING, *(f"-{name}.jpg" for name in late)),
        progress=progress,
    )


def evict_caches(runtime: Runtime) -> None:
    """Keep all budgets, with a line in the log for each that was exceeded or cannot be kept.

    Any number of consumers may do it at any time: one of them does it.
    """
    try:
        done = keep_budgets(runtime)
    except EvictionRunning:
        log.info("another process is clearing the cache right now")
        return
    for budget, tally in done:
        report(budget, tally)


def make_room(runtime: Runtime, gallery_id: int, budget: Budget) -> None:
    """Keep the budget for images of a gallery if much was made on demand since this process looked
    last: between two looks of the hour strangers could have the disk filled.

    Raises TryLater while the gallery has more than its budget, and nothing of it may go because all
    was used just now.
    """
    filling = runtime.filling
    if filling.is_due(gallery_id, budget.bytes):
        with suppress(EvictionRunning), only_evictor(runtime.settings.cache):
            tally = keep(runtime, budget)
            report(budget, tally)
            filling.note_look(gallery_id, is_full=tally.bytes_left > budget.bytes)
    if filling.is_full(gallery_id):
        raise TryLater(f"{budget.host} has its share of the cache filled", PAUSE)


def report(budget: Budget, tally: Tally) -> None:
    """Say in the log what was removed, and what could not be."""
    if tally.files_removed:
        log.info(
            "%s: removed %d of %d cached files from %s: %d of %d bytes",
            budget.host,
            tally.files_removed,
            tally.files_before,
            budget.kind,
            tally.bytes_removed,
            tally.bytes_before,
        )
    if tally.failures:
        log.warning(
            "%s: %d files or folders of its %s stay in the cache: %s",
            budget.host,
            tally.failures,
            budget.kind,
            tally.reason,
        )

"""Keeping the cache of each gallery within its budgets."""

import logging
from typing import NamedTuple

from bviewer.albums.budgets import chosen_galleries
from bviewer.db.sessions import reading_session
from bviewer.queue.runtime import Runtime
from bviewer.renditions.cache import ARCHIVES, IMAGES, gallery_folder
from bviewer.renditions.eviction import EvictionRunning, clear, evict, only_evictor
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
            Budget(gallery.host, kind, gallery_folder(kind, gallery.id), megabytes * MEGABYTE)
            for gallery in chosen_galleries(session, host)
            for kind, megabytes in (
                (IMAGES, gallery.images_budget_mb),
                (ARCHIVES, gallery.archives_budget_mb),
            )
        ]


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
    # What is made again when it is wanted again, and of which a smaller one stays.
    late = [size.name for size in runtime.settings.sizes.values() if size.on_demand]
    first = (ENDING, *(f"-{name}.jpg" for name in late))
    if host is None:
        kept += leftovers(runtime)
    with only_evictor(root):
        return [
            (
                budget,
                clear(root, budget.folder, progress)
                if full or not budget.bytes
                else evict(
                    *(root, budget.folder, budget.bytes, runtime.cache.reserve.room().lacking),
                    first=first,
                    progress=progress,
                ),
            )
            for budget in kept
        ]


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

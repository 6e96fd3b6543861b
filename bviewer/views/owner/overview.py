"""The first page of a gallery's admin."""

import time
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.overview import overview_of
from bviewer.models import Gallery
from bviewer.presenters.spaces import Space
from bviewer.queue.storage import storage_errors
from bviewer.rendering.cache_stats import measure_cache, read_measures
from bviewer.renditions.reserve import MEGABYTE
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.frame import admin_page
from bviewer.views.owner.syncing import sync_state

MEASURED_EVERY = 600  # Seconds.


@view_config(
    context=AdminBranch,
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer="bviewer:templates/owner/overview.html",
)
def show_overview(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show what the gallery holds and how it is."""
    return {
        **admin_page(request),
        "overview": overview_of(request.dbsession, request.gallery.id),
        "sync": sync_state(request),
        "spaces": spaces_of(request, request.dbsession.get_one(Gallery, request.gallery.id)),
        "waiting": queue_length(request),
    }


def spaces_of(request: Request, gallery: Gallery) -> list[Space]:
    """Return what a gallery has in the cache, as it was measured; a worker looks anew when that
    is some time ago."""
    measures = read_measures(request.runtime)
    if measures is None or time.time() - measures.time > MEASURED_EVERY:
        request.enqueue(measure_cache)
    budgets = {"images": gallery.images_budget_mb, "archives": gallery.archives_budget_mb}
    return [
        Space(kind, size, budgets[kind] * MEGABYTE, request.language)
        for host, kind, size in (measures.sizes if measures else [])
        if host == gallery.host
    ]


def queue_length(request: Request) -> int | None:
    """Return how much work waits for workers; None if the queue does not answer."""
    try:
        return int(request.runtime.queue.length())
    except storage_errors():
        return None

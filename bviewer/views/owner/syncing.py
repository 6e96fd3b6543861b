"""Syncing now, and how far it is: what is told comes from the server and survives a reload."""

from hashlib import sha256
from typing import Any

from pyramid.httpexceptions import HTTPNotModified
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.models import Gallery
from bviewer.presenters.syncs import SyncState
from bviewer.queue.storage import storage_errors
from bviewer.security import Permission
from bviewer.sync.history import is_running, last_reports
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.done import done


@view_config(
    context=AdminBranch,
    name="sync",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
)
def sync_now(_context: AdminBranch, request: Request) -> Any:
    """Send a sync, unless one waits or runs."""
    request.enqueue(sync_gallery_in_turn, request.gallery.id)
    return done(request, request.urls.at_home("admin", ""), "sync")


@view_config(
    context=AdminBranch,
    name="sync",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
)
def tell_progress(_context: AdminBranch, request: Request) -> Response:
    """Tell a script how far the sync is, in words; nothing while there is nothing new."""
    state = sync_state(request)
    told = {"jobs": {"sync": {"text": state.text()}}, "busy": state.is_busy}
    tag = f'"{sha256(repr(told).encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response: Response = HTTPNotModified()
    else:
        response = Response(json_body=told)
    response.headers.update({"ETag": tag, "Cache-Control": "private, no-cache"})
    return response


def sync_state(request: Request) -> SyncState:
    """Return how far the gallery's sync is."""
    gallery_id = request.gallery.id
    reports = last_reports(request.dbsession, gallery_id, 1)
    last = reports[0] if reports else None
    return SyncState(
        last=last,
        is_running=last is not None and is_running(last, request.runtime.lease),
        is_waiting=is_waiting(request),
        language=request.language,
        zone=request.dbsession.get_one(Gallery, gallery_id).time_zone,
    )


def is_waiting(request: Request) -> bool:
    """Return whether a sync was sent and has not ended; a queue that is away tells nothing."""
    try:
        return bool(request.runtime.is_wanted(sync_gallery_in_turn, request.gallery.id))
    except storage_errors():
        return False

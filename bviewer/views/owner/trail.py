"""Who changed what: the audit trail of a gallery."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.trail import PAGE, events_of
from bviewer.models import Gallery
from bviewer.presenters.trail import Entry
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.buttons import ID
from bviewer.views.owner.frame import admin_page


@view_config(
    context=AdminBranch,
    name="audit",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer="bviewer:templates/owner/trail.html",
)
def show_trail(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show what was changed, the newest first."""
    gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    return {**admin_page(request), **trail_page(request, "admin", gallery.id, gallery.time_zone)}


def trail_page(request: Request, branch: str, gallery_id: int | None, zone: str) -> dict[str, Any]:
    """Return a page of the events of a gallery or else of the site, by the clocks of a zone."""
    before = request.GET.get("before", "")
    start = int(before) if ID.fullmatch(before) else None
    events = events_of(request.dbsession, gallery_id, start)
    shown = events[:PAGE]
    more = request.urls.at_home(branch, "audit", before=shown[-1].id) if shown else None
    return {
        "entries": [Entry(event, request.language, zone) for event in shown],
        "more": more if len(events) > PAGE else None,
    }

"""Who changed what: the audit trail of a gallery."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.trail import PAGE, events_of
from bviewer.models import Gallery
from bviewer.presenters.trail import Entry
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
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
    before = request.GET.get("before", "")
    # Of nine digits: no id has more, and databases take none that is much longer.
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    events = events_of(request.dbsession, gallery.id, start)
    shown = events[:PAGE]
    more = request.urls.at_home("admin", "audit", before=shown[-1].id) if shown else None
    return {
        **admin_page(request),
        "entries": [Entry(event, request.language, gallery.time_zone) for event in shown],
        "more": more if len(events) > PAGE else None,
    }

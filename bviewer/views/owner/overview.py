"""The first page of a gallery's admin."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.overview import overview_of
from bviewer.security import Permission
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.frame import admin_page


@view_config(
    context=AdminBranch,
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer="bviewer:templates/owner/overview.html",
)
def show_overview(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show what the gallery holds."""
    overview = overview_of(request.dbsession, request.gallery.id)
    return {**admin_page(request), "overview": overview}

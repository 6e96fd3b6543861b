"""The first page of whoever runs the site: how everything is."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.presenters.site import PARTS
from bviewer.queue.storage import storage_errors
from bviewer.security import Permission
from bviewer.tree.branches import SiteBranch
from bviewer.views.site.frame import site_page
from bviewer.views.site.work import work_state


@view_config(
    context=SiteBranch,
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer="bviewer:templates/site/overview.html",
)
def show_site(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show what works and what does not, and how much work there is."""
    faults = request.registry["bviewer.health"].faults()
    try:
        work = work_state(request)
    except storage_errors():
        work = None
    return {**site_page(request), "faults": faults, "parts": PARTS, "work": work}

"""Who changed what: the audit trail of the site."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.security import Permission
from bviewer.tree.branches import SiteBranch
from bviewer.views.owner.trail import trail_page
from bviewer.views.site.frame import site_page


@view_config(
    context=SiteBranch,
    name="audit",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer="bviewer:templates/site/trail.html",
)
def show_trail(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show what was changed, the newest first."""
    return {**site_page(request), **trail_page(request, "site", None, "UTC")}

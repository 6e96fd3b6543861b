"""The description of the API as a page for people."""

from typing import Any

from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.tree.api import ApiVersion
from bviewer.views.visitor.frame import frame_of, not_to_be_kept


@view_config(
    context=ApiVersion,
    name="docs",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
    renderer="bviewer:templates/api/docs.html",
)
def show_docs(_context: ApiVersion, request: Request) -> dict[str, Any]:
    """Show what the API can, and let people try it as whoever they are, or with a token."""
    not_to_be_kept(request)
    return {
        "frame": frame_of(request.root, request),
        "tokens": request.urls.at_home("account") + "#tokens",
        "description": request.urls.api("openapi.json"),
    }

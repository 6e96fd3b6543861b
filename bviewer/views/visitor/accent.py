"""The colour that an owner gave a gallery, as a style sheet: no page has styles in itself."""

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.tree.resources import HomeResource
from bviewer.views.static import FOR_EVER


@view_config(
    context=HomeResource,
    name="accent.css",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
)
def send_accent(context: HomeResource, request: Request) -> Response:
    """Send the style sheet, to be kept for ever at the address that names the colour."""
    accent = context.gallery.accent
    if not accent or request.GET.get("v") != accent[1:]:
        raise HTTPNotFound
    response = Response(f":root{{--accent:{accent}}}\n", content_type="text/css", charset="utf-8")
    response.headers["Cache-Control"] = FOR_EVER
    return response

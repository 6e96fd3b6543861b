"""What a phone needs to keep a gallery like an application: its name, its colours, its icons."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.tree.resources import HomeResource
from bviewer.views.visitor.frame import frame_of

BACKGROUND = "#0b0b0c"  # As in css/base.css.
ICONS = {
    "icon.svg": ("any", "image/svg+xml"),
    "icon-192.png": ("192x192", "image/png"),
    "icon-512.png": ("512x512", "image/png"),
}


@view_config(
    context=HomeResource,
    name="manifest.webmanifest",
    request_method="GET",
    permission=NO_PERMISSION_REQUIRED,
    page=True,
)
def send_manifest(context: HomeResource, request: Request) -> Response:
    """Send https://www.w3.org/TR/appmanifest/; the name is as much as this visitor may know."""
    manifest = {
        "name": frame_of(context, request).title(),
        "start_url": request.urls.path_at_home(),
        "scope": request.urls.path_at_home(),
        "display": "minimal-ui",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": [icon(request, name, *what) for name, what in ICONS.items()],
    }
    return Response(json_body=manifest, content_type="application/manifest+json")


def icon(request: Request, name: str, sizes: str, media_type: str) -> dict[str, Any]:
    """Return an icon of ours."""
    url = request.static_path(f"bviewer:static/icons/{name}")
    return {"src": url, "sizes": sizes, "type": media_type}

"""What stands around the content of every page of whoever runs the site."""

from typing import Any

from pyramid.request import Request

from bviewer.presenters.site import site_links
from bviewer.views.visitor.frame import frame_of, not_to_be_kept

# The pages that the others are below of.
ABOVE = {
    "gallery": "galleries",
    "new-gallery": "galleries",
    "remove-gallery": "galleries",
    "user": "users",
    "new-user": "users",
}


def site_page(request: Request) -> dict[str, Any]:
    """Return the frame of a page, with the way to the others of its kind."""
    not_to_be_kept(request)
    current = ABOVE.get(request.view_name, request.view_name)
    return {
        "frame": frame_of(request.root, request),
        "links": site_links(request.urls, current),
    }

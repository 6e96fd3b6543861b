"""What all pages of visitors have around their content, and what presenters get of a request."""

from collections.abc import Callable
from functools import partial
from typing import Any

from pyramid.request import Request

from bviewer.presenters.breadcrumbs import breadcrumbs, gallery_title
from bviewer.presenters.open_graph import Site, page_head
from bviewer.presenters.pictures import Pictures
from bviewer.security import Permission
from bviewer.tree import AlbumResource, ImageResource


def frame(
    context: AlbumResource | ImageResource, request: Request, **part: object
) -> dict[str, Any]:
    """Return the title of the gallery, the breadcrumbs and the head of a node's page.

    `part` names the part of an album that is shown, as its address does.
    """
    site = Site(request.dbsession, request.urls, pictures_of(request))
    return {
        "gallery_title": shown_title(context, request),
        "head": page_head(site, context, request.view_name, part),
        "breadcrumbs": breadcrumbs(context, request.urls, may_view(request)),
    }


def shown_title(context: AlbumResource | ImageResource, request: Request) -> str:
    """Return the gallery's name, as far as this visitor may know it."""
    return gallery_title(context, may_view(request))


def may_view(request: Request) -> Callable[[Any], object]:
    """Return what decides whether this visitor may open a node."""
    return partial(request.has_permission, Permission.VIEW)


def pictures_of(request: Request) -> Pictures:
    """Return the resized copies of this gallery's images."""
    runtime = request.runtime
    return Pictures(
        request.gallery.id, runtime.settings.sizes, runtime.pipeline_version, runtime.cache
    )

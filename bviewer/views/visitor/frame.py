"""What presenters get instead of a request."""

from functools import partial
from typing import Any

from pyramid.request import Request

from bviewer.models import Gallery
from bviewer.presenters.frame import Frame
from bviewer.presenters.open_graph import PageHead
from bviewer.presenters.pictures import Pictures
from bviewer.security import Permission
from bviewer.security.askers import asker_of
from bviewer.tree.resources import AlbumResource, ImageResource


def frame_of(context: AlbumResource | ImageResource, request: Request) -> Frame:
    """Return what stands around the content of a page for this visitor."""
    return Frame(context, request.urls, partial(request.has_permission, Permission.VIEW))


def pictures_of(request: Request) -> Pictures:
    """Return the resized copies of this gallery's images."""
    runtime = request.runtime
    return Pictures(
        request.gallery.id, runtime.settings.sizes, runtime.pipeline_version, runtime.cache
    )


def page_of(
    context: AlbumResource | ImageResource, request: Request, **part: object
) -> dict[str, Any]:
    """Return the frame and the head of a node's page, for its template.

    `part` names the part of an album that is shown, as its address does.
    """
    pictures, name = pictures_of(request), request.view_name
    return {
        "frame": frame_of(context, request),
        "head": PageHead(request.dbsession, context, request.urls, pictures, name, part),
    }


def not_to_be_kept(request: Request) -> None:
    """Let nobody keep a page with a form in it: it belongs to one browser."""
    request.response.headers["Cache-Control"] = "no-store"


def own_gallery(request: Request) -> Gallery:
    """Return the gallery of a request, as services take it."""
    return request.dbsession.get_one(Gallery, request.gallery.id)


def own_asker(request: Request) -> str:
    """Return who asks, as services take it."""
    return asker_of(request.visitor, request.remote_addr)

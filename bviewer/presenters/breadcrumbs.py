"""The way back: only through nodes that the visitor may open."""

from typing import NamedTuple

from pyramid.location import lineage
from pyramid.request import Request

from bviewer.security import Permission
from bviewer.tree import AlbumResource, ImageResource


class Crumb(NamedTuple):
    """A link to an ancestor."""

    title: str
    url: str


def breadcrumbs(context: AlbumResource | ImageResource, request: Request) -> list[Crumb]:
    """Links to all ancestors of a node that may be opened, from the top."""
    above = list(lineage(context))[1:]
    return [
        Crumb(node.album.title, request.resource_url(node))
        for node in reversed(above)
        if request.has_permission(Permission.VIEW, node)
    ]


def gallery_title(context: AlbumResource | ImageResource, request: Request) -> str:
    """The gallery's name, as far as this visitor may know it."""
    home = list(lineage(context))[-1]
    if request.has_permission(Permission.VIEW, home):
        return home.album.title
    return request.gallery.host

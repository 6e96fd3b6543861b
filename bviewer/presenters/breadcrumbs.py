"""Links to the ancestors of a page, as far as the visitor may open them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bviewer.tree.resources import AlbumResource, ImageResource
from bviewer.tree.urls import Urls, nodes_to


class Crumb(NamedTuple):
    """A link to an ancestor."""

    title: str
    url: str


MayView = Callable[[Any], object]


def breadcrumbs(
    context: AlbumResource | ImageResource, urls: Urls, may_view: MayView
) -> list[Crumb]:
    """Return links to all ancestors of a node that may be opened, from the top."""
    above = nodes_to(context)[:-1]
    return [Crumb(node.album.title, urls.of(node)) for node in above if may_view(node)]


def gallery_title(context: AlbumResource | ImageResource, may_view: MayView) -> str:
    """Return the gallery's name, as far as this visitor may know it."""
    home = nodes_to(context)[0]
    title: str = home.album.title if may_view(home) else home.gallery.host
    return title

"""What stands around the content of every page for visitors: the gallery's name, the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from bviewer.tree.resources import AlbumResource, ImageResource
from bviewer.tree.urls import Urls, nodes_to


class Crumb(NamedTuple):
    """A link to an ancestor."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a node's page, as its template reads it."""

    context: AlbumResource | ImageResource
    urls: Urls
    may_view: Callable[[Any], object]

    def breadcrumbs(self) -> list[Crumb]:
        """Return links to all ancestors of the node that may be opened, from the top."""
        above = nodes_to(self.context)[:-1]
        return [
            Crumb(node.album.title, self.urls.of(node)) for node in above if self.may_view(node)
        ]

    def title(self) -> str:
        """Return the gallery's name, as far as this visitor may know it."""
        home = nodes_to(self.context)[0]
        title: str = home.album.title if self.may_view(home) else home.gallery.host
        return title

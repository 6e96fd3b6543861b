"""The pages about an album, as they link to each other."""

from bviewer.presenters.admin import AdminLink
from bviewer.presenters.languages import Message, mark
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls

# View names and what they are called, in their order.
PAGES: dict[str, Message] = {
    "edit": mark("Edit"),
    "access": mark("Who can see it"),
    "share": mark("Share"),
    "items": mark("Photographs"),
    "folders": mark("Folders"),
    "arrange": mark("Arrange"),
    "cover": mark("Cover"),
    "videos": mark("Videos"),
    "new-album": mark("New album"),
    "below": mark("All below"),
    "move": mark("Move"),
    "delete": mark("Delete"),
    "view-as": mark("View as"),
}
# What makes no sense for a gallery's home.
BELOW_HOME: frozenset[str] = frozenset({"move", "delete"})


def album_links(urls: Urls, album: AlbumResource, current: str) -> list[AdminLink]:
    """Return links to all pages about an album; `current` is the name of the view that is asked."""
    is_home = album.__parent__ is None
    return [
        AdminLink(title, urls.of(album, name), name == current)
        for name, title in PAGES.items()
        if not (is_home and name in BELOW_HOME)
    ]

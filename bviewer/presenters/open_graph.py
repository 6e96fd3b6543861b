"""What the head of a page tells programs: its one address, its feed, and its Open Graph properties.

What other sites may show of it when somebody passes on a link is what a stranger sees, whoever asks
now: a page that its owner passes on tells no more. https://ogp.me describes the properties.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bviewer.albums.covers import public_cover
from bviewer.albums.newest import ADDED
from bviewer.albums.originals import image_title
from bviewer.models import ImageState
from bviewer.presenters.pictures import Picture, Pictures
from bviewer.security import Permission
from bviewer.security.policy import may_everyone
from bviewer.tree.resources import AlbumResource, ImageResource
from bviewer.tree.urls import Urls, item_url, nodes_to

LONGEST = 200  # Characters of a description.


@dataclass(frozen=True, slots=True)
class OpenGraph:
    """A page in a few words and one picture."""

    site_name: str
    title: str
    description: str
    url: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class PageHead:
    """The head of a node's page that this visitor may see, as its template reads it.

    `part` says which part of an album is shown, as its address does; `title` is that of an image.
    """

    session: Session
    context: AlbumResource | ImageResource
    urls: Urls
    pictures: Pictures
    view_name: str
    part: Mapping[str, object]
    title: str = ""

    def canonical_url(self) -> str:
        """Return the one address of the page."""
        return self.urls.of(self.context, *filter(None, [self.view_name]), **self.part)

    def feed_url(self) -> str | None:
        """Return the address of the page's feed, if it has one."""
        is_album = isinstance(self.context, AlbumResource)
        return self.urls.of(self.context, "feed") if is_album else None

    def added_feed_url(self) -> str:
        """Return the address of the feed of what came last, where there is a feed."""
        return self.urls.of(self.context, "feed", by=ADDED)

    def is_public(self) -> bool:
        """Return whether strangers may see the page."""
        return may_everyone(self.context, Permission.VIEW)

    def open_graph(self) -> OpenGraph | None:
        """Return what a stranger may be shown of the page; None if that is nothing, or its owner
        wants no previews.

        One statement at most.
        """
        if not self.is_public() or not nodes_to(self.context)[0].gallery.previews:
            return None
        if isinstance(self.context, ImageResource):
            return self._of_image(self.context)
        return self._of_album(self.context)

    def _of_album(self, context: AlbumResource) -> OpenGraph:
        about = context.home.gallery.about_title if self.view_name == "about" else ""
        return OpenGraph(
            site_name=public_title(context),
            title=about or context.album.title,
            description=shortened("" if about else context.album.description),
            url=self.urls.of(context, *filter(None, [self.view_name])),
            picture=self._cover(context),
        )

    def _of_image(self, context: ImageResource) -> OpenGraph:
        # An image is its own picture, if it can be shown.
        url, image = self.urls.of(context), context.image
        is_ready = image.state == ImageState.READY
        return OpenGraph(
            site_name=public_title(context),
            title=self.title or image_title(image.path),
            description="",
            url=url,
            picture=self.pictures.ready(url, image) if is_ready else None,
        )

    def _cover(self, context: AlbumResource) -> Picture | None:
        cover = public_cover(self.session, context.album.id)
        if cover is None:
            return None
        return self.pictures.ready(item_url(self.urls.of(context), cover.cover_path), cover)


def public_title(context: AlbumResource | ImageResource) -> str:
    """Return the gallery's name, as far as a stranger may know it."""
    home = nodes_to(context)[0]
    title: str = home.album.title if may_everyone(home, Permission.VIEW) else home.gallery.host
    return title


def shortened(text: str) -> str:
    """Return text on one line, and not more of it than is shown anywhere."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"

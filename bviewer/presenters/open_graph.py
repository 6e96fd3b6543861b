"""What the head of a page tells programs: its one address, its feed, and its Open Graph properties.

What other sites may show of it when somebody passes on a link is what a stranger sees, whoever asks
now: a page that its owner passes on tells no more. https://ogp.me describes the properties.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bviewer.albums.covers import public_cover
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
    """The one address of a page, that of its feed if it has one, and what strangers may be shown
    of it, if anything."""

    canonical_url: str
    feed_url: str | None
    open_graph: OpenGraph | None


@dataclass(frozen=True, slots=True)
class Site:
    """What the head of any page at a host is made with."""

    session: Session
    urls: Urls
    pictures: Pictures


def page_head(
    site: Site,
    context: AlbumResource | ImageResource,
    view_name: str,
    part: Mapping[str, object],
) -> PageHead:
    """Return the head of a page that this visitor may see. One statement at most.

    `part` says which part of an album is shown.
    """
    elements = [view_name] if view_name else []
    is_album = isinstance(context, AlbumResource)
    return PageHead(
        canonical_url=site.urls.of(context, *elements, **part),
        feed_url=site.urls.of(context, "feed") if is_album else None,
        open_graph=open_graph(site, context, view_name),
    )


def open_graph(
    site: Site, context: AlbumResource | ImageResource, view_name: str
) -> OpenGraph | None:
    """Return what a stranger may be shown of a page; None if that is nothing."""
    if not may_everyone(context, Permission.VIEW):
        return None
    if isinstance(context, ImageResource):
        return open_graph_of_image(site, context)
    if view_name:
        return open_graph_of_gallery(site, context, view_name)
    return OpenGraph(
        site_name=public_title(context),
        title=context.album.title,
        description=shortened(context.album.description),
        url=site.urls.of(context),
        picture=cover_of(site, context),
    )


def open_graph_of_gallery(site: Site, home: AlbumResource, view_name: str) -> OpenGraph:
    """Return the properties of the page about a gallery."""
    return OpenGraph(
        site_name=public_title(home),
        title=home.home.gallery.about_title,
        description="",
        url=site.urls.of(home, view_name),
        picture=cover_of(site, home),
    )


def open_graph_of_image(site: Site, context: ImageResource) -> OpenGraph:
    """Return the properties of an image's page: it is its own picture, if it can be shown."""
    url, image = site.urls.of(context), context.image
    is_ready = image.state == ImageState.READY
    return OpenGraph(
        site_name=public_title(context),
        title=image_title(image.path),
        description="",
        url=url,
        picture=site.pictures.ready(url, image) if is_ready else None,
    )


def cover_of(site: Site, context: AlbumResource) -> Picture | None:
    """Return the cover of an album for strangers."""
    cover = public_cover(site.session, context.album.id)
    if cover is None:
        return None
    return site.pictures.ready(item_url(site.urls.of(context), cover.cover_path), cover)


def public_title(context: AlbumResource | ImageResource) -> str:
    """Return the gallery's name, as far as a stranger may know it."""
    home = nodes_to(context)[0]
    title: str = home.album.title if may_everyone(home, Permission.VIEW) else home.gallery.host
    return title


def shortened(text: str) -> str:
    """Return text on one line, and not more of it than is shown anywhere."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"

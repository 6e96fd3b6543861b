"""Galleries as programs read them."""

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired

from pydantic import Field
from sqlalchemy import Row
from typing_extensions import TypedDict

from bviewer.albums.ignoring import ignored_patterns
from bviewer.albums.overview import Overview
from bviewer.library.names import printable
from bviewer.models import Gallery, Layout, Positions, Visibility
from bviewer.presenters.documents.people import Links, Named
from bviewer.tree.urls import Urls


class GalleryLinks(TypedDict):
    """Addresses."""

    self: str
    html: str
    home: Annotated[str, Field(description="The album that all others are in.")]
    albums: str
    items: str


class GallerySettings(TypedDict):
    """What an owner decides about a gallery as a whole."""

    about_title: Annotated[str, Field(description="Empty is no about page.")]
    about_text: str
    footer: Annotated[str, Field(description="Below all pages.")]
    accent: Annotated[str | None, Field(description="A colour; null is that of bviewer.")]
    time_zone: str
    new_albums: Annotated[Visibility, Field(description="What albums of new folders are.")]
    positions: Annotated[Positions, Field(description="Who is told where photographs were taken.")]
    indexed: Annotated[bool, Field(description="Whether search engines may list it.")]
    shows_videos: Annotated[bool, Field(description="Whether random shows have videos.")]
    layout: Annotated[Layout, Field(description="How pages of albums show photographs.")]
    previews: Annotated[bool, Field(description="Whether links to it are shown with a picture.")]
    mailed_links: Annotated[bool, Field(description="Whether people sign in by mailed links.")]
    auto_sync: Annotated[bool, Field(description="Whether new files appear by themselves.")]
    ignored: Annotated[list[str], Field(description="Names and patterns of files.")]
    api_origins: Annotated[list[str], Field(description="Whose pages may use the API.")]
    images_budget: Annotated[int, Field(description="MB of the cache for resized copies.")]
    archives_budget: Annotated[int, Field(description="MB of the cache for archives.")]


class GalleryDocument(TypedDict):
    """The gallery of this host."""

    host: str
    title: str
    home: Annotated[str, Field(description="The id of the album that all others are in.")]
    settings: NotRequired[Annotated[GallerySettings, Field(description="For its owner.")]]
    links: GalleryLinks


class SiteGallery(TypedDict):
    """A gallery, for whoever runs the site."""

    id: Annotated[str, Field(description="Its host.")]
    owner: Named
    folder: Annotated[str, Field(description="Relative to the library.")]
    items: Annotated[int, Field(description="Photographs and films.")]
    links: Links


class SiteGalleryInFull(SiteGallery):
    """A gallery with the hosts that lead to it, and more numbers."""

    aliases: list[str]
    owner_is_new: Annotated[bool, Field(description="Whether its owner never had a way in.")]
    albums: int
    photographs: int
    films: int
    missing: int
    broken: int


def gallery_settings(gallery: Gallery) -> GallerySettings:
    """Return what its owner is told of a gallery."""
    return {
        "about_title": gallery.about_title,
        "about_text": gallery.about_text,
        "footer": gallery.footer,
        "time_zone": gallery.time_zone,
        "indexed": gallery.indexed,
        "shows_videos": gallery.shows_videos,
        "layout": Layout(gallery.layout),
        "previews": gallery.previews,
        "mailed_links": gallery.mailed_links,
        "auto_sync": gallery.auto_sync,
        "new_albums": Visibility(gallery.new_albums),
        "positions": Positions(gallery.positions),
        "accent": gallery.accent or None,
        "ignored": ignored_patterns(gallery),
        "api_origins": gallery.api_origins.split(),
        "images_budget": gallery.images_budget_mb,
        "archives_budget": gallery.archives_budget_mb,
    }


def site_gallery(urls: Urls, row: Row[Any]) -> SiteGallery:
    """Return what whoever runs the site is told of a gallery."""
    return {
        "id": row.host,
        "owner": {"id": row.owner_id, "name": row.owner},
        "folder": printable(row.home),
        "items": row.images or 0,
        "links": {"self": urls.api("galleries", row.host)},
    }


def site_gallery_in_full(
    urls: Urls, row: Row[Any], aliases: Sequence[str], overview: Overview, *, owner_is_new: bool
) -> SiteGalleryInFull:
    """Return the same with all that is known of it."""
    return {
        **site_gallery(urls, row),
        "aliases": list(aliases),
        "owner_is_new": owner_is_new,
        "albums": overview.albums,
        "photographs": overview.photographs,
        "films": overview.films,
        "missing": overview.missing,
        "broken": overview.broken,
    }

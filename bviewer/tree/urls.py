"""The one maker of addresses, below the host of a gallery."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.library.names import slug
from bviewer.models import Album, Visibility
from bviewer.security.visibility import effective_visibility


class AlbumAddress(NamedTuple):
    """The path of an album's page, and how the album is called."""

    path: str
    title: str


def album_segment(album_id: str, title: str, effective: Visibility) -> str:
    """The URL segment of an album. Only the id is looked up; the words are for people.

    The address of a private album is seen by people who may open something below it, but not the
    album itself, so it does not tell the title.
    """
    words = "" if effective == Visibility.PRIVATE else slug(title)
    return f"{words}-{album_id}" if words else album_id


def addresses_of(
    session: Session, gallery_id: int, album_ids: Iterable[str]
) -> dict[str, AlbumAddress]:
    """Where some albums of a gallery are, by their ids."""
    columns = (Album.id, Album.parent_id, Album.title, Album.visibility)
    rows = session.execute(select(*columns).where(Album.gallery_id == gallery_id))
    albums = {row.id: row for row in rows}

    def address_of(album_id: str) -> AlbumAddress:
        ancestry = [albums[album_id]]
        while ancestry[-1].parent_id is not None:
            ancestry.append(albums[ancestry[-1].parent_id])
        path, flags = "/", [ancestry.pop().visibility]
        while ancestry:
            row = ancestry.pop()
            flags.append(row.visibility)
            path += quote(album_segment(row.id, row.title, effective_visibility(flags))) + "/"
        return AlbumAddress(path, albums[album_id].title)

    return {album_id: address_of(album_id) for album_id in album_ids}


def child_url(parent_url: str, name: str) -> str:
    """The URL of a child page, given the URL of its parent."""
    return f"{parent_url}{quote(name)}/"


def rendition_url(image_url: str, size_name: str, fingerprint: str) -> str:
    """The address of a resized image, given that of its image."""
    return f"{image_url}{size_name}.jpg?v={fingerprint}"

"""Films of providers in the albums of a site of the tests."""

from typing import Any

from sqlalchemy import select

from bviewer.albums.films import film_at
from bviewer.albums.item_editing import ItemValues
from bviewer.models import Album, Image
from bviewer.renditions.store import Facts
from bviewer.tree.urls import item_url
from bviewer.videos.editing import add_video
from bviewer.videos.pictures import keep
from tests.pictures import jpeg
from tests.site import Site

TUBE, VIMEO, KEY = "dQw4w9WgXcQ", "76979871", "8272103f6e"


def add_film(site: Site, folder: str, address: str = TUBE, **said: Any) -> str:
    """Put a film into the album of a folder; returns the id of the item."""
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.folder == folder)).one()
        return add_video(session, album, address, ItemValues(**said)).id


def give_picture(site: Site, item_id: str, size: tuple[int, int] = (320, 180)) -> None:
    """Let the film that an item shows have a picture, as if a worker had fetched it."""
    with site.session() as session:
        film = film_at(session.get_one(Image, item_id).path)
        keep(session, film, jpeg(*size), Facts(*size, b""))


def film_row(site: Site, item_id: str) -> Image:
    """The row of an item, detached."""
    with site.session() as session:
        row = session.get_one(Image, item_id)
        session.expunge(row)
        return row


def film_url(site: Site, folder: str, item_id: str) -> str:
    """The address of the page of a film."""
    return item_url(site.album_url(folder), item_id)

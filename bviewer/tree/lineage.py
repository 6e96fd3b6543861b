"""Loading what a URL names in one statement: the host's gallery, every album and the image."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, case, or_, select

from bviewer.models import Album, Gallery, Image


class GalleryRow(NamedTuple):
    """What a request needs to know of its gallery."""

    id: int
    host: str
    home: str
    owner_id: int


class AlbumRow(NamedTuple):
    """What a request needs to know of an album on its way."""

    id: str
    parent_id: str | None
    title: str
    description: str
    time: datetime | None
    visibility: str
    order: str
    missing: bool


class ImageRow(NamedTuple):
    """What a request needs to know of an image to show or send it."""

    id: str
    album_id: str
    path: str
    sort_key: bytes
    time: datetime
    width: int | None
    height: int | None
    size: int
    mtime_ns: int
    quick_hash: bytes
    placeholder: bytes | None
    state: str
    reason: str | None


GALLERY_COLUMNS = [getattr(Gallery, name) for name in GalleryRow._fields]
ALBUM_COLUMNS = [getattr(Album, name) for name in AlbumRow._fields]
IMAGE_COLUMNS = [getattr(Image, name) for name in ImageRow._fields]
ALBUMS_FROM = len(GALLERY_COLUMNS)
IMAGES_FROM = ALBUMS_FROM + len(ALBUM_COLUMNS)


@dataclass(frozen=True, slots=True)
class Lineage:
    """The rows that a URL names, not yet linked to each other."""

    gallery: GalleryRow
    top: AlbumRow
    albums: dict[str, AlbumRow]
    images: dict[str, ImageRow]


# Statements are built once per number of ids: building one for each request costs more than
# running it.
CAPACITIES = (2, 4, 8, 16, 64)


def lineage_statement(capacity: int) -> Select[Any]:
    """The statement for paths of up to `capacity` ids."""
    slots: list[BindParameter[str]] = [bindparam(f"id{number}") for number in range(capacity)]
    host: BindParameter[str] = bindparam("host")
    fallback: BindParameter[str] = bindparam("fallback")
    chosen = (
        select(Gallery.id)
        .where(Gallery.host.in_([host, fallback]))
        .order_by(case((Gallery.host == host, 0), else_=1))
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(*GALLERY_COLUMNS, *ALBUM_COLUMNS, *IMAGE_COLUMNS)
        .select_from(Gallery)
        .join(Album, Album.gallery_id == Gallery.id)
        .outerjoin(Image, and_(Image.id == bindparam("last"), Image.album_id == Album.id))
        .where(Gallery.id == chosen, or_(Album.parent_id.is_(None), Album.id.in_(slots)))
    )


STATEMENTS = {capacity: lineage_statement(capacity) for capacity in CAPACITIES}


def load_lineage(
    connection: Connection, host: str, ids: Sequence[str], fallback: str | None = None
) -> Lineage | None:
    """Everything that a path with these ids may name; None if no gallery answers to the host.

    `fallback` is the host of the gallery that answers to unknown hosts, if there is one.
    """
    capacity = next(number for number in CAPACITIES if number >= len(ids))
    values = {f"id{number}": ids[number] if number < len(ids) else "" for number in range(capacity)}
    values.update(host=host, fallback=fallback or "", last=ids[-1] if ids else "")
    rows = connection.execute(STATEMENTS[capacity], values).all()
    return collect(rows) if rows else None


def collect(rows: Sequence[Sequence]) -> Lineage:
    """Sort joined rows into albums and images by id."""
    albums = [AlbumRow._make(row[ALBUMS_FROM:IMAGES_FROM]) for row in rows]
    images = [ImageRow._make(row[IMAGES_FROM:]) for row in rows if row[IMAGES_FROM] is not None]
    return Lineage(
        gallery=GalleryRow._make(rows[0][:ALBUMS_FROM]),
        top=next(album for album in albums if album.parent_id is None),
        albums={album.id: album for album in albums},
        images={image.id: image for image in images},
    )

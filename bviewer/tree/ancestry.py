"""Loading what a URL names in one statement: the host's gallery, every album and the image."""

import functools
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Engine,
    ScalarSelect,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.autocommit import read_rows
from bviewer.models import Album, Gallery, GalleryAlias, Image, ItemKind, Layout
from bviewer.tree.paths import MAXIMUM_SEGMENTS


class GalleryRow(NamedTuple):
    """What a request needs to know of its gallery."""

    id: int
    host: str
    raw_home: bytes
    owner_id: int
    about_title: str
    indexed: bool
    positions: str
    api_origins: str
    accent: str = ""
    footer: str = ""
    previews: bool = True
    mailed_links: bool = False
    layout: str = Layout.SQUARES

    @property
    def home(self) -> str:
        """Its folder, relative to the library."""
        return os.fsdecode(self.raw_home)


class AlbumRow(NamedTuple):
    """What a request needs to know of an album on its path."""

    id: str
    parent_id: str | None
    title: str
    description: str
    visibility: str
    order: str | None
    missing: bool
    downloads: bool | None
    positions: str | None


class ImageRow(NamedTuple):
    """What a request needs to know of an image to show or send it."""

    id: str
    album_id: str
    raw_path: bytes
    width: int | None
    height: int | None
    size: int
    mtime_ns: int
    quick_hash: bytes
    placeholder: bytes | None
    state: str
    reason: str | None
    kind: str = ItemKind.IMAGE

    @property
    def path(self) -> str:
        """Return where its file is, relative to the gallery's home."""
        return os.fsdecode(self.raw_path)


# What pages show of a gallery stands behind all else: requests of thumbnails do without it.
PAGE_COLUMNS = [getattr(Gallery, name) for name in GalleryRow._field_defaults]
GALLERY_COLUMNS = [
    getattr(Gallery, name.removeprefix("raw_"))
    for name in GalleryRow._fields
    if name not in GalleryRow._field_defaults
]
ALBUM_COLUMNS = [getattr(Album, name) for name in AlbumRow._fields]
IMAGE_COLUMNS = [getattr(Image, name.removeprefix("raw_")) for name in ImageRow._fields]
ALBUMS_FROM = len(GALLERY_COLUMNS)
IMAGES_FROM = ALBUMS_FROM + len(ALBUM_COLUMNS)
PAGE_FROM = IMAGES_FROM + len(IMAGE_COLUMNS)


class Ancestry(NamedTuple):
    """The rows that a URL names, not yet linked to each other."""

    gallery: GalleryRow
    top: AlbumRow
    albums: dict[str, AlbumRow]
    images: dict[str, ImageRow]


# Numbers of ids that a path may name: a statement is prepared for each.
CAPACITIES = (2, 4, 8, 16, MAXIMUM_SEGMENTS)


@functools.cache
def ancestry_sql(dialect: Dialect, capacity: int, *, is_page: bool = False) -> str:
    """Return the statement for paths of up to `capacity` ids, as text.

    A thumbnail's request is this statement and little else. Building it anew would cost more than
    running it, and so would SQLAlchemy's rows: ours hold what the driver returns.
    """
    slots: list[BindParameter[str]] = [bindparam(f"id{number}") for number in range(capacity)]
    statement = (
        select(*GALLERY_COLUMNS, *ALBUM_COLUMNS, *IMAGE_COLUMNS, *(PAGE_COLUMNS if is_page else []))
        .select_from(Gallery)
        .join(Album, Album.gallery_id == Gallery.id)
        .outerjoin(Image, and_(Image.id == bindparam("last"), Image.album_id == Album.id))
        .where(
            Gallery.id == func.coalesce(*gallery_ids()),
            or_(Album.parent_id.is_(None), *(Album.id == slot for slot in slots)),
        )
    )
    return str(statement.compile(dialect=dialect))


@functools.cache
def member_sql(dialect: Dialect) -> str:
    """Return the statement for what programs name, as text: an album or an image by its id alone,
    with all albums above it."""
    # Each by an index of its own, and with all columns: else a large gallery is read as a whole.
    gallery_id = func.coalesce(*gallery_ids())
    last: BindParameter[str] = bindparam("last")
    own = select(Image.album_id).where(Image.id == last).scalar_subquery()
    named = union_all(
        *(
            select(*ALBUM_COLUMNS).where(Album.gallery_id == gallery_id, is_named)
            for is_named in (Album.parent_id.is_(None), Album.id == last, Album.id == own)
        )
    ).subquery()
    upwards = select(named).cte("upwards", recursive=True)
    upwards = upwards.union(select(*ALBUM_COLUMNS).join(upwards, Album.id == upwards.c.parent_id))
    statement = (
        select(*GALLERY_COLUMNS, *upwards.c, *IMAGE_COLUMNS, *PAGE_COLUMNS)
        .select_from(upwards)
        .join(Gallery, Gallery.id == gallery_id)
        .outerjoin(Image, and_(Image.id == last, Image.album_id == upwards.c.id))
    )
    return str(statement.compile(dialect=dialect))


def load_member(
    engine: Engine, host: str, node_id: str, fallback: str | None = None
) -> Ancestry | None:
    """Return the rows from the top of the host's gallery to an album or an image of it, if there is
    one of that id; None if no gallery answers to the host."""
    values = {"host": host, "fallback": fallback or "", "last": node_id}
    rows = read_rows(engine, member_sql(engine.dialect), values)
    return collect(rows) if rows else None


def gallery_ids() -> list[ScalarSelect[int]]:
    """Return which gallery answers, in order: that of the host, that of this machine by an alias,
    else the fallback by either of its names.

    An alias leads to its gallery's own host, but not to `localhost`, which is another machine to
    each visitor. It is not unknown, so there is no fallback for it.
    """
    fallback: BindParameter[str] = bindparam("fallback")
    this_machine: ColumnElement[str] = literal_column(f"'{THIS_MACHINE}'")
    is_unknown = ~exists().where(GalleryAlias.host == bindparam("host"))
    queries = [
        select(Gallery.id).where(Gallery.host == bindparam("host")),
        select(GalleryAlias.gallery_id)
        .join(Gallery)
        .where(GalleryAlias.host == bindparam("host"), Gallery.host == this_machine),
        select(Gallery.id).where(Gallery.host == fallback, is_unknown),
        select(GalleryAlias.gallery_id).where(GalleryAlias.host == fallback, is_unknown),
    ]
    return [query.scalar_subquery() for query in queries]


def load_ancestry(
    engine: Engine,
    host: str,
    ids: Sequence[str],
    fallback: str | None = None,
    *,
    is_page: bool = False,
) -> Ancestry | None:
    """Return everything that a path with these ids may name; None if no gallery answers to the
    host.

    `fallback` is the host (or a former one) of the gallery that answers to unknown hosts, if there
    is one. With `is_page` the gallery's row has what stands on all of its pages as well.
    """
    capacity = next(number for number in CAPACITIES if number >= len(ids))
    values = {f"id{number}": ids[number] if number < len(ids) else "" for number in range(capacity)}
    values.update(host=host, fallback=fallback or "", last=ids[-1] if ids else "")
    rows = read_rows(engine, ancestry_sql(engine.dialect, capacity, is_page=is_page), values)
    return collect(rows) if rows else None


def collect(rows: Sequence[Sequence[Any]]) -> Ancestry:
    """Sort joined rows into albums and images by id."""
    albums, images = {}, {}
    for row in rows:
        album = AlbumRow._make(row[ALBUMS_FROM:IMAGES_FROM])
        albums[album.id] = album
        if album.parent_id is None:
            top = album
        if row[IMAGES_FROM] is not None:
            image = ImageRow._make(row[IMAGES_FROM:PAGE_FROM])
            images[image.id] = image
    gallery = GalleryRow(*rows[0][:ALBUMS_FROM], *rows[0][PAGE_FROM:])
    return Ancestry(gallery, top, albums, images)

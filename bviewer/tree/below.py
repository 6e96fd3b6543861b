"""What is below an album, as resources: what a URL would lead to, without one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Engine, and_, bindparam, literal_column, select
from sqlalchemy.orm import Session

from bviewer.db.autocommit import read_rows
from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Album, Image
from bviewer.security.visibility import listed_below
from bviewer.security.visitor import Visitor
from bviewer.tree.ancestry import ALBUM_COLUMNS, IMAGE_COLUMNS, AlbumRow, ImageRow
from bviewer.tree.resources import AlbumResource, ImageResource

IMAGE_FROM = len(ALBUM_COLUMNS)
TITLE_FROM = IMAGE_FROM + len(IMAGE_COLUMNS)


class Naming(NamedTuple):
    """What an image may be called by."""

    own_title: str
    file_title: str
    path: str
    precision: str
    time: datetime
    file_time: datetime | None


class FoundImage(NamedTuple):
    """An image below an album, what it may be called by, and the albums on the way."""

    resource: ImageResource
    naming: Naming
    albums: list[AlbumResource]


NAMING_COLUMNS = [getattr(Image, name) for name in Naming._fields]


def albums_from(session: Session, visitor: Visitor, top: AlbumResource) -> Iterator[AlbumResource]:
    """Yield an album and all that are listed below it to a visitor who may open it.

    In the order of their titles, each behind the one that it is in. One statement.
    """
    below = listed_below(visitor, top.ancestry_ids)
    children = defaultdict(list)
    rows = session.execute(
        select(*ALBUM_COLUMNS)
        .join(below, below.c.id == Album.id)
        .where(Album.id != top.album.id)
        .order_by(Album.sort_key, Album.id)
    )
    for row in rows:
        children[row.parent_id].append(AlbumRow._make(row))
    waiting = [top]
    while waiting:
        album = waiting.pop()
        yield album
        own = children[album.album.id]
        waiting += [AlbumResource(row, album, album.home) for row in reversed(own)]


def find_image(engine: Engine, top: AlbumResource, image_id: str) -> FoundImage | None:
    """Return the image of an id wherever it is below an album, or in it; None if it is nowhere
    there. One statement.

    It says nothing of who may see it, or any of the `albums` on the way.
    """
    values = {"top_id": top.album.id, "image_id": image_id}
    rows = read_rows(engine, upwards_sql(engine.dialect), values)
    if not rows or rows[0][0] != top.album.id:
        return None
    album, albums = top, []
    for row in rows[1:]:
        album = AlbumResource(AlbumRow._make(row[:IMAGE_FROM]), album, top.home)
        albums.append(album)
    image = ImageRow._make(rows[-1][IMAGE_FROM:TITLE_FROM])
    own_title, file_title, _path, precision, *times = rows[-1][TITLE_FROM:]
    naming = Naming(own_title, file_title, image.path, precision, *map(as_time, times))
    return FoundImage(ImageResource(image, album), naming, albums)


def as_time(value: Any) -> Any:
    """Return a time as it is meant: SQLite has it as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@cache
def upwards_sql(dialect: Dialect) -> str:
    """Return the statement for the albums from one down to an image, as text: a show asks it as
    often as a thumbnail is asked for (see `ancestry`)."""
    upwards = (
        select(Album.id, Album.parent_id, literal_column("0").label("height"))
        .join(Image, Image.album_id == Album.id)
        .where(Image.id == bindparam("image_id"))
        .cte("upwards", recursive=True)
    )
    above = and_(
        upwards.c.id != bindparam("top_id"),
        upwards.c.height < literal_column(str(MAX_DEPTH)),
    )
    upwards = upwards.union_all(
        select(Album.id, Album.parent_id, upwards.c.height + literal_column("1"))
        .join(upwards, Album.id == upwards.c.parent_id)
        .where(above)
    )
    statement = (
        select(*ALBUM_COLUMNS, *IMAGE_COLUMNS, *NAMING_COLUMNS)
        .select_from(upwards)
        .join(Album, Album.id == upwards.c.id)
        .outerjoin(Image, and_(Image.id == bindparam("image_id"), Image.album_id == Album.id))
        .order_by(upwards.c.height.desc())
    )
    return str(statement.compile(dialect=dialect))

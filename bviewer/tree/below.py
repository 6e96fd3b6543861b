"""The albums below one, as resources: what a URL would lead to, without one."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.models import Album
from bviewer.security.visibility import listed_below
from bviewer.security.visitor import Visitor
from bviewer.tree.ancestry import ALBUM_COLUMNS, AlbumRow
from bviewer.tree.resources import AlbumResource


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

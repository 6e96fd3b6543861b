"""The newest items of a whole branch, as far as one visitor would find them by its listings."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.models import Album, Image, ImageState
from bviewer.security.visibility import listed_below
from bviewer.security.visitor import Visitor

ADDED = "added"  # What a feed is asked for that tells what came last, not what was taken last.


def newest_below(
    session: Session,
    visitor: Visitor,
    ancestry_ids: Sequence[str],
    limit: int,
    *,
    by_addition: bool = False,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the items taken last in the album at the end of `ancestry_ids` and listed below; or
    those that came last.

    Only those that can be shown; a film can without a picture as well. For a visitor who may open
    that album. `album_path` holds the ids of the albums from there, each with a slash behind.
    """
    below = listed_below(visitor, ancestry_ids)
    taken = (Image.time.desc(), Image.id)
    return session.execute(
        select(
            below.c.path.label("album_path"),
            Image.id,
            Image.path,
            Image.own_title,
            Image.file_title,
            Image.file_time,
            Image.precision,
            Image.time,
            Image.offset_minutes,
            Image.width,
            Image.height,
            Image.size,
            Image.mtime_ns,
            Image.quick_hash,
            Image.state,
            Image.kind,
            Image.media_type,
            Image.added_at,
        )
        .join(Image, Image.album_id == below.c.id)
        .where(Image.state.in_((ImageState.READY, ImageState.BARE)), is_item())
        .order_by(*((Image.added_at.desc(), *taken) if by_addition else taken))
        .limit(limit)
    ).all()


def albums_on(session: Session, paths: Iterable[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    """Return id, title and visibility of the albums on these paths, by their ids."""
    ids = {album_id for path in paths for album_id in path.split("/") if album_id}
    columns = (Album.id, Album.title, Album.visibility)
    rows = session.execute(select(*columns).where(Album.id.in_(ids))).all()
    return {row.id: row for row in rows}

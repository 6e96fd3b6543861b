"""Covers that an owner chose, and whom an album may show its cover to.

What was chosen is shown as long as it can be: while the image is away, or somewhere else, or behind
an album that strangers may not see, the newest one takes its place.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, literal, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Album, AlbumSummary, Audience, Image, ImageState, Visibility


class Cover(NamedTuple):
    """An image below an album, and the ids on the path to it, as a URL relative to the album has
    them. `is_public`: all albums on that path, but for the first, are visible."""

    id: str
    path: str
    is_public: bool


def chosen_covers(session: Session, album_ids: Sequence[str]) -> dict[str, Cover]:
    """Return the chosen covers of these albums, as far as they can be shown to anybody."""
    paths: dict[str, list[Row[Any]]] = defaultdict(list)
    for step in session.execute(steps_upwards(), {"album_ids": album_ids}):
        paths[step.chooser_id].append(step)
    covers = {chooser_id: cover_at(path) for chooser_id, path in paths.items()}
    return {chooser_id: cover for chooser_id, cover in covers.items() if cover is not None}


@cache
def steps_upwards() -> Select[Any]:
    """Return the statement that finds the albums from each chosen image up to the album that chose
    it, or to the top."""
    album_ids: BindParameter[str] = bindparam("album_ids", expanding=True)
    chooser, upwards = Album.id.label("chooser_id"), Image.album_id.label("step_id")
    path = (
        select(chooser, upwards, literal(0).label("height"))
        .join(Image, Image.id == Album.cover_id)
        .where(Album.id.in_(album_ids), Image.state == ImageState.READY, is_item())
        .cte("path", recursive=True)
    )
    is_below = and_(path.c.step_id != path.c.chooser_id, path.c.height < MAX_DEPTH)
    path = path.union_all(
        select(path.c.chooser_id, Album.parent_id, path.c.height + 1)
        .join(Album, Album.id == path.c.step_id)
        .where(is_below, Album.parent_id.is_not(None))
    )
    return (
        select(path.c.chooser_id, Album.id, Album.visibility, Album.missing, Album.cover_id)
        .join(Album, Album.id == path.c.step_id)
        .order_by(path.c.chooser_id, path.c.height)
    )


def cover_at(path: Sequence[Row[Any]]) -> Cover | None:
    """Return the cover at the lower end of a path; None if that misses who chose it."""
    *below, chooser = path
    if chooser.id != chooser.chooser_id or any(step.missing for step in below):
        return None
    return Cover(
        id=chooser.cover_id,
        path="/".join([*(step.id for step in reversed(below)), chooser.cover_id]),
        is_public=all(step.visibility == Visibility.VISIBLE for step in below),
    )


def is_in_or_below(session: Session, image_id: str, album: Album) -> bool:
    """Tell whether an image is in an album, or in one below it."""
    image = session.get(Image, image_id)
    step = None if image is None else session.get_one(Album, image.album_id)
    while step is not None and step.id != album.id:
        step = None if step.parent_id is None else session.get_one(Album, step.parent_id)
    return step is not None


def albums_with_covers(
    session: Session, ancestry_ids: Sequence[str]
) -> list[Row[str, str, str | None]]:
    """Return id, title and chosen cover of the albums of an ancestry, the nearest one first."""
    rows = session.execute(
        select(Album.id, Album.title, Album.cover_id).where(Album.id.in_(ancestry_ids))
    ).all()
    return sorted(rows, key=lambda row: -ancestry_ids.index(row.id))


def public_cover(session: Session, album_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return the cover of an album that strangers may see, if there is one."""
    return session.execute(
        select(
            AlbumSummary.cover_path,
            Image.id,
            Image.width,
            Image.height,
            Image.size,
            Image.mtime_ns,
            Image.quick_hash,
        )
        .join(Image, Image.id == AlbumSummary.cover_id)
        .where(AlbumSummary.album_id == album_id, AlbumSummary.audience == Audience.EVERYBODY)
    ).one_or_none()

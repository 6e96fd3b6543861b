"""Selections: some photographs of an album as an album of their own, to be opened by a link."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import choose
from bviewer.albums.held_films import hold_films
from bviewer.albums.subtrees import ancestry_of
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.models import Album, Image, Visibility, new_id
from bviewer.problems import Problem

MOST_SELECTED = 500
INHERITED = ("order", "downloads", "positions")
# What belongs to a row and not to the file that it shows.
OWN = {"id", "album_id", "attempts", "attempted_at", "updated_at", "added_at"}
COPIED = [column for column in Image.__table__.columns if column.name not in OWN]


def select_items(session: Session, album: Album, image_ids: Collection[str]) -> Album:
    """Return a new private album, right below the top, that shows some photographs of an album.

    It is called like that album, has what that inherits as its own, and no sync changes what is in
    it. One id of something else, and nothing is made.
    """
    wanted = set(image_ids)
    if not 0 < len(wanted) <= MOST_SELECTED:
        raise Problem("selection_size", minimum=1, maximum=MOST_SELECTED)
    chosen = choose(session, album, wanted)
    hold_films(session, Image.id.in_(wanted))
    rows = copied_rows(session, album.id, chosen.ids or ())
    selection = Album(
        gallery_id=album.gallery_id,
        parent_id=top_id(session, album.gallery_id),
        title=album.title,
        sort_key=album.sort_key,
        visibility=Visibility.PRIVATE,
        is_placed=True,
        **settings_of(session, album),
    )
    session.add(selection)
    session.flush()
    session.execute(
        insert(Image),
        [{**row, "id": new_id(), "album_id": selection.id, "is_picked": True} for row in rows],
    )
    refresh_summaries(session, {selection.id})
    return selection


def settings_of(session: Session, album: Album) -> dict[str, Any]:
    """Return what holds for an album, of its own or as the nearest above it that says so."""
    upwards = ancestry_of(session, album)[::-1]
    found = {name: [getattr(each, name) for each in upwards] for name in INHERITED}
    return {
        name: next((value for value in values if value is not None), None)
        for name, values in found.items()
    }


def copied_rows(
    session: Session, album_id: str, image_ids: Collection[str]
) -> list[dict[str, Any]]:
    """Return what is known of some files of an album."""
    query = select(*COPIED).where(Image.album_id == album_id)
    return [
        dict(row._mapping)
        for chunk in chunks(sorted(image_ids))
        for row in session.execute(query.where(Image.id.in_(chunk)))
    ]


def top_id(session: Session, gallery_id: int) -> str:
    """Return the id of a gallery's top album."""
    query = select(Album.id).where(Album.gallery_id == gallery_id, Album.parent_id.is_(None))
    return session.scalars(query).one()

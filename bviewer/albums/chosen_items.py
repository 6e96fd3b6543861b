"""Items of one album that a person chose: some of them, or all."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.models import Album, Image
from bviewer.problems import Problem


@dataclass(frozen=True, slots=True)
class Chosen:
    """Items of an album, each of which is there; all of them, if `ids` is None."""

    album_id: str
    ids: tuple[str, ...] | None
    number: int

    def parts(self) -> Iterator[ColumnElement[bool]]:
        """Yield conditions that name the items: one is enough for all of them."""
        if self.ids is None:
            yield Image.album_id == self.album_id
            return
        for chunk in chunks(self.ids):
            yield Image.id.in_(chunk)

    def rows(self, session: Session, *columns: Any) -> Iterator[Row[Any]]:
        """Yield columns of the items."""
        for part in self.parts():
            yield from session.execute(select(*columns).where(part))

    def change(self, session: Session, **values: Any) -> None:
        """Write values into the rows of all items; what was loaded of them before is forgotten."""
        for part in self.parts():
            session.execute(
                update(Image).where(part).values(**values),
                execution_options={"synchronize_session": False},
            )
        session.expire_all()


def choose(session: Session, album: Album, ids: Collection[str]) -> Chosen:
    """Return items of an album; refuse them all if one of them is not in it, or there is none."""
    session.flush()
    wanted = sorted(set(ids))
    if not wanted:
        raise Problem("nothing_chosen")
    in_album = select(func.count()).select_from(Image).where(Image.album_id == album.id)
    found = sum(
        session.scalars(in_album.where(Image.id.in_(chunk))).one() for chunk in chunks(wanted)
    )
    if found != len(wanted):
        raise Problem("selection_changed")
    return Chosen(album.id, tuple(wanted), found)


def choose_all(session: Session, album: Album) -> Chosen:
    """Return all items of an album; refuse if there is none."""
    session.flush()
    number = number_of_items(session, album.id)
    if not number:
        raise Problem("nothing_chosen")
    return Chosen(album.id, None, number)


def number_of_items(session: Session, album_id: str) -> int:
    """Return how many items an album has, missing ones among them."""
    query = select(func.count()).select_from(Image).where(Image.album_id == album_id)
    return session.scalars(query).one()


def note_change(session: Session, *albums: Album) -> None:
    """Count anew what albums hold, and let pages that were shown before know of the change."""
    for album in albums:
        album.revision += 1
    refresh_summaries(session, {album.id for album in albums})

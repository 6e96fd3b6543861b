"""Items of one album that a person chose: some of them, or all."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    String,
    and_,
    any_,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session, aliased

from bviewer.albums.items import wanted
from bviewer.albums.pairing import missing_films
from bviewer.albums.raws import missing_raws
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Image
from bviewer.models.base import ID_LENGTH
from bviewer.models.image import HAS_MOTION, HAS_RAW
from bviewer.problems import Problem


@dataclass(frozen=True, slots=True)
class Chosen:
    """Items of an album, each of which is there; all of them, if `ids` is None.

    With a photograph go the clip that it moves by and its RAW file, which are none of the `number`.
    """

    album_id: str
    ids: tuple[str, ...] | None
    number: int

    def condition(self, session: Session) -> ColumnElement[bool]:
        """Return what names the items in a statement."""
        if self.ids is None:
            return Image.album_id == self.album_id
        return among(session, self.ids)

    def rows(self, session: Session, *columns: Any) -> Sequence[Row[Any]]:
        """Return columns of the items."""
        return session.execute(select(*columns).where(self.condition(session))).all()

    def change(self, session: Session, **values: Any) -> None:
        """Write values into the rows of all items; what was loaded of them before is forgotten."""
        session.execute(
            update(Image).where(self.condition(session)).values(**values),
            execution_options={"synchronize_session": False},
        )
        session.expire_all()


def among(session: Session, ids: Sequence[str]) -> ColumnElement[bool]:
    """Return whether an image is one of these: any number of ids in one parameter."""
    if session.get_bind().dialect.name == "postgresql":
        return Image.id == any_(literal(list(ids), ARRAY(String)))
    listed = func.json_each(json.dumps(ids)).table_valued("value")
    return Image.id.in_(select(listed.c.value))


def choose(session: Session, album: Album, ids: Collection[str]) -> Chosen:
    """Return items of an album; refuse them all if one of them is not in it, or there is none.

    Clips and RAW files that are missing go along as items with the photographs that they belonged
    to: where these are by then, they belong to them again.
    """
    session.flush()
    wanted = sorted(set(ids))
    if not wanted:
        raise Problem("nothing_chosen")
    if not all(map(is_id, wanted)):
        raise Problem("selection_changed")
    in_album = select(func.count()).select_from(Image).where(Image.album_id == album.id)
    found = session.scalars(in_album.where(among(session, wanted))).one()
    if found != len(wanted):
        raise Problem("selection_changed")
    films = missing_films(session, album.id, wanted)
    wanted += [*films, *missing_raws(session, album.id, wanted)]
    beside = beside_of(session, wanted)
    number = len(set(wanted) - beside)
    return Chosen(album.id, tuple(sorted({*wanted, *beside})), number)


def beside_of(session: Session, ids: Sequence[str]) -> set[str]:
    """Return the ids of the clips by which photographs move, and of their RAW files, each of its
    photograph's album."""
    found: set[str] = set()
    for column, condition in ((Image.motion_id, HAS_MOTION), (Image.raw_id, HAS_RAW)):
        other = aliased(Image)
        is_its = and_(other.id == column, other.album_id == Image.album_id)
        query = select(other.id).select_from(Image).join(other, is_its)
        found |= set(session.scalars(query.where(among(session, ids), text(condition))))
    return found


def is_id(text: str) -> bool:
    """Return whether a text may be an id: what a database cannot take is none."""
    return len(text) == ID_LENGTH and text.isascii() and text.isalnum()


def choose_all(session: Session, album: Album) -> Chosen:
    """Return all items of an album; refuse if there is none."""
    session.flush()
    number = number_of_items(session, album.id)
    if not number:
        raise Problem("nothing_chosen")
    return Chosen(album.id, None, number)


def number_of_items(
    session: Session, album_id: str, *, with_missing: bool = True, files_only: bool = False
) -> int:
    """Return how many items an album has, missing ones among them or not, or only its files."""
    query = select(func.count()).select_from(Image).where(Image.album_id == album_id)
    asked = wanted(with_missing=with_missing, files_only=files_only)
    return session.scalars(query.where(*asked)).one()


def note_change(session: Session, *albums: Album) -> None:
    """Count anew what albums hold, and let pages that were shown before know of the change."""
    for album in albums:
        album.revision += 1
    refresh_summaries(session, {album.id for album in albums})

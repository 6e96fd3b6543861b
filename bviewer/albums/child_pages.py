"""One page of an album's child albums, as its page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from bviewer.albums.listings import (
    album_order,
    audience_of_children,
    is_summary_for,
    listed,
    summarised_albums,
)
from bviewer.albums.years import is_of_year
from bviewer.models import Album, AlbumSummary
from bviewer.security.visitor import Visitor

PAGE = 200  # Albums: tiles as heavy as those of a page of items.


@dataclass(frozen=True, slots=True)
class ChildPage:
    """Some child albums of an album, and whether others come before and after them.

    Each row has the album's columns and those of the summary and the cover that this visitor may
    know of.
    """

    albums: Sequence[Row[Any]] = ()
    has_before: bool = False
    has_after: bool = False

    @property
    def is_all(self) -> bool:
        """Return whether there are no others."""
        return not (self.has_before or self.has_after)


@dataclass(frozen=True, slots=True)
class Listing:
    """The child albums that a visitor who may open an album may see listed there, in its order.

    Of one year, if one is asked for; those that show nothing as well `with_empty`.
    """

    visitor: Visitor
    ancestry_ids: Sequence[str]
    order: str
    year: int | None = None
    with_empty: bool = False

    def first(self, session: Session) -> ChildPage:
        """Return the first page, which needs no numbers: most albums have no other."""
        query = summarised_albums(self._audience()).where(*self._conditions())
        rows = session.execute(query.order_by(*album_order(self.order)).limit(PAGE + 1)).all()
        return ChildPage(rows[:PAGE], has_after=len(rows) > PAGE)

    def some(self, session: Session, after: str | None, limit: int) -> Sequence[Row[Any]]:
        """Return albums from the beginning, or after one; none after one that is not listed."""
        places = self._places(after)
        start = 0 if after is None else place_of(places, after)
        return self._rows(session, places, places.c.number > start, limit)

    def last(self, session: Session) -> ChildPage:
        """Return the page before the end."""
        places = self._places()
        rows = self._rows(session, places, places.c.number > places.c.total - PAGE)
        return ChildPage(rows, has_before=len(rows) < total(rows))

    def after(self, session: Session, album_id: str) -> ChildPage | None:
        """Return the page after an album; None if that is not listed."""
        places = self._places(album_id)
        start = place_of(places, album_id)
        rows = self._rows(session, places, places.c.number.between(start, start + PAGE))
        if not rows:
            return None
        return ChildPage(rows[1:], has_before=True, has_after=rows[-1].number < total(rows))

    def before(self, session: Session, album_id: str) -> ChildPage | None:
        """Return the page before an album; None if that is not listed."""
        places = self._places(album_id)
        start = place_of(places, album_id)
        rows = self._rows(session, places, places.c.number.between(start - PAGE, start))
        if not rows:
            return None
        return ChildPage(rows[:-1], has_before=rows[0].number > 1, has_after=True)

    def _places(self, cursor: str | None = None) -> CTE:
        """Number the albums; the one that a page begins at is among them, of whatever year."""
        number = func.row_number().over(order_by=album_order(self.order))
        query = select(Album.id, number.label("number"), func.count().over().label("total"))
        return (
            query.join(AlbumSummary, is_summary_for(self._audience()))
            .where(*self._conditions(cursor))
            .cte()
        )

    def _conditions(self, cursor: str | None = None) -> list[ColumnElement[bool]]:
        conditions = listed(self.visitor, self.ancestry_ids, with_empty=self.with_empty)
        if self.year is not None:
            conditions.append(or_(is_of_year(self.year), Album.id == cursor))
        return conditions

    def _rows(
        self,
        session: Session,
        places: CTE,
        condition: ColumnElement[bool],
        limit: int | None = None,
    ) -> Sequence[Row[Any]]:
        query: Select[Any] = summarised_albums(self._audience()).add_columns(
            places.c.number, places.c.total
        )
        query = query.join(places, places.c.id == Album.id)
        query = query.where(condition).order_by(places.c.number).limit(limit)
        return session.execute(query).all()

    def _audience(self) -> ColumnElement[Any]:
        return audience_of_children(self.visitor, self.ancestry_ids)


def place_of(places: CTE, album_id: str) -> ColumnElement[int]:
    """Return the number of an album; NULL, which is beside nothing, if it is not listed."""
    return select(places.c.number).where(places.c.id == album_id).scalar_subquery()


def total(rows: Sequence[Row[Any]]) -> int:
    """Return how many albums there are, of which these are some."""
    return rows[0].total if rows else 0

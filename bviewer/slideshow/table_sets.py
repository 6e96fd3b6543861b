"""The sets of shows in a table, where there is no Redis."""

import random
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Engine,
    Integer,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bviewer.db.autocommit import read_rows
from bviewer.db.sessions import work_session
from bviewer.models import Slideshow, SlideshowImage
from bviewer.slideshow.sets import Taken, batches

FARTHEST = 2**62  # Places: that two photographs share one is unlikely, and skips one of them.


class TableSets:
    """Sets in the table `slideshow_image`."""

    def __init__(self, engine: Engine, autocommit_engine: Engine) -> None:
        """`autocommit_engine`: where photographs are taken, a statement each."""
        self._engine, self._autocommit_engine = engine, autocommit_engine

    def fill(self, show: Slideshow, image_ids: Iterable[str]) -> int:
        """Fill the set of a show, a batch at a time, so that nobody waits to write; those of shows
        that are no more go first."""
        replaced = select(Slideshow.id).where(Slideshow.key.is_(None))
        column, number = SlideshowImage.slideshow_id, 0
        with work_session(self._engine) as session:
            former = or_(column == show.id, column.in_(replaced))
            session.execute(delete(SlideshowImage).where(former))
        for batch in batches(image_ids):
            with work_session(self._engine) as session:
                session.execute(insert(SlideshowImage), [row(show, each) for each in batch])
            number += len(batch)
        return number

    def take(self, key: str, after: int) -> Taken | None:
        """Take the photograph with the lowest place, unless another was taken after the number."""
        taking, after_sql, _before = statements(self._autocommit_engine.dialect)
        return self._read(taking, key, after) or self._read(after_sql, key, after)

    def before(self, key: str, number: int) -> Taken | None:
        """Return the photograph that was taken before a number."""
        *_taking, before_sql = statements(self._autocommit_engine.dialect)
        return self._read(before_sql, key, number)

    def _read(self, sql: str, key: str, number: int) -> Taken | None:
        rows = read_rows(self._autocommit_engine, sql, {"key": key, "number": str(number)})
        return Taken(*rows[0]) if rows else None

    def drop(self, show: Slideshow) -> None:
        """Delete the rows of a show."""
        with work_session(self._engine) as session:
            session.execute(delete(SlideshowImage).where(SlideshowImage.slideshow_id == show.id))


def row(show: Slideshow, image_id: str) -> dict[str, Any]:
    """Return the row of a photograph at a random place."""
    place = random.randrange(FARTHEST)  # noqa: S311 - nobody gains by knowing it.
    return {"slideshow_id": show.id, "image_id": image_id, "place": place}


@cache
def statements(dialect: Dialect) -> list[str]:
    """Return, as text, what takes the next photograph unless there is one behind the number, what
    finds that one, and what finds the one before.

    One of them is asked for each photograph (see `tree.ancestry`).
    """
    rows, other = SlideshowImage, aliased(SlideshowImage)
    one: ColumnElement[int] = literal_column("1")
    number: BindParameter[int] = bindparam("number", type_=Integer())

    def in_show(value: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Any:
        return select(value).where(of_show(other), *conditions).scalar_subquery()

    last = in_show(func.max(other.number))
    first_left = in_show(func.min(other.place), other.number.is_(None))
    behind = in_show(func.min(other.number), other.number > number)
    in_front = in_show(func.max(other.number), other.number < number)
    taking = (
        update(rows)
        .where(
            of_show(rows),
            rows.number.is_(None),
            rows.place == first_left,
            behind.is_(None),
        )
        .values(number=func.coalesce(last + one, one))
        .returning(rows.number, rows.image_id)
    )
    found = select(rows.number, rows.image_id).where(of_show(rows))
    after, before = found.where(rows.number == behind), found.where(rows.number == in_front)
    return [str(each.compile(dialect=dialect)) for each in (taking, after, before)]


def of_show(rows: Any) -> ColumnElement[bool]:
    """Return whether a row is of the show of a key."""
    show_id = select(Slideshow.id).where(Slideshow.key == bindparam("key")).scalar_subquery()
    return rows.slideshow_id == show_id

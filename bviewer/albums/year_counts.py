"""How much of a year is in an album and below it, for the pages that show one year alone."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.models import AlbumYear
from bviewer.security.visibility import listed_below
from bviewer.security.visitor import Visitor


class YearCount(NamedTuple):
    """How many items of a year there are; so many of them are `films`."""

    year: int
    images: int = 0
    films: int = 0

    def plus(self, other: "YearCount") -> "YearCount":
        """Return both together."""
        return YearCount(self.year, self.images + other.images, self.films + other.films)


def counts_of_year(
    session: Session, visitor: Visitor, ancestry_ids: Sequence[str], year: int
) -> dict[str, YearCount]:
    """Return what the album at the end of `ancestry_ids` holds of a year, by the id of the child
    album that it is in or below; by "" what the album holds itself.

    As far as a visitor who may open the album finds it by the listings.
    """
    below = listed_below(visitor, ancestry_ids)
    child = func.substr(below.c.path, 1, func.length(ancestry_ids[-1]))
    rows = session.execute(
        select(child, func.sum(AlbumYear.images), func.sum(AlbumYear.films))
        .select_from(below)
        .join(AlbumYear, AlbumYear.album_id == below.c.id)
        .where(AlbumYear.year == year)
        .group_by(child)
    )
    return {child_id: YearCount(year, *numbers) for child_id, *numbers in rows}

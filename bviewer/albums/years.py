"""The years of the albums in an album, offered as a filter.

A year is offered if it shows an album: what is offered is told by `years_of`, and what is shown by
`is_of_year`, both of an album and its summary.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, case, cast, extract, or_, type_coerce

from bviewer.models import Album, AlbumSummary
from bviewer.models.base import Years

YEARS = range(1000, 9999)  # That a time in a database can be in.


def years_of() -> ColumnElement[tuple[int, ...]]:
    """Return the years that an album is from: of its own time, or of what it holds."""
    held, own = type_coerce(AlbumSummary.years, Text), cast(extract("year", Album.time), Text)
    return type_coerce(case((Album.time.is_(None), held), else_=own), Years)


def is_of_year(year: int) -> ColumnElement[bool]:
    """Return whether an album is from a year."""
    own = and_(Album.time >= datetime(year, 1, 1), Album.time < datetime(year + 1, 1, 1))
    held = " " + type_coerce(AlbumSummary.years, Text) + " "
    return or_(own, and_(Album.time.is_(None), held.contains(f" {year} ")))


def offered_years(years: Iterable[int]) -> list[int]:
    """Return the years that can be asked for, newest first; none without a choice."""
    known = {year for year in years if year in YEARS}
    return sorted(known, reverse=True) if len(known) > 1 else []


def asked_year(text: str | None) -> int | None:
    """Return the year in a query; None for whatever is none."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if int(text) in YEARS else None

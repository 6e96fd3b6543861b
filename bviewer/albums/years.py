"""Return the years of the albums in an album, offered as a filter.

A year is offered if it shows an album: what is offered and what is shown are told by `years_of`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bviewer.albums.listings import YEARS


def years_of(album: Row[Any]) -> tuple[int, ...]:
    """Return the years that a child album is from: of its own time, or of what it holds."""
    return album.years if album.time is None else (album.time.year,)


def offered_years(albums: Sequence[Row[Any]]) -> list[int]:
    """Return the years that can be asked for, newest first; none without a choice."""
    years = {year for album in albums for year in years_of(album) if year in YEARS}
    return sorted(years, reverse=True) if len(years) > 1 else []


def asked_year(text: str | None) -> int | None:
    """Return the year in a query; None for whatever is none."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if int(text) in YEARS else None

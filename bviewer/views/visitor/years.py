"""The years of the albums in an album, offered as a filter."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bviewer.catalog.listings import YEARS


def years_of(album: Row[Any]) -> range:
    """The years that a child album is from: of its own time, or of what it holds."""
    if album.time is not None:
        return range(album.time.year, album.time.year + 1)
    if album.first_time is None or album.last_time is None:
        return range(0)
    return range(album.first_time.year, album.last_time.year + 1)


def offered_years(albums: Sequence[Row[Any]]) -> list[int]:
    """The years that there are, newest first; none where there is nothing to choose."""
    years = sorted({year for album in albums for year in years_of(album)}, reverse=True)
    return years if len(years) > 1 else []


def asked_year(text: str | None) -> int | None:
    """The year in a query; None for whatever is none."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if int(text) in YEARS else None

"""Numbers and times of albums and images, in the visitor's language."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bviewer.presenters.languages import Language

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def when(language: Language, album: Row[Any]) -> str:
    """Return when an album is from: the time that its owner gave it, or the span of what it
    holds."""
    return days(language, album.time or album.first_time, album.time or album.last_time)


def days(language: Language, first: datetime | None, last: datetime | None) -> str:
    """Return the span of an album, as short as it can be said; empty without a time."""
    if first is None or last is None:
        return ""
    if first.date() == last.date():
        return language.day(first)
    return language.days(first, last)


def content(language: Language, images: int, albums: int, films: int = 0, broken: int = 0) -> str:
    """Return how much an album holds, itself and below: so many of its images are `films`, or are
    `broken` photographs."""
    parts, photographs = [], max(images - films - broken, 0)
    if albums:
        parts.append(language.ngettext("%(number)s album", "%(number)s albums", albums))
    if photographs or not (albums or films or broken):
        parts.append(
            language.ngettext("%(number)s photograph", "%(number)s photographs", photographs)
        )
    if films:
        parts.append(language.ngettext("%(number)s video", "%(number)s videos", films))
    if broken:
        parts.append(
            language.ngettext(
                "%(number)s file cannot be shown", "%(number)s files cannot be shown", broken
            )
        )
    return ", ".join(parts)


def length(duration_ms: int | None) -> str:
    """Return how long something plays, as players tell it; empty if that is not known."""
    if duration_ms is None:
        return ""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def amount(language: Language, size: float) -> str:
    """Return bytes in the largest unit that fits, each of 1024 of the one before."""
    power = 0
    while size >= 1000 and power < len(UNITS) - 1:
        size, power = size / 1024, power + 1
    return f"{language.number(round(size, 1 if size < 10 else 0))} {UNITS[power]}"

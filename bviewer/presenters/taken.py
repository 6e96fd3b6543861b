"""When an item was taken, as exactly as that is known, and what it is called, which may be that."""

from datetime import datetime
from typing import Protocol

from bviewer.albums.originals import image_title, is_unnamed
from bviewer.library.precision import Precision
from bviewer.presenters.languages import Language


class Dated(Protocol):
    """What is known of the time of an item: an item of a listing, or a row."""

    @property
    def time(self) -> datetime: ...
    @property
    def file_time(self) -> datetime | None: ...
    @property
    def precision(self) -> str: ...


class Named(Dated, Protocol):
    """What is known of how an item is called."""

    @property
    def path(self) -> str: ...
    @property
    def own_title(self) -> str: ...
    @property
    def file_title(self) -> str: ...


def precision_of(item: Dated) -> Precision:
    """Return how exactly it is known when an item was taken.

    Whoever says another time than the file says the whole, but for days that were shifted by days.
    """
    precision = Precision(item.precision)
    if item.file_time is None:
        return precision
    is_midnight = item.time == item.time.replace(hour=0, minute=0, second=0, microsecond=0)
    is_whole = precision in {Precision.CLOCK, Precision.FILE} or not is_midnight
    return Precision.CLOCK if is_whole else Precision.DAY


def is_dated(item: Dated) -> bool:
    """Return whether anything is known of when an item was taken, but the time of its file."""
    return precision_of(item) != Precision.FILE


def when_taken(language: Language, item: Dated) -> str:
    """Return when an item was taken; empty if nothing is known but the time of its file."""
    match precision_of(item):
        case Precision.CLOCK:
            return language.moment(item.time)
        case Precision.DAY:
            return language.day(item.time)
        case Precision.MONTH:
            return language.month(item.time)
        case Precision.YEAR:
            return language.year(item.time)
    return ""


def when_below(language: Language, item: Named, title: str) -> str:
    """Return when an item was taken, to stand below its title; empty if that is the title."""
    when = when_taken(language, item)
    return "" if when == title else when


def title_in(language: Language, item: Named) -> str:
    """Return how an item is called: as a person says, or its file's name; in the place of a
    camera's number what the file says, or else when it was taken."""
    return said_title(item) or when_taken(language, item) or image_title(item.path)


def title_for_all(item: Named) -> str:
    """Return how an item is called where nobody's language is known."""
    day = item.time.date().isoformat() if is_dated(item) else ""
    return said_title(item) or day or image_title(item.path)


def said_title(item: Named) -> str:
    """Return how an item is called in any language; empty if it has no name but a camera's."""
    if item.own_title or not is_unnamed(item.path):
        return item.own_title or image_title(item.path)
    return item.file_title

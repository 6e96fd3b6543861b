"""Times of items that a person says, beside those of their files, which stay stored.

Whoever shifts a time (the camera's clock was wrong) can take that back at any time.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, type_coerce
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen, note_change
from bviewer.albums.editing import YEARS
from bviewer.albums.originals import remember
from bviewer.library.reading import Reading
from bviewer.models import Album, Image, ItemKind
from bviewer.problems import Problem

WHOLE = 19  # Characters of a time as SQLite has it, up to the seconds.


def shift_times(session: Session, album: Album, chosen: Chosen, shift: timedelta) -> None:
    """Shift the times of items; refuse if one of them would be none that anybody meant."""
    if not shift:
        raise Problem("shift_nothing", "shift")
    require_times(session, chosen, shift)
    chosen.change(
        session,
        file_time=func.coalesce(Image.file_time, Image.time),
        time=shifted(session, shift),
    )
    note_change(session, album)


def require_times(session: Session, chosen: Chosen, shift: timedelta) -> None:
    """Refuse a shift that leaves the range of times."""
    first, last = YEARS
    (ends,) = chosen.rows(session, func.min(Image.time), func.max(Image.time))
    for time in ends:
        try:
            is_within = first <= (time + shift).year <= last
        except OverflowError:
            is_within = False
        if not is_within:
            raise Problem("time_range", "shift", minimum=first, maximum=last)


def shifted(session: Session, shift: timedelta) -> ColumnElement[Any]:
    """Return the time of an item with a shift of whole seconds, in the words of a database."""
    seconds = int(shift.total_seconds())
    if session.get_bind().dialect.name == "postgresql":
        return Image.time + timedelta(seconds=seconds)
    # SQLite has times as text, and what is behind its seconds is not to be rounded.
    text: Any = type_coerce(Image.time, literal_column("''").type)
    whole = func.strftime("%Y-%m-%d %H:%M:%S", func.substr(text, 1, WHOLE), f"{seconds:+} seconds")
    return whole.concat(func.substr(text, WHOLE + 1))


def reset_times(session: Session, album: Album, chosen: Chosen) -> None:
    """Give items the times of their files again."""
    is_changed = Image.file_time.is_not(None)
    chosen.change(session, time=case((is_changed, Image.file_time), else_=Image.time))
    chosen.change(session, file_time=None)
    note_change(session, album)


def set_time(image: Image, time: datetime | None) -> None:
    """Say when an item was taken; without a time it is what its file says, if it has one."""
    first, last = YEARS
    if time is not None and not first <= time.year <= last:
        raise Problem("time_range", "time", minimum=first, maximum=last)
    if image.kind == ItemKind.VIDEO:
        image.time = time or image.time
        return
    known = image.time if image.file_time is None else image.file_time
    image.file_time = None if time in {None, known} else known
    image.time = known if time is None else time


def remember_shifted(image: Image, reading: Reading, failure_version: str) -> bool:
    """Do as `originals.remember`, and let a shift of the time hold for what was read."""
    shift = None if image.file_time is None else image.time - image.file_time
    is_news = remember(image, reading, failure_version)
    if is_news and shift is not None:
        image.file_time, image.time = image.time, image.time + shift
    return is_news

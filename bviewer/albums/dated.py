"""Which items anything is known of when they were taken, but the time of their files."""

from sqlalchemy import ColumnElement, or_

from bviewer.library.precision import Precision
from bviewer.models import Image


def is_dated() -> ColumnElement[bool]:
    """Return the condition of items of which a file, a name or a person says the time."""
    return or_(Image.precision != Precision.FILE, Image.file_time.is_not(None))

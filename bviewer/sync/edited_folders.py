"""Folders whose albums stay what they are although none of their pictures is what it was."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.originals import SAID, is_edit
from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.library.reading import Reading
from bviewer.models import Image


def edited_folders(known: Mapping[str, Image], brought: Mapping[str, Reading]) -> set[str]:
    """Return the folders of which all that is brought are pictures, known by their paths, that were
    edited in place."""
    edited: set[str] = set()
    others: set[str] = set()
    for path, reading in brought.items():
        is_edited = path in known and is_edit(known[path], reading)
        (edited if is_edited else others).add(folder_of(path))
    return edited - others


def share_moments(
    session: Session, album_ids: Collection[str], readings: Iterable[Reading]
) -> bool:
    """Tell whether a file says a moment at which a picture of some albums was taken: it may be that
    one, under the name of another version of it."""
    seconds = {reading.facts.time.replace(microsecond=0) for reading in readings}
    taken = func.coalesce(Image.file_time, Image.time)
    query = select(taken).distinct().where(Image.time_source.in_(SAID))
    return any(
        each.replace(microsecond=0) in seconds
        for chunk in chunks(sorted(album_ids))
        for each in session.scalars(query.where(Image.album_id.in_(chunk)))
    )

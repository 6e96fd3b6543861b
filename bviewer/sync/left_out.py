"""Files that somebody took out of an album: they stay out when they are renamed in its folder."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.library.paths import file_name, folder_of, join
from bviewer.library.tree import Library
from bviewer.models import Album, ExcludedFile
from bviewer.sync.picked import follow_files

LeftOut = Mapping[tuple[str, bytes], list[ExcludedFile]]
"""What albums leave out, by the album's id and the content."""


def left_out(session: Session, gallery_id: int, contents: Iterable[bytes]) -> LeftOut:
    """Return what the albums of a gallery leave out of some content."""
    query = (
        select(ExcludedFile)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id)
    )
    found: dict[tuple[str, bytes], list[ExcludedFile]] = defaultdict(list)
    for chunk in chunks(sorted(contents)):
        for each in session.scalars(query.where(ExcludedFile.quick_hash.in_(chunk))):
            found[each.album_id, each.quick_hash].append(each)
    return found


def follow_renamed(
    session: Session, library: Library, gallery_id: int, outs: Sequence[ExcludedFile], path: str
) -> bool:
    """Tell whether one of the files that an album leaves out is at a new path in its folder now.

    It is left out by its new name then. Albums for which it was picked show it from there.
    """
    folder = folder_of(path)
    there = library.present(folder, [each.name for each in outs]) if outs else set()
    gone = next((each for each in outs if each.name not in there), None)
    if gone is None:
        return False
    touched = follow_files(session, gallery_id, {join(folder, gone.name): path})
    gone.name = file_name(path)
    refresh_summaries(session, touched)
    return True

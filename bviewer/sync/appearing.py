"""Which albums appear: all that they show came with this sync, or soon before it.

A copy takes its time, and a sync may run in the middle of it. So an album is new for a while,
unless a person says in the meantime who sees it.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.models import Image, ImageState
from bviewer.sync.scan import Scan


@dataclass(frozen=True, slots=True)
class Appearing:
    """Folders whose albums appear in one sync.

    `folders` are those that show nothing which they showed before, `heirs` those of them that may
    be an album which vanished. `staying` are folders that have all they had, although none of it
    may be the very file: a disk was copied. `renamed` are the very folders of closed albums that
    vanished.
    """

    folders: Collection[str] = ()
    heirs: Collection[str] = ()
    staying: Collection[str] = ()
    renamed: Collection[str] = ()


def find_appearing(
    found: Scan,
    folders: Iterable[str],
    stays: Iterable[str],
    moved: Mapping[str, str],
    pairs: Iterable[tuple[str, str]],
    renamed: Collection[str],
    *,
    shown: Container[str] = (),
) -> Appearing:
    """Return which of the folders have albums that appear.

    `stays` are paths of files that are what they were, `moved` has the new folder of albums by the
    old one, and `pairs` are the old and the new paths of files, of which those at the new paths
    `shown` show an image. `renamed` are the very folders of closed albums that vanished: whatever
    they hold, they did not stay. Of what is beside mere copies, nobody knows where it comes from.
    """
    new = {folder for folder in folders if appears(found, folder)}
    kept = Counter(map(folder_of, stays))
    staying = {
        folder
        for folder, held in found.held.items()
        if held.is_whole(
            kept[folder], is_same=not found.has_inode(folder) or found.is_same_folder(folder)
        )
    }
    staying |= {folder for folder in new if holds_folders_only(found, folder)}
    staying.difference_update(renamed)
    heirs = new - staying - brought_along(found, moved, pairs, shown).difference(renamed)
    return Appearing(new, heirs, staying, renamed)


def appears(found: Scan, folder: str) -> bool:
    """Tell whether an album has nothing that it showed before.

    The gallery's own is there from the beginning: what is put there is shown as its owner said.
    """
    album = found.albums.get(folder)
    if album is None or album.missing:
        return True
    return folder != "" and folder not in found.anchored


def holds_folders_only(found: Scan, folder: str) -> bool:
    """Tell whether an album that was there has no files, and had none: nothing tells it apart."""
    album = found.albums.get(folder)
    is_there = album is not None and not album.missing
    return is_there and not found.folders.get(folder) and folder not in found.held


def brought_along(
    found: Scan,
    moved: Mapping[str, str],
    pairs: Iterable[tuple[str, str]],
    shown: Container[str],
) -> set[str]:
    """Return the folders that albums went to, if all that is there came with these.

    If it is their very folder, as much may have been put into it as they show.
    """
    came: Counter[str] = Counter()
    for old, new in pairs:
        here, there = folder_of(old), folder_of(new)
        if moved.get(here) == there:
            came[there] += 1 + (new in shown and found.is_very_folder(here, there))
    return {new for new in moved.values() if came[new] >= found.folders.get(new, 0)}


def anchor_linked(session: Session, found: Scan, folders: Iterable[str]) -> None:
    """Take folders for kept that have nothing but hard links of what they showed.

    One name of a file is like another: such a link tells nothing if another album has the content.
    """
    waiting = {folder: found.linked[folder] for folder in folders if folder in found.linked}
    contents = sorted({each for some in waiting.values() for each in some})
    number = func.count(Image.album_id.distinct())
    shared = {
        quick_hash
        for chunk in chunks(contents)
        for quick_hash in session.scalars(
            select(Image.quick_hash)
            .where(Image.quick_hash.in_(chunk), Image.state != ImageState.MISSING)
            .group_by(Image.quick_hash)
            .having(number > 1)
        )
    }
    found.anchored.update(folder for folder, some in waiting.items() if some - shared)

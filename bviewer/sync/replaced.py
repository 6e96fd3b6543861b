"""Whether files with the names of an album's pictures are these, edited, or others in their place.

Whatever edits a picture leaves the moment at which it was taken, or sets those of all right by as
much; what is written over in place keeps its inode.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.library.paths import folder_of
from bviewer.library.reading import Reader, Reading
from bviewer.models import Image
from bviewer.sync.following import is_version
from bviewer.sync.known import KnownAlbum, KnownImage
from bviewer.sync.left_out import leaving_out
from bviewer.sync.left_out_matches import has_moment, shift, time_of
from bviewer.sync.scan import Scan
from bviewer.sync.very_folders import is_closed

COMPARED = 96  # Pictures of one album: as many tell.
AT_ONCE = 8  # Read by one process; the first of them tells, unless something is wrong.

Pairs = Sequence[tuple[Image, Reading]]
"""What was read at the places of images."""


def replaced(session: Session, reader: Reader, found: Scan) -> Iterator[KnownAlbum]:
    """Return the albums none of whose files is what it was, if they are closed, or left something
    out: what shows none of their pictures is not them, whatever its names are."""
    changed: dict[str, list[KnownImage]] = defaultdict(list)
    for image in found.changed.values():
        changed[folder_of(image.path)].append(image)
    leaving = {folder_of(image.path) for image in found.vanished.values()}
    albums = [found.albums[folder] for folder in changed.keys() - found.anchored]
    owners = leaving_out(session, [album.id for album in albums])
    for album in albums:
        if album.id in owners or is_closed(found.albums, album.folder):
            images = sorted(changed[album.folder], key=lambda image: image.path)
            pairs = read_until_one_stayed(session, reader, images[:COMPARED])
            if are_others(pairs, some_left=album.folder in leaving):
                yield album


def read_until_one_stayed(
    session: Session, reader: Reader, known: Sequence[KnownImage]
) -> list[tuple[Image, Reading]]:
    """Return what is at the places of images, up to one that is there still; without what cannot be
    read."""
    pairs: list[tuple[Image, Reading]] = []
    for start in range(0, len(known), AT_ONCE):
        some = known[start : start + AT_ONCE]
        query = select(Image).where(Image.id.in_([each.id for each in some])).order_by(Image.path)
        images = session.scalars(query).all()
        for image, reading in zip(
            images, reader.read_all([each.path for each in images]), strict=True
        ):
            if not isinstance(reading, OSError):
                pairs.append((image, reading))
        if any(has_stayed(*pair) for pair in pairs):
            break
    return pairs


def are_others(pairs: Pairs, *, some_left: bool) -> bool:
    """Tell whether the files at the places of images show none of these.

    What says no moment may be an edit, unless `some_left` at the same time.
    """
    if any(has_stayed(*pair) for pair in pairs):
        return False
    timed = [pair for pair in pairs if has_moment(*pair)]
    return not is_set_right(timed) if timed else some_left and bool(pairs)


def has_stayed(image: Image, reading: Reading) -> bool:
    """Tell whether a file shows what an image does. A zone that was added says no other moment."""
    return is_version(image, reading) or (has_moment(image, reading) and not shift(image, reading))


def is_set_right(pairs: Pairs) -> bool:
    """Tell whether a camera's clock was set right: all moments differ by as much.

    Two series that were taken in one rhythm differ so as well.
    """
    times = sorted({time_of(image) for image, _reading in pairs})
    gaps = {after - before for before, after in pairwise(times)}
    return len(gaps) > 1 and len({shift(*pair) for pair in pairs}) == 1

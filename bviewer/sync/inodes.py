"""Whether inodes tell files apart: on some disks and shares a file has another one after each
mount, or each look. Elsewhere another inode tells that it is another file, equal in all else."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.listing import FileEntry
from bviewer.library.reading import storable, storable_inode
from bviewer.models import Album, Image, ImageState
from bviewer.sync.known import KnownImage

# Of one device. Nobody puts so many files at the places of others at once: a share does.
MOST_IN_DOUBT = 50_000
# Beyond these, files that have other inodes tell of the disk, and not of who exchanged them.
FEW = 50
FEW_OF_ALL = 0.1


class InDoubt(Exception):  # noqa: N818 - it names the state.
    """Files have other inodes than before, and may be others: these `image_ids` have to be read."""

    def __init__(self, image_ids: Iterable[str]) -> None:
        super().__init__()
        self.image_ids = sorted(image_ids)


class Marks(NamedTuple):
    """All that tells a file from others without reading it."""

    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(slots=True)
class Inodes:
    """By device, how many files have `kept` their inodes, how many have `changed` them though
    nothing else suggests that they were touched, and what these `others` are marked by, by the ids
    of their images."""

    kept: Counter[int | None] = field(default_factory=Counter)
    changed: Counter[int | None] = field(default_factory=Counter)
    others: dict[int | None, dict[str, Marks]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, device: int | None, image: KnownImage, entry: FileEntry) -> None:
        """Note what inode a known file has; what could not be shown is left as it is."""
        if image.state == ImageState.BROKEN:
            return
        if entry.inode is None or image.is_file(entry.inode):
            self.kept[device] += 1
            return
        if not image.is_described_by(entry):
            return
        self.changed[device] += 1
        if len(self.others[device]) < MOST_IN_DOUBT:
            marks = entry.size, storable(entry.mtime_ns), storable(entry.ctime_ns)
            self.others[device][image.id] = Marks(storable_inode(entry.inode), *marks)

    def tell_nothing(self, device: int | None) -> bool:
        """Tell whether so many files of a device have other inodes than before that these were
        hardly put there one by one."""
        changed, kept = self.changed[device], self.kept[device]
        return changed > kept or (changed > FEW and changed > kept * FEW_OF_ALL)


def find_in_doubt(session: Session, gallery_id: int, inodes: Inodes) -> set[str]:
    """Return the ids of images whose files may be others: all that have another inode where these
    tell files apart, and elsewhere those that are in all marks what another image had."""
    in_doubt: set[str] = set()
    for device, others in inodes.others.items():
        if inodes.tell_nothing(device):
            in_doubt |= marked_as_others(session, gallery_id, others)
        else:
            in_doubt |= others.keys()
    return in_doubt


def marked_as_others(session: Session, gallery_id: int, marks: Mapping[str, Marks]) -> set[str]:
    """Return the ids of images whose files have the marks that others of the gallery are known
    by."""
    by_inode = defaultdict(set)
    for image_id, some in marks.items():
        by_inode[some.inode].add(image_id)
    columns = (Image.inode, Image.size, Image.mtime_ns, Image.ctime_ns)
    query = select(*columns).join(Album).where(Album.gallery_id == gallery_id)
    return {
        image_id
        for chunk in chunks(sorted(by_inode))
        for known in map(Marks._make, session.execute(query.where(Image.inode.in_(chunk))))
        for image_id in by_inode[known.inode]
        if marks[image_id] == known
    }


def have_read(session: Session, image_ids: Sequence[str]) -> None:
    """Have the next look take files for touched: their times are a nanosecond off."""
    for chunk in chunks(image_ids):
        touched = update(Image).where(Image.id.in_(chunk))
        session.execute(touched.values(ctime_ns=Image.ctime_ns + 1))

"""Which files that come are left out: what owners removed, by another name, edited or in part."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from bviewer.library.reading import Reading
from bviewer.library.tree import Library
from bviewer.models import Album, ImageState
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.batches import Task
from bviewer.sync.late import Learned, close_late
from bviewer.sync.late_beside import leave_out_late
from bviewer.sync.left_out import (
    LeftOut,
    called_like,
    follow_renamed,
    leave_out_alike,
    leave_out_copy,
    left_out,
)


@dataclass(frozen=True, slots=True)
class StayingOut:
    """What albums leave out of the files of a batch: by content, and by the paths of these files,
    if they are called alike.

    What is left out closes, in `arrivals`, what came before it; `version` is that of reading.
    """

    session: Session
    library: Library
    arrivals: Arrivals
    version: str
    by_content: LeftOut
    by_name: Mapping[str, int]

    @classmethod
    def of(
        cls,
        session: Session,
        library: Library,
        arrivals: Arrivals,
        version: str,
        places: Mapping[bytes, Collection[str]],
    ) -> Self:
        """Return what is left out of what comes to these places, by content."""
        gallery_id = arrivals.gallery_id
        paths = [path for each in places.values() for path in each]
        by_content = left_out(session, gallery_id, places)
        by_name = called_like(session, gallery_id, paths)
        return cls(session, library, arrivals, version, by_content, by_name)

    def has(
        self, album: Album, task: Task, reading: Reading | None, known: dict[str, None]
    ) -> bool:
        """Tell whether a file that is new was taken out of its album by another name, or is a copy
        of what was, or called like it, or its film or RAW file: then it is `known` from where that
        is.

        Such a copy may also be written over what the album has by its name, or had; and so may the
        whole film over a part of it, which told nothing.
        """
        if task.path is None or reading is None:
            return False
        here = self.by_content.get((album.id, reading.quick_hash), ())
        if task.known is not None:
            was_part = task.known.state == ImageState.BROKEN
            return task.brings(reading) and (
                leave_out_copy(self.session, here, reading)
                or (was_part and self.is_late(album, task.path, reading, known))
            )
        same = [each for each in here if each.quick_hash == reading.quick_hash]
        return (
            follow_renamed(self.session, self.library, self.arrivals.gallery_id, same, task.path)
            or leave_out_copy(self.session, here, reading)
            or leave_out_alike(self.session, self.by_name.get(task.path), reading)
            or self.is_late(album, task.path, reading, known)
        )

    def is_late(self, album: Album, path: str, reading: Reading, known: dict[str, None]) -> bool:
        """Tell whether a file belongs to what was taken out of its album, and is left out as well:
        it is `known` from where that is, and so are copies that came before it."""
        owners = leave_out_late(self.session, album, path, reading, self.version)
        if owners is None:
            return False
        known.update(dict.fromkeys(owners))
        content, ctime_ns = reading.quick_hash, reading.entry.ctime_ns
        learned = [Learned(content, each, ctime_ns) for each in owners]
        close_late(self.session, self.arrivals, learned)
        return True

"""Making albums hold what their folders hold.

Files are read outside of transactions, which stay short however slow the disk is.
"""

from collections.abc import Collection, Container, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bviewer.albums.item_times import remember_shifted
from bviewer.albums.originals import mark_missing, move_to
from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.telling import tell_copies
from bviewer.db.sessions import holding_rows, reading_session, work_session
from bviewer.library.listing import FileEntry, by_name
from bviewer.library.names import printable
from bviewer.library.paths import folder_of, join
from bviewer.library.reading import Begun, Reader, Reading
from bviewer.library.tree import Library
from bviewer.models import Album, Image, new_id
from bviewer.renditions.versions import failure_version
from bviewer.sandbox.limits import Limits
from bviewer.sync.albums import show_album
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.batches import Found, Readings, Task, places_of
from bviewer.sync.edited_folders import edited_folders, share_moments
from bviewer.sync.former_folders import note_inodes
from bviewer.sync.keeping import Kept
from bviewer.sync.known import (
    KnownAlbum,
    KnownImage,
    is_told_anew,
    load_albums,
    load_images,
    needs_reading,
    present,
)
from bviewer.sync.left_out import outs_of
from bviewer.sync.meanwhile import (
    are_closed,
    bindings_of,
    is_unchanged,
    left_out_now,
    rows_at,
)
from bviewer.sync.origins import origins_of
from bviewer.sync.report import Report
from bviewer.sync.staying_out import StayingOut

BATCH = 200  # Files read, then written together.


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """Writes folders of one gallery into its albums, and counts into a report.

    `missing` holds ids of images whose file was not found; those that turn up are taken out. The
    `moved` ones are counted already. `bound` has the ids of the albums that were known, by folder.
    """

    engine: Engine
    library: Library
    gallery_id: int
    zone: ZoneInfo
    report: Report
    missing: set[str]
    limits: Limits
    arrivals: Arrivals
    moved: Container[str] = ()
    bound: Mapping[str, str] = field(default_factory=dict)

    def update(self, folders: Collection[str]) -> Iterator[int]:
        """Add what is new in folders and read again what has changed, a batch at a time.

        Yields how many images were read so far.
        """
        tasks = self.tasks(folders) if folders else iter(())
        with closing(self.read_ahead(tasks)) as batches:
            for batch, found in batches:
                readings = self.as_they_are(batch, found)
                with work_session(self.engine) as session, holding_rows(session):
                    self.write(session, readings)
                yield self.report.added + self.report.changed

    def read_ahead(self, tasks: Iterator[Task]) -> Generator[tuple[list[Task], Found]]:
        """Yield batches, and what was read from their files: while one is written, the next is
        read."""
        batch = list(islice(tasks, BATCH))
        begun = self.begin(batch)
        try:
            while batch:
                read, found = batch, begun.results()
                batch = list(islice(tasks, BATCH))
                begun = self.begin(batch)
                yield read, found
        finally:
            begun.end()

    def begin(self, batch: Sequence[Task]) -> Begun:
        """Begin to read the files of a batch."""
        beside = {task.path: task.sidecars for task in batch if task.path and task.sidecars}
        paths = [task.path for task in batch if task.path is not None]
        return Reader(self.library, self.zone, self.limits, self.hold_on).begin(paths, beside)

    def hold_on(self) -> None:
        """Tell that it goes on, while nothing more is read."""
        self.arrivals.witness.progress(self.report.added + self.report.changed)

    def tasks(self, folders: Iterable[str]) -> Iterator[Task]:
        """Return what is to be done in folders as they are now."""
        with reading_session(self.engine) as session:
            albums = load_albums(session, self.gallery_id)
        for folder in folders:
            listing = next(self.library.walk(folder))
            if not listing.readable:
                continue  # It went away since it was seen: the next sync looks at it.
            album, known = albums.get(folder), {}
            if album is not None:
                with reading_session(self.engine) as session:
                    known = load_images(session, album.id)
            kept = self.kept_by(folder, album, known)
            files = {join(folder, file.name): file for file in listing.files}
            self.missing.difference_update(known[path].id for path in known.keys() & files.keys())
            due = [path for path, file in files.items() if is_due(known.get(path), file)]
            due.sort(key=lambda path: by_name(files[path]))
            for path in due:
                yield Task(folder, path, known.get(path), kept, sidecars=files[path].sidecars)
            yield Task(folder, kept=kept, inode=listing.inode)

    def kept_by(
        self, folder: str, album: KnownAlbum | None, known: Mapping[str, KnownImage]
    ) -> Kept:
        """Return what an album keeps: nothing if it appears, so that all it holds is compared."""
        vanished = self.arrivals.vanished
        closed = () if folder in vanished.renamed else vanished.inodes
        kept = Kept(closed=closed, seen=vanished.seen.get(folder))
        if album is None:
            return kept
        is_new = album.missing or folder in self.arrivals.appearing.folders
        images = None if is_new else list(present(known))
        return kept._replace(inode=album.folder_inode, images=images)

    def as_they_are(self, batch: Sequence[Task], found: Found) -> Readings:
        """Return what was read; what could not be is reported and left as it is known.

        So is what was read in a folder that another one has taken the place of meanwhile.
        """
        paths = [task.path for task in batch if task.path is not None]
        readings = {}
        for path, reading in zip(paths, found, strict=True):
            if isinstance(reading, OSError):
                self.report.skipped.append(f"{printable(path)}: {reading.strerror}")
            else:
                readings[path] = reading
                self.report.remarks += [
                    printable(join(folder_of(path), remark)) for remark in reading.facts.remarks
                ]
        replaced = self.replaced({task.folder: task.kept for task in batch})
        return [
            (task, readings.get(task.path or "")) for task in batch if task.folder not in replaced
        ]

    def replaced(self, kept: Mapping[str, Kept]) -> set[str]:
        """Return the folders that are not what they should be; the next sync looks at them."""
        replaced = {
            folder for folder, each in kept.items() if not each.is_there(self.library, folder)
        }
        self.report.is_unfinished |= bool(replaced)
        for folder in sorted(replaced):
            self.report.skipped.append(f"{printable(folder)}: was replaced while it was read")
        return replaced

    def write(self, session: Session, readings: Readings) -> None:
        """Write a batch, and count anew what it changed.

        An album is shown when its folder is complete: a sync that is killed before goes on with
        an album that still counts as new.
        """
        self.arrivals.begin()
        readings, images = self.still_due(session, readings)
        touched: set[str] = set()
        albums: dict[str, Album] = {}
        places = places_of(readings)
        origins = origins_of(session, self.gallery_id, places)
        version = failure_version(self.limits)
        outs = StayingOut.of(session, self.library, self.arrivals, version, places)
        edited = self.edited(session, readings, images)
        for task, reading in readings:
            if task.folder not in albums:
                is_edited = task.folder in edited
                albums[task.folder] = self.arrivals.album_of(
                    session, task.folder, is_edited=is_edited
                )
            album = albums[task.folder]
            known = origins[reading.quick_hash] if reading is not None else {}
            image = images.get(task.path or "")
            if outs.has(album, task, reading, known):
                if image is not None:
                    mark_missing(image)
                    self.report.gone[album.id] += 1
                    touched.add(album.id)
                continue
            if reading is not None and task.brings(reading):
                self.arrivals.receive_file(session, album, reading, known)
            is_shown = task.path is None and show_album(session, album)
            if self.write_image(session, album.id, task.path, image, reading) or is_shown:
                touched.add(album.id)
        complete = (task for task, _reading in readings if task.path is None)
        inodes = [(albums[task.folder], task.inode) for task in complete if task.inode is not None]
        note_inodes(session, self.library, self.gallery_id, inodes)
        refresh_summaries(session, touched | self.arrivals.closed)
        self.arrivals.end(session)

    def edited(self, session: Session, readings: Readings, images: Mapping[str, Image]) -> set[str]:
        """Return the folders whose pictures were all edited in place, as far as these tell: none of
        them may be one that vanished from a closed album."""
        brought = {
            task.path: reading
            for task, reading in readings
            if task.path is not None and reading is not None and task.brings(reading)
        }
        known = {each.known.path: images[each.known.path] for each, _ in readings if each.known}
        return {
            folder
            for folder in edited_folders(known, brought)
            if not share_moments(
                session,
                self.arrivals.vanished_before(folder, self.bound.get(folder)),
                [reading for path, reading in brought.items() if folder_of(path) == folder],
            )
        }

    def still_due(self, session: Session, readings: Readings) -> tuple[Readings, dict[str, Image]]:
        """Return what was read without that which owners changed meanwhile, and the rows by path.

        A new file may have one: somebody picked it before it was in the folder of the album.
        """
        held = self.held_back(session, readings)
        readings = [each for each in readings if each[0].folder not in held]
        folders = {task.folder for task, _reading in readings}
        now = bindings_of(session, self.gallery_id, folders)
        albums = {folder: now.albums[folder] for folder in folders & now.albums.keys()}
        images = rows_at(session, albums, [task.path for task, _reading in readings if task.path])
        excluded = left_out_now(session, albums)
        due = [
            (task, reading)
            for task, reading in readings
            if now.has(task.folder, self.bound.get(task.folder))
            and task.path not in excluded
            and (task.known is None or is_unchanged(images.get(task.known.path), task.known))
        ]
        return due, images

    def held_back(self, session: Session, readings: Readings) -> set[str]:
        """Return the folders whose albums appear, if they may be one that was closed meanwhile, or
        that leaves out more by now, and the folders of those; the next sync looks at them."""
        vanished = self.arrivals.vanished
        folders = {task.folder for task, _reading in readings if task.appears}
        now = outs_of(session, vanished.outs.keys())
        more = {album_id for album_id, outs in now.items() if outs - vanished.outs[album_id]}
        held = {task.folder for task, _reading in readings if self.bound.get(task.folder) in more}
        gone = vanished.visible if folders else ()
        if more or are_closed(session, self.gallery_id, gone, self.arrivals.closed):
            held |= folders
        self.report.is_unfinished |= bool(held)
        for folder in sorted(held):
            self.report.skipped.append(f"{printable(folder)}: an album was closed meanwhile")
        return held

    def write_image(
        self,
        session: Session,
        album_id: str,
        path: str | None,
        image: Image | None,
        reading: Reading | None,
    ) -> bool:
        """Add or update the row of one file; false if there is nothing new to tell."""
        if path is None or reading is None:
            return False
        if image is not None:
            image.is_picked = False
            is_told = image.sidecars != reading.sidecars
            is_changed = remember_shifted(image, reading, failure_version(self.limits))
            if is_told:
                tell_copies(session, self.gallery_id, image)
            self.report.changed += is_changed and image.id not in self.moved
            return is_changed
        image = Image(id=new_id())
        move_to(image, album_id, path)
        session.add(image)
        self.report.added += 1
        self.report.arrived[album_id] += 1
        if reading.facts.is_clip or image.is_raw:
            self.report.beside.append(image.id)
        return remember_shifted(image, reading, failure_version(self.limits))


def is_due(known: KnownImage | None, file: FileEntry) -> bool:
    """Return whether a file is to be read: for what it is, or for what is beside it."""
    return known is None or needs_reading(known, file) or is_told_anew(known, file)

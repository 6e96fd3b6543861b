"""Albums that appear: no more open than where their content is known from."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.lately import is_recent
from bviewer.library.reading import Reading
from bviewer.models import Album, ClosedBecause, Image, Visibility, now
from bviewer.sync.albums import ensure_album, load_albums_of
from bviewer.sync.appearing import Appearing
from bviewer.sync.closing import (
    Origin,
    close_like,
    flags_without,
    note_sharing,
    openness,
)
from bviewer.sync.origins import origin_of, strictest
from bviewer.sync.report import NOBODY, Report, Witness
from bviewer.sync.vanished import Vanished, name_of


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What appears in one sync of a gallery, and what it may be a copy of.

    Albums that are `appearing`, and those of folders that have none yet, may be among the
    `vanished`. `new` are the ids of albums that appeared so far, and `closed` of those that were
    closed for it. `origins` are albums as they are in this transaction. The `witness` is told what
    changed about who sees what.
    """

    gallery_id: int
    report: Report
    appearing: Appearing = field(default_factory=Appearing)
    vanished: Vanished = field(default_factory=Vanished)
    new: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    origins: dict[str, Origin] = field(default_factory=dict)
    witness: Witness = NOBODY

    def begin(self) -> None:
        """Begin a transaction: people may have closed albums since the last one."""
        self.origins.clear()

    def end(self, session: Session) -> None:
        """End a transaction: owners are told of what it did, also if the sync is killed now."""
        if any(self.report.openness()):
            self.witness.keep(session, self.report)

    def album_of(self, session: Session, folder: str, *, is_edited: bool = False) -> Album:
        """Return the album of a folder; a new one may be what a closed one beside it was.

        So may those above it that are new. One whose images were only edited is none of these,
        unless its folder is that of the closed one.
        """
        album = ensure_album(session, self.gallery_id, folder)
        arriving = list(new_ancestors(session, album))
        if folder in self.appearing.folders and album not in arriving:
            arriving.insert(0, album)
        is_heir = folder in self.appearing.heirs
        is_same = is_edited and folder not in self.appearing.renamed
        for each in reversed(arriving):
            if each.id not in self.new:
                if not is_same:  # What comes with the next batch may be no edit.
                    self.new.add(each.id)
                self.note(each)
                is_back = each.missing and each.folder not in self.appearing.staying
                if is_back or (is_heir and not is_same):
                    self.compare(session, each)
        return album

    def note(self, album: Album) -> None:
        """Note when an album appeared last: what comes soon after may belong to the same copy."""
        if album.folder not in self.appearing.staying:
            album.arrived_at = now()

    def compare(self, session: Session, album: Album) -> None:
        """Close an album that appears where a closed one vanished, or is called like one."""
        self.close_for(session, album, self.vanished.before(album.folder or "", album.id))

    def vanished_before(self, folder: str, album_id: str | None) -> set[str]:
        """Return the albums that the one of a folder is compared with if it appears, as they
        vanished or lost some."""
        if folder not in self.appearing.heirs:
            return set()
        parts = self.vanished.parts([folder], album_id)
        reasons = chain(self.vanished.before(folder, album_id), parts)
        return {each for _why, ids in reasons for each in ids} - {album_id}

    def compare_unknown(self, session: Session, album: Album) -> None:
        """Close an album that shows what nobody knows, if it appears around a closed one that lost
        some: it may be that, edited."""
        folder = album.folder or ""
        if album.id in self.new and folder in self.appearing.heirs:
            above = [each for each in way_up(session, album) if each.id in self.new]
            folders = [folder, *(each.folder or "" for each in above)]
            self.close_for(session, album, self.vanished.parts(folders, album.id))

    def close_for(
        self,
        session: Session,
        album: Album,
        reasons: Iterable[tuple[ClosedBecause, Sequence[str]]],
    ) -> None:
        """Close an album like the strictest of those that are a reason to."""
        for because, album_ids in reasons:
            origins = [self.origin(session, each) for each in album_ids if each != album.id]
            origin = strictest(origins, self.origin(session, album.id).flags)
            if origin is not None and close_like(session, self.report, album, origin, because):
                self.note_closed(album)

    def receive_file(
        self, session: Session, album: Album, reading: Reading, known: dict[str, None]
    ) -> None:
        """Compare an album with those that hold or held what a file brings, and add it to them.

        Of two that came with the same sync, the closed one counts for the original: nobody knows
        which was first, as a file that is renamed looks younger than its copy.
        """
        if not known:
            self.compare_unknown(session, album)
        self.receive(session, album, known)
        if self.origin(session, album.id).visibility != Visibility.VISIBLE:
            self.close_copies(session, album, reading, known)
        known[album.id] = None

    def receive(
        self,
        session: Session,
        album: Album,
        origin_ids: Iterable[str],
        *,
        is_moved: bool = False,
        number: int = 1,
    ) -> None:
        """Close an album that is new, if images of it are known from one that is more closed.

        What was moved is closed as it was, what was copied is private. An album that was there
        before follows its owner alone; it is only said what it shows, and by how many images.
        """
        found = [self.origin(session, each) for each in origin_ids if each != album.id]
        origins = [each for each in found if each.visibility != Visibility.VISIBLE]
        if not origins:
            return
        here = self.origin(session, album.id).flags
        origin = strictest((each for each in origins if self.is_new(album, each)), here)
        if origin is not None:
            self.close(session, album, origin, is_moved=is_moved)
        else:
            origin = strictest(origins, here) or origins[0]
            note_sharing(session, self.report, album, origin, number)

    def is_new(self, album: Album, origin: Origin) -> bool:
        """Tell whether an album appears, or did so lately, when another one was closed already."""
        if album.missing or album.folder in self.appearing.folders:
            return True
        arrived = album.arrived_at if album.folder else None
        return arrived is not None and is_recent(arrived) and origin.since <= arrived

    def close_copies(
        self, session: Session, album: Album, reading: Reading, copy_ids: Iterable[str]
    ) -> None:
        """Close albums that arrived before the one that they are copied from was read.

        Only those of this gallery, as another one is not changed by its sync, and whose file is the
        younger one. What this sync closed itself is no reason.
        """
        flags = flags_without(session, album, self.closed)
        origin = Origin(album.id, album.title, flags, folder=album.folder)
        for copy in filter(None, (session.get(Album, copy_id) for copy_id in copy_ids)):
            is_here = copy.folder and copy.gallery_id == self.gallery_id
            if is_here and is_recent(copy.arrived_at) and is_younger(session, copy, reading):
                self.close(session, copy, origin)

    def close(
        self, session: Session, album: Album, origin: Origin, *, is_moved: bool = False
    ) -> None:
        """Close an album like another one, and the new ones above it that would tell its titles."""
        for each in reversed(list(self.branch(session, album, origin))):
            if close_like(session, self.report, each, origin, is_moved=is_moved):
                self.note_closed(each)

    def around(self, session: Session, folders: Collection[str]) -> list[tuple[Album, list[str]]]:
        """Return the albums of these folders, and how each and the closed ones around are called.

        Those that everybody sees are left out.
        """
        albums = load_albums_of(session, self.gallery_id, sorted(folders))
        named = ((album, closed_titles(session, album.id)) for album in albums)
        return [(album, titles) for album, titles in named if titles]

    def close_around(self, session: Session, moved: Iterable[tuple[Album, list[str]]]) -> set[str]:
        """Close new albums above those that moved, if they would tell how the ones are called that
        were around these; returns their ids."""
        self.origins.clear()  # They are elsewhere now.
        closed = set()
        for album, titles in moved:
            origin = self.origin(session, album.id)
            for above in self.new_above(session, album, origin):
                if name_of(above.folder or "") in titles and close_like(
                    session, self.report, above, origin, is_moved=True
                ):
                    self.note_closed(above)
                    closed.add(above.id)
        return closed

    def note_closed(self, album: Album) -> None:
        """Note that an album was closed: it and all below it are known as more open."""
        self.closed.add(album.id)
        self.origins.clear()

    def origin(self, session: Session, album_id: str) -> Origin:
        """Return an album as others follow it, looked up once."""
        if album_id not in self.origins:
            self.origins[album_id] = origin_of(session, album_id)
        return self.origins[album_id]

    def branch(self, session: Session, album: Album, origin: Origin) -> Iterator[Album]:
        """Return an album, and those new ones above it that are called like closed ones around the
        original, or hold what is called like what such a one holds."""
        yield album
        titles, child = closed_titles(session, origin.id), album
        for above in self.new_above(session, album, origin):
            if name_of(above.folder or "") in titles or name_of(child.folder or "") in titles[:-1]:
                yield above
            child = above

    def new_above(self, session: Session, album: Album, origin: Origin) -> Iterator[Album]:
        """Return the albums above one that are new, the nearest first."""
        return takewhile(lambda above: self.is_new(above, origin), way_up(session, album))


def is_younger(session: Session, copy: Album, reading: Reading) -> bool:
    """Tell whether an album has some content by a file that was not written before another one.
    What has several names was written at once."""
    times = session.scalars(
        select(Image.ctime_ns).where(
            Image.album_id == copy.id, Image.quick_hash == reading.quick_hash
        )
    )
    return any(ctime_ns >= reading.entry.ctime_ns for ctime_ns in times)


def closed_titles(session: Session, album_id: str) -> list[str]:
    """Return the names of the folders around an album that are closed, its own first."""
    album = session.get(Album, album_id)
    around = [] if album is None else [album, *way_up(session, album)]
    return [
        name_of(each.folder or "")
        for each in around
        if openness(session, each) != Visibility.VISIBLE
    ]


def way_up(session: Session, album: Album) -> Iterator[Album]:
    """Return the albums above one, the nearest first, without that of the gallery."""
    above = session.get(Album, album.parent_id) if album.parent_id else None
    while above is not None and above.parent_id is not None:
        yield above
        above = session.get(Album, above.parent_id)


def new_ancestors(session: Session, album: Album) -> Iterator[Album]:
    """Return the albums that nobody was shown yet, from this one upwards."""
    above: Album | None = album
    while above is not None and above.missing:
        yield above
        above = session.get(Album, above.parent_id) if above.parent_id else None

"""Albums that appear: no more open than where their content is known from."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bviewer.models import Album, Visibility, now
from bviewer.sync.albums import ensure_album
from bviewer.sync.appearing import is_recent
from bviewer.sync.closing import (
    Origin,
    close_like,
    note_sharing,
    openness,
    openness_by_people,
)
from bviewer.sync.origins import origin_of, strictest
from bviewer.sync.report import Report
from bviewer.sync.vanished import Vanished, name_of


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What appears in one sync of a gallery, and what it may be a copy of.

    `appearing` are the folders whose albums show nothing that they showed before, `heirs` those of
    them which may be one of the albums that `vanished`; so may folders that have no album yet.
    `new` are the ids of albums that appeared so far. `origins` are albums as they are in this
    transaction.
    """

    gallery_id: int
    report: Report
    appearing: Collection[str] = ()
    heirs: Collection[str] = ()
    vanished: Vanished = field(default_factory=Vanished)
    new: set[str] = field(default_factory=set)
    origins: dict[str, Origin] = field(default_factory=dict)

    def album_of(self, session: Session, folder: str, *, is_edited: bool = False) -> Album:
        """Return the album of a folder; a new one may be what a closed one beside it was.

        So may those above it that are new. One whose images were only edited is none of these.
        """
        album = ensure_album(session, self.gallery_id, folder)
        arriving = list(new_ancestors(session, album))
        if folder in self.appearing and album not in arriving:
            arriving.insert(0, album)
        for each in reversed(arriving):
            if each.id not in self.new:
                self.new.add(each.id)
                self.note(each)
                if each.missing or (folder in self.heirs and not is_edited):
                    self.compare(session, each)
        return album

    def note(self, album: Album) -> None:
        """Note when an album appeared: what comes within a day may belong to the same copy."""
        if not is_recent(album.arrived_at):
            album.arrived_at = now()

    def compare(self, session: Session, album: Album) -> None:
        """Close an album that appears where a closed one vanished, or is called like one."""
        folder = album.folder or ""
        for because, album_ids in self.vanished.before(folder):
            origin = self.strictest(session, (each for each in album_ids if each != album.id))
            if origin is not None and close_like(
                session, self.report, album, origin, Visibility.PRIVATE, because
            ):
                self.origins.clear()

    def receive(
        self,
        session: Session,
        album: Album,
        origin_ids: Iterable[str],
        *,
        is_new: bool,
        is_moved: bool = False,
        number: int = 1,
    ) -> None:
        """Close an album that appears, if an image of it is known from one that is more closed.

        What was moved is closed as it was, what was copied is private. An album that was there
        before follows its owner alone; it is only said what it shows, and by how many images. So it
        is the other way round if a copy that is new was there before the original.
        """
        origin_ids = [each for each in origin_ids if each != album.id]
        origin = self.strictest(session, origin_ids)
        if origin is not None and origin.visibility != Visibility.VISIBLE:
            if is_new:
                self.close(session, album, origin, is_moved=is_moved)
            else:
                note_sharing(session, self.report, album, origin, number)
        if not is_moved and self.origin(session, album.id).visibility != Visibility.VISIBLE:
            self.close_copies(session, album, origin_ids)

    def close_copies(self, session: Session, album: Album, copy_ids: Iterable[str]) -> None:
        """Close albums that arrived before the one that they are copied from was read.

        Only those of this gallery: another one is not changed by its sync.
        """
        origin = Origin(album.id, album.title, openness_by_people(session, album))
        for copy in filter(None, (session.get(Album, copy_id) for copy_id in copy_ids)):
            is_here = copy.folder and copy.gallery_id == self.gallery_id
            if is_here and is_recent(copy.arrived_at):
                self.close(session, copy, origin)

    def close(
        self, session: Session, album: Album, origin: Origin, *, is_moved: bool = False
    ) -> None:
        """Close an album like another one, and the new ones above it that would tell its titles."""
        visibility = Visibility(origin.visibility) if is_moved else Visibility.PRIVATE
        for each in reversed(list(self.branch(session, album, origin))):
            if close_like(session, self.report, each, origin, visibility):
                self.origins.clear()

    def strictest(self, session: Session, album_ids: Iterable[str]) -> Origin | None:
        """Return the album that is the most closed of all; None if there is none."""
        return strictest(self.origin(session, album_id) for album_id in album_ids)

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
        for above in way_up(session, album):
            if not (above.missing or is_recent(above.arrived_at)):
                break
            if name_of(above.folder or "") in titles or name_of(child.folder or "") in titles[:-1]:
                yield above
            child = above


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

"""Albums that appear: no more open than where their content is known from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.paths import file_name, join
from bviewer.models import Album, ClosedBecause, DeletedFolder, Gallery, Image, Visibility
from bviewer.sync.albums import ensure_album
from bviewer.sync.closing import close_like, is_stricter, note_sharing, openness
from bviewer.sync.report import Report
from bviewer.sync.vanished import Vanished

Places = Mapping[bytes, Iterable[str]]
"""Paths by the fingerprint of what is there."""


class Known(NamedTuple):
    """Where some content is or was: in which album, and at which path of which gallery."""

    quick_hash: bytes
    album_id: str
    path: str
    gallery_id: int
    home: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What appears in one sync of a gallery.

    `new` are the ids of albums that appeared so far, each of which may be one of those that
    `vanished`.
    """

    gallery_id: int
    report: Report
    vanished: Vanished = field(default_factory=Vanished)
    new: set[str] = field(default_factory=set)

    def album_of(self, session: Session, folder: str, *, was_empty: bool = False) -> Album:
        """Return the album of a folder; a new one may be what a closed one beside it was.

        So may those above it that are new, and one that was there but empty.
        """
        album = ensure_album(session, self.gallery_id, folder)
        arriving = list(new_ancestors(session, album))
        if was_empty and not arriving:
            arriving.append(album)
        for each in reversed(arriving):
            if each.id not in self.new:
                self.new.add(each.id)
                self.compare(session, each)
        return album

    def compare(self, session: Session, album: Album) -> None:
        """Close an album that appears where a closed one vanished."""
        origin = strictest(session, self.vanished.before(album.folder or ""))
        if origin is not None:
            close_like(session, self.report, album, origin, Visibility.PRIVATE, ClosedBecause.GONE)

    def receive(
        self, session: Session, album: Album, origin_ids: Iterable[str], *, is_new: bool
    ) -> None:
        """Close an album that appears, if an image of it is known from one that is more closed.

        One that was there before follows its owner alone; it is only said what it shows.
        """
        origin = strictest(session, origin_ids)
        if origin is None:
            return
        if is_new:
            copy, original = self.highest(session, album, origin)
            close_like(session, self.report, copy, original, Visibility.PRIVATE)
        else:
            note_sharing(session, self.report, album, origin)

    def highest(self, session: Session, album: Album, origin: Album) -> tuple[Album, Album]:
        """Return the album at the top of a copied branch, and that of the branch it is a copy of.

        Titles are closed as well: those of new albums without images of their own.
        """
        while is_called_alike(album, origin):
            above = session.get_one(Album, album.parent_id)
            original = session.get_one(Album, origin.parent_id)
            is_new = above.missing or above.id in self.new
            if not is_new or not is_stricter(openness(session, original), openness(session, above)):
                break
            album, origin = above, original
        return album, origin


def new_ancestors(session: Session, album: Album) -> Iterator[Album]:
    """Return the albums that nobody was shown yet, from this one upwards."""
    above: Album | None = album
    while above is not None and above.missing:
        yield above
        above = session.get(Album, above.parent_id) if above.parent_id else None


def is_called_alike(album: Album, origin: Album) -> bool:
    """Return whether two albums have folders of the same name, each in another one."""
    if album.parent_id is None or origin.parent_id is None:
        return False
    return file_name(album.folder or "") == file_name(origin.folder or "")


def strictest(session: Session, album_ids: Iterable[str]) -> Album | None:
    """Return the album that is the most closed of all; None if there is none."""
    found: Album | None = None
    for album in (session.get_one(Album, album_id) for album_id in album_ids):
        if found is None or is_stricter(openness(session, album), openness(session, found)):
            found = album
    return found


def origins_of(session: Session, gallery_id: int, places: Places) -> dict[bytes, dict[str, None]]:
    """Return the ids of albums that hold or held content, each once, by its fingerprint.

    What the gallery does not know itself may be known from another gallery of its owner, unless
    that shows the very file. Galleries of other owners tell nothing, not even by this.
    """
    gallery = session.get_one(Gallery, gallery_id)
    own: dict[bytes, dict[str, None]] = defaultdict(dict)  # In order, as no set is.
    others: dict[bytes, dict[str, None]] = defaultdict(dict)
    for row in known_images(session, gallery.owner_id, places):
        if row.gallery_id == gallery_id:
            own[row.quick_hash][row.album_id] = None
        elif not is_same_file(row, gallery, places[row.quick_hash]):
            others[row.quick_hash][row.album_id] = None
    return {**others, **own}


def is_same_file(row: Known, gallery: Gallery, paths: Iterable[str]) -> bool:
    """Return whether an image of another gallery is one of the files at these paths of this one."""
    return join(row.home, row.path) in {join(gallery.home, path) for path in paths}


def known_images(session: Session, owner_id: int, places: Places) -> list[Known]:
    """Return the images of this content in all galleries of an owner, missing and deleted ones as
    well.

    What somebody picked by hand for an album says nothing about where else it may be seen.
    """
    gallery_id = func.coalesce(Album.gallery_id, DeletedFolder.gallery_id)
    query = (
        select(Image.quick_hash, Image.album_id, Image.path, gallery_id, Gallery.home)
        .join(Album, Album.id == Image.album_id)
        .outerjoin(DeletedFolder, DeletedFolder.album_id == Album.id)
        .join(Gallery, Gallery.id == gallery_id)
        .where(Gallery.owner_id == owner_id, Album.folder.is_not(None))
    )
    return [
        Known._make(row)
        for chunk in chunks(sorted(places))
        for row in session.execute(query.where(Image.quick_hash.in_(chunk)))
    ]

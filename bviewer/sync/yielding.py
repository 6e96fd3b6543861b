"""Albums that make room for what took their folders, as their guests have no access to that.

Flags alone tell who is a stranger, not who has a link, or access, to one closed album and none to
another one. Such an album keeps its guests, without a folder, and what came gets one of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.access.shares import is_good
from bviewer.albums.subtrees import ancestry
from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.library.reading import Reader
from bviewer.models import Access, Album, Share, Visibility, now
from bviewer.sync.appearing import Appearing
from bviewer.sync.closing import openness
from bviewer.sync.known import KnownImage
from bviewer.sync.replaced import are_others
from bviewer.sync.scan import Scan
from bviewer.sync.vanished import Vanished

Guest = tuple[str, int | None]
"""A kind of guest, and an id: of a person, a group or a link."""


def find_yielding(
    session: Session,
    reader: Reader,
    found: Scan,
    appearing: Appearing,
    vanished: Vanished,
    *,
    gallery_id: int,
    moved: Mapping[str, Sequence[KnownImage]],
) -> set[str]:
    """Return the folders whose albums would show their guests what a closed one showed to fewer.

    `moved` has the images that come to folders.
    """
    taken = found.albums.keys() & {*appearing.heirs, *appearing.folders & moved.keys()}
    if not taken:
        return set()
    doors = Doors(session, gallery_id, [album.id for album in found.albums.values()])

    def is_opening(folder: str) -> bool:
        guests, is_hidden = doors.of_folder(found.albums[folder].id)
        # Most albums have none, and those beside many that went would be compared with each.
        may_open = bool(guests) or is_hidden
        return may_open and any(
            doors.keeps_out(rival, guests, is_hidden=is_hidden)
            for rival in rivals(found, appearing, vanished, folder, moved.get(folder, ()))
        )

    opening = set(filter(is_opening, taken))
    edited = find_edited(session, reader, found, opening - vanished.renamed.keys())
    return opening - edited


def rivals(
    found: Scan,
    appearing: Appearing,
    vanished: Vanished,
    folder: str,
    moved: Iterable[KnownImage],
) -> Iterator[str]:
    """Yield the ids of other albums whose pictures may be in a folder now."""
    own = found.albums[folder].id
    if folder in appearing.heirs:
        for _why, ids in vanished.before(folder, own):
            yield from ids
    if folder in appearing.folders and not found.is_same_folder(folder):
        yield from {image.album_id for image in moved} - {own}


def find_edited(
    session: Session, reader: Reader, found: Scan, folders: Collection[str]
) -> set[str]:
    """Return those of the folders whose files are the pictures of their albums, edited."""
    changed = defaultdict(list)
    for image in found.changed.values():
        changed[folder_of(image.path)].append(image)
    leaving = {folder_of(image.path) for image in found.vanished.values()}
    return {
        folder
        for folder in changed.keys() & folders
        if not are_others(session, reader, changed[folder], some_left=folder in leaving)
    }


class Doors:
    """Whom the albums of a gallery let in; read at once, as many may be asked about."""

    def __init__(self, session: Session, gallery_id: int, album_ids: Collection[str]) -> None:
        self._session = session
        self._guests: dict[str | None, set[Guest]] = defaultdict(set)
        self._rivals: dict[str, tuple[Visibility, set[Guest]]] = {}
        self._albums = load_albums(session, album_ids)
        grants = select(Access.album_id, Access.user_id, Access.group_id).where(
            Access.active, Access.gallery_id == gallery_id
        )
        for album_id, user_id, group_id in session.execute(grants):
            guest = ("group", group_id) if user_id is None else ("user", user_id)
            self._guests[album_id].add(guest)
        links = select(Share.album_id, Share.id).where(
            Share.gallery_id == gallery_id, is_good(now())
        )
        for album_id, share_id in session.execute(links):
            self._guests[album_id].add(("share", share_id))

    def of_folder(self, album_id: str) -> tuple[set[Guest], bool]:
        """Return whom an album lets in besides those whom the folders above do, and whether those
        who know where it is get in, as it is hidden."""
        album = self._albums[album_id]
        # What was put elsewhere by hand lets in who may see that place; by its folder, it does not.
        guests = self._of(ancestry(self._session, album) if album.is_placed else [album])
        return guests, openness(self._session, album) == Visibility.HIDDEN

    def keeps_out(self, album_id: str, guests: Collection[Guest], *, is_hidden: bool) -> bool:
        """Tell whether a closed album keeps out some guests, or those who know where a hidden one
        is."""
        if album_id not in self._rivals:
            self._rivals[album_id] = self._rival(album_id)
        visibility, own = self._rivals[album_id]
        if visibility == Visibility.VISIBLE:
            return False
        are_hidden = is_hidden and visibility == Visibility.HIDDEN
        return are_hidden or not own.issuperset(guests)

    def _rival(self, album_id: str) -> tuple[Visibility, set[Guest]]:
        album = self._albums.get(album_id) or self._session.get(Album, album_id)
        if album is None or album.gallery_id is None:  # It is shown to nobody.
            return Visibility.PRIVATE, set()
        return openness(self._session, album), self._of(ancestry(self._session, album))

    def _of(self, albums: Iterable[Album]) -> set[Guest]:
        """Return who has links or access to some albums; if the top one is among them, to the whole
        gallery as well."""
        guests: set[Guest] = set()
        for album in albums:
            guests |= self._guests.get(album.id, set())
            if album.parent_id is None:
                guests |= self._guests.get(None, set())
        return guests


def load_albums(session: Session, album_ids: Collection[str]) -> dict[str, Album]:
    """Return albums by id, which the session forgets unless somebody holds them."""
    return {
        album.id: album
        for chunk in chunks(sorted(album_ids))
        for album in session.scalars(select(Album).where(Album.id.in_(chunk)))
    }

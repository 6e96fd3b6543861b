"""Albums that make room for what took their folders, as their guests have no access to that.

Flags alone tell who is a stranger, not who has a link, or access, to one closed album and none to
another one. Such an album keeps its guests, without a folder, and what came gets one of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bviewer.access.shares import is_good
from bviewer.albums.subtrees import ancestry
from bviewer.library.reading import Reader
from bviewer.models import Access, Album, Share, Visibility, now
from bviewer.sync.appearing import Appearing
from bviewer.sync.closing import openness
from bviewer.sync.known import KnownImage
from bviewer.sync.replaced import is_edited
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
    moved: Mapping[str, Collection[KnownImage]],
) -> set[str]:
    """Return the folders whose albums would show their guests what a closed one showed to fewer.

    `moved` has the images that come to folders.
    """
    rivals: dict[str, set[str]] = defaultdict(set)
    for folder in found.albums.keys() & appearing.heirs:
        for _why, ids in vanished.before(folder, found.albums[folder].id):
            rivals[folder].update(ids)
    for folder in found.albums.keys() & appearing.folders & moved.keys():
        if not found.is_same_folder(folder):
            rivals[folder].update(image.album_id for image in moved[folder])
    opening = [each for each in rivals if opens(session, found.albums[each].id, rivals[each])]
    return {
        folder
        for folder in opening
        if folder in vanished.renamed or not is_edited(session, reader, found, folder)
    }


def opens(session: Session, album_id: str, rivals: Set[str]) -> bool:
    """Tell whether an album lets somebody in whom one of its closed rivals does not."""
    album = session.get_one(Album, album_id)
    # What was put elsewhere by hand lets in who may see that place; by its folder, it does not.
    guests = set(guests_of(session, ancestry(session, album) if album.is_placed else [album]))
    others = [session.get(Album, each) for each in sorted(rivals - {album_id})]
    return any(is_shut(session, each, album, guests) for each in others)


def is_shut(session: Session, rival: Album | None, album: Album, guests: Set[Guest]) -> bool:
    """Tell whether a closed album keeps out some of the guests of another one, or those who know
    where a hidden one is."""
    if rival is None or rival.gallery_id is None:  # It is shown to nobody.
        return bool(guests)
    visibility = openness(session, rival)
    if visibility == Visibility.VISIBLE:
        return False
    are_hidden = visibility == openness(session, album) == Visibility.HIDDEN
    return are_hidden or not guests <= set(guests_of(session, ancestry(session, rival)))


def guests_of(session: Session, albums: Iterable[Album]) -> Iterator[Guest]:
    """Return who has links or access to some albums; if the top one is among them, to the whole
    gallery as well."""
    above = list(albums)
    ids = [album.id for album in above]
    galleries = [album.gallery_id for album in above if album.parent_id is None]
    is_whole = and_(Access.album_id.is_(None), Access.gallery_id.in_(galleries))
    grants = select(Access.user_id, Access.group_id).where(
        Access.active, or_(Access.album_id.in_(ids), is_whole)
    )
    for user_id, group_id in session.execute(grants):
        yield ("group", group_id) if user_id is None else ("user", user_id)
    for share_id in session.scalars(
        select(Share.id).where(Share.album_id.in_(ids), is_good(now()))
    ):
        yield "share", share_id

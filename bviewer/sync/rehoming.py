"""Giving a gallery another folder of the library: that to which its photographs went."""

from sqlalchemy.orm import Session

from bviewer.albums.gallery_hosts import lock_galleries
from bviewer.albums.homes import check_home, require_own_home
from bviewer.albums.originals import home_of
from bviewer.library.names import printable
from bviewer.library.paths import join
from bviewer.library.tree import Library
from bviewer.models import Gallery
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.sync.recognition import Relation, forget_inodes, knows_any, recognise


def change_home(
    session: Session, library: Library, gallery: Gallery, home: str, *, shared: bool = False
) -> None:
    """Let a gallery go on in another folder, or in its own after that went to another disk.

    Refuse one that does not hold its photographs, and unless `shared`, one that has to do with that
    of another gallery. No sync may run meanwhile.
    """
    lock_galleries(session)
    check_home(library, home)
    if not shared:
        require_own_home(session, home, gallery)
    if knows_any(session, gallery):
        recognise_home(session, library, gallery, home)
    former, gallery.home = gallery.home, home
    if former != home:
        names = {"now": described(home), "before": described(former)}
        record(session, Event.SETTING, gallery.id, name="home", host=gallery.host, **names)


def recognise_home(session: Session, library: Library, gallery: Gallery, home: str) -> None:
    """Refuse a folder that does not hold the photographs of a gallery as its own did."""
    found = recognise(session, home_of(library, home), gallery)
    match found.relation:
        case Relation.ABOVE:
            raise Problem("home_above", "home", folder=join(home, found.folder))
        case Relation.PART:
            raise Problem("home_in_part", "home", folder=described(home))
        case Relation.OTHER:
            raise Problem("home_of_others", "home", folder=described(home), gallery=gallery.host)
    if found.is_renumbered:
        forget_inodes(session, gallery)


def described(home: str) -> str:
    """Return a home as a folder that is no word of ours."""
    return printable(f"./{home}")

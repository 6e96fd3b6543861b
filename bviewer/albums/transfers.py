"""Moving and copying items into another album: who can see them there is up to that album."""

from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen, beside_of, note_change
from bviewer.albums.excluding import exclude, include_items, own_files
from bviewer.albums.former_contents import keep_content
from bviewer.albums.held_films import hold_films
from bviewer.albums.removing import without_those_of
from bviewer.albums.selections import COPIED
from bviewer.albums.subtrees import flags_of, opening_there
from bviewer.albums.summaries import chunks
from bviewer.models import Album, Image, Visibility, new_id
from bviewer.problems import Problem
from bviewer.security.audit import Event, record

# An item is as open as what is above it: the album, whose link it goes with.
ITEM_FLAG = ("", Visibility.VISIBLE)


class Transferred(NamedTuple):
    """How many items went into another album, and how many it had already."""

    number: int
    already: int


def require_transfer(session: Session, source: Album, target: Album) -> None:
    """Refuse to put items into the album that they are in, or into another gallery."""
    if target.gallery_id != source.gallery_id:
        raise Problem("album_unknown", "target", album=target.id)
    if target.id == source.id:
        raise Problem("same_album", "target")
    session.flush()


def is_opening(session: Session, source: Album, target: Album) -> bool:
    """Return whether strangers, or who has a link, can see more of what is in one album than of
    what is in another."""
    before, after = ([*flags_of(session, each), ITEM_FLAG] for each in (source, target))
    return opening_there(session, before, after) is not None


def move_items(
    session: Session, source: Album, target: Album, chosen: Chosen, *, may_open: bool = False
) -> Transferred:
    """Put items into another album; what that has already stays where it is.

    Refuse to show strangers more, unless it `may_open`.
    """
    going = admitted(session, source, target, chosen, may_open=may_open)
    if going.number:
        paths = [row.path for row in going.rows(session, Image.path)]
        leave_no_clip(session, source, going)
        exclude(session, source, going)
        going.change(session, album_id=target.id, is_picked=True)
        own = set(own_files(target, paths))
        unpick(session, target, going, own)
        note_transfer(session, Event.ITEMS_MOVED, source, target, going)
        note_change(session, source, target)
    return Transferred(going.number, chosen.number - going.number)


def copy_items(
    session: Session, source: Album, target: Album, chosen: Chosen, *, may_open: bool = False
) -> Transferred:
    """Show items in another album as well, with all that a person said about them."""
    going = admitted(session, source, target, chosen, may_open=may_open)
    if going.number:
        hold_films(session, going.condition(session))
        rows = [copied(row._mapping, target) for row in going.rows(session, *COPIED)]
        include_items(session, target, [(row["path"], row["quick_hash"]) for row in rows])
        for chunk in chunks([row["id"] for row in rows]):
            wanted = set(chunk)
            session.execute(insert(Image), [row for row in rows if row["id"] in wanted])
        note_transfer(session, Event.ITEMS_COPIED, source, target, going)
        note_change(session, target)
    return Transferred(going.number, chosen.number - going.number)


def admitted(
    session: Session, source: Album, target: Album, chosen: Chosen, *, may_open: bool
) -> Chosen:
    """Return those of the items that another album has not, after a look at who may see them."""
    require_transfer(session, source, target)
    if not may_open and is_opening(session, source, target):
        raise Problem("more_open_there", "target")
    return without_those_of(session, chosen, target)


def leave_no_clip(session: Session, source: Album, going: Chosen) -> None:
    """Take clips out of an album whose photographs leave it, if the other one has them already:
    they would be items for all who saw them."""
    ids = going.ids or ()
    left = tuple(beside_of(session, ids).difference(ids))
    exclude(session, source, Chosen(source.id, left, 0))
    for clip in session.scalars(select(Image).where(Image.id.in_(left))).all():
        keep_content(clip)
        session.delete(clip)
    session.flush()


def copied(row: Any, target: Album) -> dict[str, Any]:
    """Return the row of a copy; a file of the target's own folder is not picked there."""
    is_own = any(own_files(target, [row["path"]]))
    return {**row, "id": new_id(), "album_id": target.id, "is_picked": not is_own}


def unpick(session: Session, target: Album, going: Chosen, own: set[str]) -> None:
    """Let files that came back to the album of their folder be files of it again."""
    rows = going.rows(session, Image.id, Image.path, Image.quick_hash)
    rows = [row for row in rows if row.path in own]
    include_items(session, target, [(row.path, row.quick_hash) for row in rows])
    ids = [row.id for row in rows]
    Chosen(target.id, tuple(ids), len(ids)).change(session, is_picked=False)


def note_transfer(
    session: Session, event: Event, source: Album, target: Album, going: Chosen
) -> None:
    """Note which album shows what another one showed."""
    record(
        session,
        event,
        source.gallery_id,
        album=source.id,
        title=source.title,
        target=target.id,
        there=target.title,
        number=str(going.number),
    )

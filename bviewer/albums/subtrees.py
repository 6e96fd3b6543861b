"""Albums with all that is below them, and how deep they may be."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import CTE, BindParameter, Select, func, literal, select
from sqlalchemy.orm import Session

from bviewer.access.shares import is_good
from bviewer.albums.films import is_item
from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Album, Deletion, Gallery, Image, ImageState, Share, Visibility, now
from bviewer.problems import Problem
from bviewer.security.visibility import Flags, Opening, amount, effective_visibility, opening


class Size(NamedTuple):
    """Numbers of the albums and images of a subtree, the album at its top among them."""

    albums: int
    images: int


def subtree(album_id: str) -> CTE:
    """Return the ids of an album and of all below it, each with its depth there."""
    below = (
        select(Album.id, literal(0).label("depth"))
        .where(Album.id == album_id)
        .cte("subtree", recursive=True)
    )
    return below.union_all(
        select(Album.id, below.c.depth + 1)
        .join(below, Album.parent_id == below.c.id)
        .where(below.c.depth < MAX_DEPTH)
    )


def ids_in(album_id: str) -> Select[str]:
    """Select the ids of an album and of all below it."""
    return select(subtree(album_id).c.id)


def deleted_from(owner_id: int | BindParameter[int]) -> CTE:
    """Return the ids of all albums that were deleted from galleries of an owner, with these."""
    tops = (
        select(Deletion.album_id.label("id"), Deletion.gallery_id)
        .join(Gallery, Gallery.id == Deletion.gallery_id)
        .where(Gallery.owner_id == owner_id)
        .cte("trash", recursive=True)
    )
    below = select(Album.id, tops.c.gallery_id).join(tops, Album.parent_id == tops.c.id)
    return tops.union(below)


def size_of(session: Session, album_id: str) -> Size:
    """Count an album and all below it, in two statements. Missing images do not count."""
    below = subtree(album_id)
    albums = session.scalars(select(func.count()).select_from(below)).one()
    images = select(func.count(Image.id)).join(below, below.c.id == Image.album_id)
    present = images.where(Image.state != ImageState.MISSING, is_item())
    return Size(albums, session.scalars(present).one())


def height_of(session: Session, album_id: str) -> int:
    """Return how many generations are below an album."""
    below = subtree(album_id)
    return session.scalars(select(func.max(below.c.depth))).one() or 0


def ancestry(session: Session, album: Album) -> Iterator[Album]:
    """Return an album and those above it."""
    above: Album | None = album
    while above is not None:
        yield above
        above = session.get(Album, above.parent_id) if above.parent_id else None


def ancestry_of(session: Session, album: Album) -> list[Album]:
    """Return the albums from the top to an album, in one statement."""
    above = (
        select(Album.id, Album.parent_id, literal(0).label("height"))
        .where(Album.id == album.id)
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(Album.id, Album.parent_id, above.c.height + 1)
        .join(above, Album.id == above.c.parent_id)
        .where(above.c.height < MAX_DEPTH)
    )
    query = select(Album).join(above, above.c.id == Album.id).order_by(above.c.height.desc())
    return list(session.scalars(query))


def openness_of(session: Session, album: Album) -> Visibility:
    """Return what an album amounts to below its ancestors."""
    return effective_visibility([each.visibility for each in ancestry_of(session, album)])


def openness_now(session: Session, deletion: Deletion) -> Visibility:
    """Return what a deleted album would amount to where it was; if that is gone, what it did."""
    return amount(former_place(session, deletion))


def former_place(session: Session, deletion: Deletion) -> list[tuple[str, str]]:
    """Return the flags of what a deleted album was in, and what it amounted to there."""
    parent = session.get(Album, deletion.parent_id)
    above = [] if parent is None else flags_of(session, parent, was_shown=True)
    return [*above, (deletion.album_id, deletion.visibility)]


def flags_of(session: Session, album: Album, *, was_shown: bool = False) -> list[tuple[str, str]]:
    """Return the flags of an album and those above it.

    One that was deleted, as what was taken out of one, is shown to nobody, unless it is asked what
    `was_shown`.
    """
    flags = [(each.id, each.visibility) for each in ancestry(session, album)][::-1]
    if album.gallery_id:
        return flags
    deletion = session.get_one(Deletion, flags[0][0])
    place = former_place(session, deletion)
    if not was_shown:
        place.append((deletion.album_id, Visibility.PRIVATE))
    return [*place, *flags]


def opening_there(session: Session, before: Flags, after: Flags) -> Opening | None:
    """Return what an album would amount to, if strangers or who has a link see more there."""
    found, ids = opening(before, after), [album_id for album_id, _flag in after]
    if found is not None or opening(before, after, ids) is None:
        return found
    shares = select(Share.album_id).where(Share.album_id.in_(ids), is_good(now()))
    return opening(before, after, session.scalars(shares).all())


def require_room(session: Session, parent: Album, height: int = 0) -> None:
    """Refuse what would be deeper in an album than any address reaches."""
    if len(ancestry_of(session, parent)) + height > MAX_DEPTH:
        raise Problem("album_too_deep", "parent", maximum=MAX_DEPTH)

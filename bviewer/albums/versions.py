"""What pictures became that were written over, so that older versions stay as closed as newer ones.

A photograph may be moved to a closed album, or copied there and deleted, long after it was edited.
"""

from collections.abc import Iterable

from sqlalchemy import LargeBinary, bindparam, exists, insert, select
from sqlalchemy.orm import Session, object_session

from bviewer.albums.summaries import chunks
from bviewer.library.reading import Reading
from bviewer.models import Album, Base, Gallery, Image, NewerVersion

TABLE = Base.metadata.tables[NewerVersion.__tablename__]
OLDER, NEWER = (bindparam(name, type_=LargeBinary()) for name in ("older", "newer"))

# Of tables, and made once: many pictures are edited at a time.
KEEP = insert(TABLE).from_select(
    ["quick_hash", "newer_hash", "owner_id"],
    select(OLDER, NEWER, Gallery.owner_id)
    .join(Album, Album.gallery_id == Gallery.id)
    .where(Album.id == bindparam("album"))
    .where(
        ~exists().where(
            TABLE.c.quick_hash == OLDER,
            TABLE.c.newer_hash == NEWER,
            TABLE.c.owner_id == Gallery.owner_id,
        )
    ),
)


def keep_version(image: Image, newer: Reading) -> None:
    """Keep in mind what an image is about to become. Empty files are all alike: they tell nothing.

    Nor does a file that is what it was.
    """
    session = object_session(image)
    if session is None or not (image.size and newer.entry.size):
        return
    if image.quick_hash in {None, newer.quick_hash}:
        return
    keep_newer(session, image.album_id, image.quick_hash, newer.quick_hash)


def keep_newer(session: Session, album_id: str, older: bytes, newer: bytes) -> None:
    """Keep in mind what some content became in an album."""
    with session.no_autoflush:
        session.execute(KEEP, {"older": older, "newer": newer, "album": album_id})


def versions_of(session: Session, owner_id: int, content: bytes) -> set[bytes]:
    """Return what some content was before, and what became of it."""
    own = select(NewerVersion.quick_hash).where(NewerVersion.owner_id == owner_id)
    first = own.where(NewerVersion.newer_hash == content).cte("former", recursive=True)
    before = (
        select(NewerVersion.quick_hash)
        .join(first, NewerVersion.newer_hash == first.c.quick_hash)
        .where(NewerVersion.owner_id == owner_id)
    )
    older = session.scalars(select(first.union(before)))
    return {*older, *(newer for _older, newer in newer_versions(session, owner_id, [content]))}


def newer_versions(
    session: Session, owner_id: int, contents: Iterable[bytes]
) -> list[tuple[bytes, bytes]]:
    """Return content with what became of it later, and of that; once for each of these."""
    own = select(NewerVersion.quick_hash, NewerVersion.newer_hash).where(
        NewerVersion.owner_id == owner_id
    )
    found: list[tuple[bytes, bytes]] = []
    for chunk in chunks(sorted(contents)):
        first = own.where(NewerVersion.quick_hash.in_(chunk)).cte("version", recursive=True)
        later = (
            select(first.c.quick_hash, NewerVersion.newer_hash)
            .join(NewerVersion, NewerVersion.quick_hash == first.c.newer_hash)
            .where(NewerVersion.owner_id == owner_id)
        )
        rows = session.execute(select(first.union(later)))
        found += [(older, newer) for older, newer in rows]
    return found

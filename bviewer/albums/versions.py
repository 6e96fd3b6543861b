"""What pictures became that were written over, so that older versions stay as closed as newer ones.

A photograph may be moved to a closed album, or copied there and deleted, long after it was edited.
"""

import hashlib
from collections.abc import Collection
from io import BytesIO

from sqlalchemy import LargeBinary, bindparam, exists, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session, object_session

from bviewer.albums.summaries import chunks
from bviewer.library.identity import quick_hash
from bviewer.library.paths import file_name
from bviewer.library.reading import Reading
from bviewer.models import Album, Base, Gallery, Image, NewerVersion

EMPTY = quick_hash(BytesIO(), 0)
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
    """Keep in mind what an image is about to become, unless it is what it was."""
    session = object_session(image)
    if session is None or image.quick_hash in {None, newer.quick_hash}:
        return
    name = file_name(image.path)
    keep_newer(session, image.album_id, name, image.quick_hash, newer.quick_hash)


def keep_newer(session: Session, album_id: str, name: str, older: bytes, newer: bytes) -> None:
    """Keep in mind what the content of a file became in an album."""
    content = {
        "older": content_or_file(older, album_id, name),
        "newer": content_or_file(newer, album_id, name),
    }
    with session.no_autoflush:
        session.execute(KEEP, {**content, "album": album_id})


def content_or_file(content: bytes, album_id: str, name: str) -> bytes:
    """Return what stands for content among versions. Empty files are all alike, so one stands for
    itself: what it was becomes what it will be."""
    if content != EMPTY:
        return content
    return hashlib.blake2b(f"{album_id}/{name}".encode(), digest_size=len(EMPTY)).digest()


def versions_of(session: Session, owner_id: int, content: bytes) -> set[bytes]:
    """Return what some content was before, and what became of it."""
    return {version for _, version in versions(session, owner_id, [content])}


def versions(
    session: Session, owner_id: int, contents: Collection[bytes]
) -> list[tuple[bytes, bytes]]:
    """Return content with what it was before, and what became of it; once for each of these."""
    older = _chain(session, owner_id, contents, NewerVersion.newer_hash, NewerVersion.quick_hash)
    return older + newer_versions(session, owner_id, contents)


def newer_versions(
    session: Session, owner_id: int, contents: Collection[bytes]
) -> list[tuple[bytes, bytes]]:
    """Return content with what became of it later, and of that; once for each of these."""
    return _chain(session, owner_id, contents, NewerVersion.quick_hash, NewerVersion.newer_hash)


def _chain(
    session: Session,
    owner_id: int,
    contents: Collection[bytes],
    start: InstrumentedAttribute[bytes],
    end: InstrumentedAttribute[bytes],
) -> list[tuple[bytes, bytes]]:
    own = select(start.label("start"), end.label("end")).where(NewerVersion.owner_id == owner_id)
    found: list[tuple[bytes, bytes]] = []
    for chunk in chunks(sorted(contents)):
        first = own.where(start.in_(chunk)).cte("version", recursive=True)
        further = (
            select(first.c.start, end)
            .join(NewerVersion, start == first.c.end)
            .where(NewerVersion.owner_id == owner_id)
        )
        found += [
            (content, version) for content, version in session.execute(select(first.union(further)))
        ]
    return found

"""What is held against files that cannot be shown, and when it is looked at again.

A failure stands until the file changes, or the version of what reads files does
(`renditions.versions.failure_version`). It is reopened by forgetting when the file was last
touched: then a sync reads it, and `remember` forgets the failure.
"""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.models import Album, Image, ImageState
from bviewer.problems import Problem

REASON_LENGTH = 300
UNKNOWN_TIME = -1  # Nanoseconds; no file has it.


def mark_broken(image: Image, reason: str, failure_version: str) -> None:
    """Mark an image as broken, with a reason for its owner."""
    image.state, image.reason, image.failure_version = (
        ImageState.BROKEN,
        reason[:REASON_LENGTH],
        failure_version,
    )


def is_flawed(state: str, failure_version: str | None) -> bool:
    """Tell whether an image is shown although something is wrong with it, which its reason says."""
    return state == ImageState.READY and failure_version is not None


def reopen(session: Session, gallery_id: int, image_ids: Collection[str]) -> None:
    """Have the next sync read some broken images; refuse them all if one is not of the gallery."""
    chosen = set(image_ids)
    known = {
        image_id
        for chunk in chunks(sorted(chosen))
        for image_id in session.scalars(
            select(Image.id)
            .join(Album, Album.id == Image.album_id)
            .where(Album.gallery_id == gallery_id, Image.id.in_(chunk))
        )
    }
    if known != chosen:
        raise Problem("image_unknown", "image", image=min(chosen - known))
    forget_failures(session, known)


def reopen_all(session: Session, gallery_id: int) -> None:
    """Have the next sync read everything that could not be shown."""
    broken = select(Image.id).join(Album, Album.id == Image.album_id)
    own = broken.where(Album.gallery_id == gallery_id, Image.state == ImageState.BROKEN)
    forget_failures(session, session.scalars(own).all())


def forget_failures(session: Session, image_ids: Collection[str]) -> None:
    """Have the next sync read those of these images that are broken."""
    for chunk in chunks(sorted(image_ids)):
        session.execute(
            update(Image)
            .where(Image.id.in_(chunk), Image.state == ImageState.BROKEN)
            .values(ctime_ns=UNKNOWN_TIME)
        )


def reconsider(session: Session, gallery_id: int, failure_version: str) -> None:
    """Have the next sync read what was found broken under another version."""
    outdated = session.scalars(
        select(Image.id)
        .join(Album, Album.id == Image.album_id)
        .where(
            Album.gallery_id == gallery_id,
            Image.state == ImageState.BROKEN,
            Image.failure_version.is_distinct_from(failure_version),
            Image.ctime_ns != UNKNOWN_TIME,
        )
    ).all()
    forget_failures(session, outdated)

"""What is held against files that cannot be shown, and when it is looked at again.

A failure stands until the file changes, or the version of what reads files does
(`renditions.versions.failure_version`). It is reopened by forgetting when the file was last
touched: then a sync reads it, and `remember` forgets the failure.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.models import Album, Image, ImageState

REASON_LENGTH = 300
UNKNOWN_TIME = -1  # Nanoseconds; no file has it.


def mark_broken(image: Image, reason: str, failure_version: str) -> None:
    """Mark an image as broken, with a reason for its owner."""
    image.state, image.reason, image.failure_version = (
        ImageState.BROKEN,
        reason[:REASON_LENGTH],
        failure_version,
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
    for chunk in chunks(outdated):
        session.execute(update(Image).where(Image.id.in_(chunk)).values(ctime_ns=UNKNOWN_TIME))

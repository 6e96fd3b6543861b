"""What is held against files that cannot be shown, and when it is looked at again.

A verdict stands until the file changes, or the rules do (`renditions.store.Limits.rules`). It is
reopened by forgetting when the file was last touched: then a sync reads it, and `remember` forgets
the verdict.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.models import Album, Image, ImageState

REASON_LENGTH = 300
UNKNOWN_TIME = -1  # Nanoseconds; no file has it.


def condemn(image: Image, reason: str, rules: str) -> None:
    """Mark an image as broken, with a reason for its owner."""
    image.state, image.reason, image.judged_under = ImageState.BROKEN, reason[:REASON_LENGTH], rules


def reconsider(session: Session, gallery_id: int, rules: str) -> None:
    """Have the next sync read what was found broken under other rules than these."""
    outdated = session.scalars(
        select(Image.id)
        .join(Album, Album.id == Image.album_id)
        .where(
            Album.gallery_id == gallery_id,
            Image.state == ImageState.BROKEN,
            Image.judged_under.is_distinct_from(rules),
            Image.ctime_ns != UNKNOWN_TIME,
        )
    ).all()
    for chunk in chunks(outdated):
        session.execute(update(Image).where(Image.id.in_(chunk)).values(ctime_ns=UNKNOWN_TIME))

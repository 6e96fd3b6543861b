"""Films whose pictures stay as they are known while rows of them are copied."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bviewer.albums.films import film_at, is_video
from bviewer.albums.summaries import chunks
from bviewer.models import Image, Video


def hold_films(session: Session, rows: ColumnElement[bool]) -> None:
    """Have the pictures of films that are among some rows stay as they are known, until the end of
    the transaction: a copy that is made meanwhile would never hear of another one."""
    paths = session.scalars(select(Image.path).where(rows, is_video()))
    for ids in chunks(sorted({film_at(path).id for path in paths})):
        held = select(Video.id).where(Video.id.in_(ids)).order_by(Video.id)
        session.execute(held.with_for_update())

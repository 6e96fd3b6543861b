"""What a gallery holds, in numbers for its owner."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.models import Album, Image, ImageState


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of albums and of images, and of those that are missing or cannot be shown."""

    albums: int
    images: int
    missing: int
    broken: int


def overview_of(session: Session, gallery_id: int) -> Overview:
    """Return the numbers of a gallery, in two statements."""
    own = Album.gallery_id == gallery_id
    albums = session.scalars(select(func.count()).select_from(Album).where(own)).one()
    rows = session.execute(
        select(Image.state, func.count())
        .join(Album, Album.id == Image.album_id)
        .where(own, is_item())
        .group_by(Image.state)
    )
    states: dict[str, int] = {row.state: row[1] for row in rows}
    return Overview(
        albums - 1,  # The top album is the gallery.
        sum(states.values()),
        states.get(ImageState.MISSING, 0),
        states.get(ImageState.BROKEN, 0),
    )

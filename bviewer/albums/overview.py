"""What a gallery holds, in numbers for its owner."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.models import Album, Image, ImageState, ItemKind


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of albums, of photographs and of films, and of those of both that are missing or
    cannot be shown."""

    albums: int
    photographs: int
    films: int
    missing: int
    broken: int


def overview_of(session: Session, gallery_id: int) -> Overview:
    """Return the numbers of a gallery, in two statements."""
    own = Album.gallery_id == gallery_id
    albums = session.scalars(select(func.count()).select_from(Album).where(own)).one()
    rows = session.execute(
        select(Image.state, Image.kind, func.count())
        .join(Album, Album.id == Image.album_id)
        .where(own, is_item())
        .group_by(Image.state, Image.kind)
    )
    states, kinds = Counter[str](), Counter[str]()
    for state, kind, number in rows:
        states[state] += number
        kinds[kind] += number
    return Overview(
        albums - 1,  # The top album is the gallery.
        kinds[ItemKind.IMAGE],
        kinds.total() - kinds[ItemKind.IMAGE],
        states[ImageState.MISSING],
        states[ImageState.BROKEN],
    )

"""What a gallery holds, in numbers for its owner."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.models import Album, AlbumSummary, Audience, Image, ImageState, ItemKind
from bviewer.models.image import IS_NOT_READY


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
    """Return the numbers of a gallery, in three statements that count no photograph that is as it
    should be: of those the top album knows the number."""
    own = Album.gallery_id == gallery_id
    albums = session.scalars(select(func.count()).select_from(Album).where(own)).one()
    shown = session.execute(
        select(AlbumSummary.images, AlbumSummary.films)
        .join(Album, Album.id == AlbumSummary.album_id)
        .where(own, Album.parent_id.is_(None), AlbumSummary.audience == Audience.TRUSTED)
    ).one_or_none()
    images, films = shown or (0, 0)
    rows = session.execute(
        select(Image.state, Image.kind, func.count())
        .join(Album, Album.id == Image.album_id)
        .where(own, is_item(), text(IS_NOT_READY))
        .group_by(Image.state, Image.kind)
    )
    states, missing = Counter[str](), Counter[str]()
    for state, kind, number in rows:
        states[state] += number
        if state == ImageState.MISSING:
            missing[kind] += number
    missing_films = missing.total() - missing[ItemKind.IMAGE]
    return Overview(
        albums - 1,  # The top album is the gallery.
        images - films + missing[ItemKind.IMAGE],
        films + missing_films,
        missing.total(),
        states[ImageState.BROKEN],
    )

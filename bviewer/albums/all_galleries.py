"""All galleries of a site, as whoever runs it sees them: what they hold in numbers, no album."""

from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from bviewer.models import Album, AlbumSummary, Audience, Gallery, User


def all_galleries(session: Session) -> list[Row[Any]]:
    """Return `id`, `host`, `home`, `owner` and `images` of each gallery, by host."""
    top = and_(Album.gallery_id == Gallery.id, Album.parent_id.is_(None))
    whole = and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == Audience.TRUSTED)
    query = (
        select(
            Gallery.id, Gallery.host, Gallery.home, User.name.label("owner"), AlbumSummary.images
        )
        .join(User, User.id == Gallery.owner_id)
        .join(Album, top)
        .outerjoin(AlbumSummary, whole)
        .order_by(Gallery.host)
    )
    return list(session.execute(query))

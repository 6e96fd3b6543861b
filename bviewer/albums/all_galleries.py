"""All galleries of a site, as whoever runs it sees them: what they hold in numbers, no album."""

from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from bviewer.models import Album, AlbumSummary, Audience, Gallery, User


def all_galleries(
    session: Session, after: str = "", limit: int | None = None, only: int | None = None
) -> list[Row[Any]]:
    """Return `id`, `host`, `home`, `owner`, `owner_id` and `images` of each gallery, by host; from
    the one behind `after` on, or `only` that of an id. The owner's id is the public one."""
    top = and_(Album.gallery_id == Gallery.id, Album.parent_id.is_(None))
    whole = and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == Audience.TRUSTED)
    query = (
        select(
            Gallery.id,
            Gallery.host,
            Gallery.home,
            User.name.label("owner"),
            User.public_id.label("owner_id"),
            AlbumSummary.images,
        )
        .join(User, User.id == Gallery.owner_id)
        .join(Album, top)
        .outerjoin(AlbumSummary, whole)
        .where(Gallery.host > after)
        .order_by(Gallery.host)
        .limit(limit)
    )
    if only is not None:
        query = query.where(Gallery.id == only)
    return list(session.execute(query))

"""The images of a gallery that cannot be shown, or whose file is missing, in pages."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_item
from bviewer.models import Album, Image

PAGE = 50


def images_in_state(
    session: Session, gallery_id: int, state: str, after: str | None, limit: int = PAGE
) -> list[Row[Any]]:
    """Return images in a state by their ids, from the one behind `after` on: `id`, `album_id`,
    `path`, `reason`. One more than `limit` says that there is another page."""
    return list(
        session.execute(
            select(Image.id, Image.album_id, Image.path, Image.reason)
            .join(Album, Album.id == Image.album_id)
            .where(Album.gallery_id == gallery_id, Image.state == state, is_item())
            .where(Image.id > (after or ""))
            .order_by(Image.id)
            .limit(limit + 1)
        )
    )

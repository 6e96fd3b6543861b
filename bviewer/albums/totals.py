"""How many photographs a gallery shows, and how large they are."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_file
from bviewer.models import Album, Gallery, Image, ImageState


@dataclass(frozen=True, slots=True)
class Originals:
    """Numbers and bytes of the files that a gallery shows, as the last sync saw them."""

    files: int = 0
    bytes: int = 0
    missing_files: int = 0
    missing_bytes: int = 0


def count_originals(session: Session, gallery: Gallery) -> Originals:
    """Count the files of a gallery, each once however many albums show it."""
    missing = case((Image.state == ImageState.MISSING, 1), else_=0)
    shown = (
        select(func.max(Image.size).label("size"), func.min(missing).label("missing"))
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery.id, is_file())
        .group_by(Image.path)
        .subquery()
    )
    numbers = session.execute(
        select(shown.c.missing, func.count(), func.sum(shown.c.size)).group_by(shown.c.missing)
    )
    counted = {state: (files, int(size)) for state, files, size in numbers}
    return Originals(*counted.get(0, (0, 0)), *counted.get(1, (0, 0)))

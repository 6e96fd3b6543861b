"""Telling the copies of an image in other albums what is said of it anew."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.models import Album, Image

TEXTS = ("file_title", "file_caption", "keywords", "rating", "camera", "sidecars")
TIMES = ("time", "offset_minutes", "time_source", "precision")


def tell_copies(session: Session, gallery_id: int, image: Image) -> None:
    """Write what a file and its sidecars say into the rows of albums that it was picked for.

    What a person says of the time there stays.
    """
    albums = select(Album.id).where(Album.gallery_id == gallery_id)
    copies = update(Image).where(
        Image.quick_hash == image.quick_hash,
        Image.path == image.path,
        Image.is_picked,
        Image.album_id.in_(albums),
    )
    own = image.time if image.file_time is None else image.file_time
    said = {name: getattr(image, name) for name in TIMES} | {"time": own}
    texts = {name: getattr(image, name) for name in TEXTS}
    session.execute(copies.where(Image.file_time.is_(None)).values(said))
    session.execute(copies.values(texts))

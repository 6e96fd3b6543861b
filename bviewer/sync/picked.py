"""Images that a person picked for an album: they follow their files, and stay in the album."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.names import sort_key
from bviewer.library.paths import file_name
from bviewer.models import Album, Image


def paths_of(session: Session, image_ids: Collection[str]) -> dict[str, str]:
    """Return the paths of images, by their ids."""
    return {
        row.id: row.path
        for chunk in chunks(sorted(image_ids))
        for row in session.execute(select(Image.id, Image.path).where(Image.id.in_(chunk)))
    }


def follow_files(session: Session, gallery_id: int, new: Mapping[str, str]) -> set[str]:
    """Let picked images of a gallery follow files that moved; returns their albums.

    `new` has the new paths by the former ones.
    """
    own = select(Album.id).where(Album.gallery_id == gallery_id)
    touched = set()
    for chunk in chunks(sorted(new)):
        picked = select(Image).where(
            Image.is_picked, Image.path.in_(chunk), Image.album_id.in_(own)
        )
        for image in session.scalars(picked).all():
            if not is_taken(session, image.album_id, new[image.path]):
                image.path = new[image.path]
                image.sort_key = sort_key(file_name(image.path))
                touched.add(image.album_id)
    return touched


def is_taken(session: Session, album_id: str, path: str) -> bool:
    """Return whether an album shows what is at a path already."""
    query = select(Image.id).where(Image.album_id == album_id, Image.path == path)
    return session.execute(query.limit(1)).first() is not None

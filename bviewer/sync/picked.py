"""Images that a person picked for an album: they follow their files, and stay in the album."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.originals import aside
from bviewer.albums.summaries import chunks
from bviewer.library.names import file_sort_key
from bviewer.library.paths import file_name
from bviewer.models import Album, FormerContent, Image


def paths_of(session: Session, image_ids: Collection[str]) -> dict[str, str]:
    """Return the paths of images, by their ids."""
    return {
        row.id: row.path
        for chunk in chunks(sorted(image_ids))
        for row in session.execute(select(Image.id, Image.path).where(Image.id.in_(chunk)))
    }


def follow_files(
    session: Session,
    gallery_id: int,
    new: Mapping[str, str],
    is_meant: Callable[[Image], bool] = lambda _image: True,
) -> set[str]:
    """Let picked images of a gallery follow files that moved; returns their albums.

    `new` has the new paths by the former ones. Of files that changed places, `is_meant` may tell
    whether an image is of the one that was there before.
    """
    own = select(Album.id).where(Album.gallery_id == gallery_id)
    going = {
        image: new[image.path]
        for chunk in chunks(sorted(new))
        for image in session.scalars(
            select(Image).where(Image.is_picked, Image.path.in_(chunk), Image.album_id.in_(own))
        )
        if is_meant(image)
    }
    return put_at(session, going)


def put_at(session: Session, paths: Mapping[Image, str]) -> set[str]:
    """Let images be at other paths, some of which may be each other's; returns their albums."""
    former = {image: image.path for image in paths}
    for image in paths:
        image.path = f"\0moving/{image.id}"
    session.flush()
    for image, path in paths.items():
        place = (path, former[image], aside(image.id, former[image]))
        image.path = next(each for each in place if not is_taken(session, image.album_id, each))
        image.sort_key = file_sort_key(file_name(image.path))
        session.flush()
    return {image.album_id for image in paths}


def is_taken(session: Session, album_id: str, path: str) -> bool:
    """Return whether an album shows what is at a path already."""
    query = select(Image.id).where(Image.album_id == album_id, Image.path == path)
    return session.execute(query.limit(1)).first() is not None


def keep_former(
    session: Session,
    content: bytes,
    album_id: str,
    gallery_id: int,
    visibility: str | None = None,
) -> None:
    """Keep in mind that an album had some content, and what it was, if it cannot tell any more."""
    if session.get(FormerContent, (content, album_id)) is None:
        session.add(
            FormerContent(
                quick_hash=content, album_id=album_id, gallery_id=gallery_id, visibility=visibility
            )
        )


def former_owners(session: Session, content: bytes, gallery_id: int) -> dict[str, str | None]:
    """Return the ids of albums of a gallery that are known to have had some content, with what
    those were that cannot tell any more."""
    found = select(FormerContent).filter_by(quick_hash=content, gallery_id=gallery_id)
    return {former.album_id: former.visibility for former in session.scalars(found)}

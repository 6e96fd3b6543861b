"""Content that albums do not hold any more, kept so that copies of it stay closed."""

from sqlalchemy import LargeBinary, Select, exists, insert, literal, null, or_, select, update
from sqlalchemy.orm import Session, object_session

from bviewer.albums.subtrees import ids_in, openness_of
from bviewer.models import Album, DeletedFolder, Deletion, FormerContent, Gallery, Image, Visibility
from bviewer.security.visibility import effective_visibility

COLUMNS = ["quick_hash", "album_id", "gallery_id", "visibility"]


def keep_content(image: Image) -> None:
    """Keep the quick hash of an image that is about to become another one.

    An older version that turns up elsewhere is as closed as its album.
    """
    session = object_session(image)
    if session is None or image.quick_hash is None or image.is_picked:
        return  # It was nothing before, or says nothing of where else it may be seen.
    is_kept = exists().where(
        FormerContent.quick_hash == image.quick_hash, FormerContent.album_id == image.album_id
    )
    content = select(
        literal(image.quick_hash, LargeBinary), Album.id, Album.gallery_id, null()
    ).where(Album.id == image.album_id, Album.gallery_id.is_not(None), ~is_kept)
    with session.no_autoflush:
        session.execute(insert(FormerContent).from_select(COLUMNS, content))


def keep_contents(session: Session, deletion: Deletion, album_ids: Select[str]) -> None:
    """Keep the quick hashes of all images in albums that are about to be gone for good.

    Those of albums that everybody could see are nobody's secret. What was picked by hand says
    nothing of where else it may be seen, unless it came from a folder that the album had.
    """
    for album in session.scalars(select(Album).where(Album.id.in_(album_ids))).all():
        flags = [deletion.visibility, openness_of(session, album)]
        if effective_visibility(flags) != Visibility.VISIBLE:
            keep_album(session, album.id, deletion.gallery_id, effective_visibility(flags))


def keep_album(session: Session, album_id: str, gallery_id: int, visibility: Visibility) -> None:
    """Keep the quick hashes of the images of an album, and how open it was."""
    is_kept = exists().where(
        FormerContent.quick_hash == Image.quick_hash, FormerContent.album_id == album_id
    )
    had_folder = exists().where(DeletedFolder.album_id == album_id)
    contents = (
        select(Image.quick_hash, literal(album_id), literal(gallery_id), null())
        .where(Image.album_id == album_id, ~is_kept, or_(Image.is_picked.is_(False), had_folder))
        .distinct()
    )
    session.execute(insert(FormerContent).from_select(COLUMNS, contents))
    session.execute(
        update(FormerContent)
        .where(FormerContent.album_id == album_id)
        .values(visibility=visibility)
    )


def keep_for_owner(session: Session, gallery: Gallery) -> None:
    """Keep the quick hashes of what is closed in a gallery that is about to be removed.

    In the other galleries of its owner it is as closed as it was.
    """
    for deletion in session.scalars(select(Deletion).filter_by(gallery_id=gallery.id)).all():
        keep_contents(session, deletion, ids_in(deletion.album_id))
    for album in session.scalars(select(Album).filter_by(gallery_id=gallery.id)).all():
        visibility = openness_of(session, album)
        if visibility != Visibility.VISIBLE:
            keep_album(session, album.id, gallery.id, visibility)
    session.execute(
        update(FormerContent)
        .where(FormerContent.gallery_id == gallery.id, FormerContent.visibility.is_not(None))
        .values(gallery_id=None, owner_id=gallery.owner_id)
    )

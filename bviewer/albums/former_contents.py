"""Content that albums do not hold any more, kept so that copies of it stay closed."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import (
    Exists,
    LargeBinary,
    Select,
    exists,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased, object_session

from bviewer.albums.films import is_file
from bviewer.albums.subtrees import ids_in, openness_now
from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.models import (
    Album,
    DeletedFolder,
    Deletion,
    FormerContent,
    Gallery,
    Image,
    ImageState,
    Visibility,
)
from bviewer.security.visibility import Flags, effective_visibilities, effective_visibility

COLUMNS = ["quick_hash", "album_id", "gallery_id", "visibility"]


def flags_of_gone(album_id: str, visibility: str, inside: str | None = None) -> Flags:
    """Return the flags of an album that is gone for good: what it amounted to in its gallery, or
    `inside` of that, if it was closed as a whole."""
    if inside is None:
        return [("", Visibility.VISIBLE), (album_id, visibility)]
    return [("", visibility), (album_id, inside)]


def keep_content(image: Image) -> None:
    """Keep the quick hash of an image that is about to become another one.

    An older version that turns up elsewhere is as closed as its album.
    """
    session = object_session(image)
    if session is None or image.quick_hash is None:
        return  # It was nothing before.
    if image.is_picked and is_selected(session, image):
        return  # It says nothing of where else it may be seen.
    is_kept = exists().where(
        FormerContent.quick_hash == image.quick_hash, FormerContent.album_id == image.album_id
    )
    content = select(
        literal(image.quick_hash, LargeBinary), Album.id, Album.gallery_id, null()
    ).where(Album.id == image.album_id, Album.gallery_id.is_not(None), ~is_kept)
    with session.no_autoflush:
        session.execute(insert(FormerContent).from_select(COLUMNS, content))


def is_selected(session: Session, image: Image) -> bool:
    """Tell whether the album of its folder has what was picked as well, edited before it or not."""
    other = aliased(Album)
    folder = (
        select(Image.id)
        .join(Album, Album.id == Image.album_id)
        .join(other, other.gallery_id == Album.gallery_id)
        .where(other.id == image.album_id, Album.folder == folder_of(image.path))
        .where(Image.path == image.path, Image.is_picked.is_(False))
    )
    with session.no_autoflush:
        return session.scalar(folder) is not None


def keep_contents(session: Session, deletion: Deletion, album_ids: Select[str]) -> None:
    """Keep the quick hashes of all images in albums that are about to be gone for good, and what
    these amounted to where their folders are kept.

    They are as closed as they were, or as where they were is by now.
    """
    keep_closed(session, deletion.gallery_id, album_ids, openness_now(session, deletion))


def keep_for_owner(session: Session, gallery: Gallery) -> None:
    """Keep the quick hashes of what is closed in a gallery that is about to be removed.

    In the other galleries of its owner it is as closed as it was.
    """
    for deletion in session.scalars(select(Deletion).filter_by(gallery_id=gallery.id)).all():
        keep_contents(session, deletion, ids_in(deletion.album_id))
    keep_closed(session, gallery.id, select(Album.id).where(Album.gallery_id == gallery.id))
    keep_inside(session, gallery.id)
    session.execute(
        update(FormerContent)
        .where(FormerContent.gallery_id == gallery.id, FormerContent.visibility.is_not(None))
        .values(gallery_id=None, owner_id=gallery.owner_id)
    )


def keep_inside(session: Session, gallery_id: int) -> None:
    """Keep what albums amounted to in a gallery, if it was closed as a whole: then it is for that
    sake alone that some of them were."""
    columns = Album.id, Album.parent_id, Album.visibility
    rows = session.execute(select(*columns).where(Album.gallery_id == gallery_id)).all()
    if all(flag == Visibility.VISIBLE for _id, parent_id, flag in rows if parent_id is None):
        return
    below = {album_id: (parent_id, flag) for album_id, parent_id, flag in rows if parent_id}
    inside: dict[Visibility, list[str]] = defaultdict(list)
    inside[Visibility.VISIBLE] += [album_id for album_id, *_rest in rows if album_id not in below]
    for album_id, visibility in effective_visibilities(below).items():
        inside[visibility].append(album_id)
    for visibility, ids in inside.items():
        for chunk in chunks(sorted(ids)):
            gone = update(FormerContent).where(FormerContent.album_id.in_(chunk))
            session.execute(gone.values(inside=visibility))


def keep_closed(
    session: Session,
    gallery_id: int,
    album_ids: Select[str],
    above: Visibility = Visibility.VISIBLE,
) -> None:
    """Keep the quick hashes of the images in those of these albums that are closed, `above` them or
    among them.

    Those of albums that everybody could see are nobody's secret, nor are their folders. What was
    picked by hand says nothing of where else it may be seen, unless no other album has it from a
    folder.
    """
    columns = Album.id, Album.parent_id, Album.visibility
    rows = session.execute(select(*columns).where(Album.id.in_(album_ids)))
    flags = {album_id: (parent_id, flag) for album_id, parent_id, flag in rows}
    closed: dict[Visibility, list[str]] = defaultdict(list)
    for album_id, visibility in effective_visibilities(flags).items():
        closed[effective_visibility([above, visibility])].append(album_id)
    closed.pop(Visibility.VISIBLE, None)
    for visibility, ids in closed.items():
        for chunk in chunks(sorted(ids)):
            keep_albums(session, chunk, gallery_id, visibility)
    # What was closed has its visibility by now.
    was_open = DeletedFolder.album_id.in_(album_ids), DeletedFolder.visibility.is_(None)
    session.execute(update(DeletedFolder).where(*was_open).values(folder_inode=None))


def keep_albums(
    session: Session, album_ids: Sequence[str], gallery_id: int, visibility: Visibility
) -> None:
    """Keep the quick hashes of the images of albums, and how open these were; the latter also of
    their folders, as they may have no images."""
    keep_images(session, album_ids, gallery_id)
    for table in (FormerContent, DeletedFolder):
        gone = update(table).where(table.album_id.in_(album_ids))
        session.execute(gone.values(visibility=visibility))


def keep_images(session: Session, album_ids: Sequence[str], gallery_id: int) -> None:
    """Keep the quick hashes of the images of albums that can tell themselves how open they are."""
    is_kept = exists().where(
        FormerContent.quick_hash == Image.quick_hash, FormerContent.album_id == Image.album_id
    )
    is_own = or_(Image.is_picked.is_(False), had_folder(), ~is_in_folder(gallery_id))
    contents = (
        select(Image.quick_hash, Image.album_id, literal(gallery_id), null())
        .where(Image.album_id.in_(album_ids), is_file(), ~is_kept, is_own)
        .distinct()
    )
    session.execute(insert(FormerContent).from_select(COLUMNS, contents))


def had_folder() -> Exists:
    """Return the condition of images whose album had a folder: what it picked may be from that."""
    return exists().where(DeletedFolder.album_id == Image.album_id)


def is_in_folder(gallery_id: int) -> Exists:
    """Return the condition of images that an album of a gallery has from its folder as well.

    What was moved by hand is in no folder's album any more, but a duplicate may have been.
    """
    other = aliased(Image)
    album_ids = select(Album.id).where(Album.gallery_id == gallery_id)
    return exists().where(
        other.quick_hash == Image.quick_hash,
        other.is_picked.is_(False),
        or_(other.state != ImageState.MISSING, other.path == Image.path),
        other.album_id.in_(album_ids),
    )

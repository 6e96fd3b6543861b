"""Whether an image may follow what is at its path now, when somebody asks for it.

A request is no reason to show anybody more: a private folder may have taken the place of the one
that the image is in. So it follows what is an edit of itself. Of all else a sync has to judge; as
none does of what a person picked for an album, that goes by what the album of its folder knows.
"""

from contextlib import closing
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.closed_folders import closed_folders
from bviewer.albums.originals import is_edit, is_same_moment, may_be_edit
from bviewer.albums.picking import find_folder_album
from bviewer.library.paths import ancestors, folder_of
from bviewer.library.reading import Reading
from bviewer.library.tree import Library
from bviewer.models import (
    Album,
    ExcludedFile,
    FormerContent,
    Gallery,
    Image,
    ImageState,
    Visibility,
)
from bviewer.sync.closing import openness
from bviewer.sync.known import is_same_inode
from bviewer.sync.left_out import left_out, picture_of
from bviewer.sync.left_out_matches import has_moment, keeps_inode, says_less, shift
from bviewer.sync.origins import known_images


class Fate(Enum):
    """What becomes of an image whose file is not what its row says."""

    FOLLOWS = auto()  # It is what is at its path now.
    GONE = auto()  # Another photograph is there.
    UNKNOWN = auto()  # Only a sync can tell.


def fate_of(
    session: Session, library: Library, gallery_id: int, image: Image, reading: Reading
) -> Fate:
    """Return what becomes of an image, by what was read at its path in the library."""
    is_picked = is_unsynced(session, image)
    is_same = (image.size, image.quick_hash) == (reading.entry.size, reading.quick_hash)
    if is_same and (is_picked or not is_other_inode(image, reading.inode)):
        return Fate.FOLLOWS
    if is_picked:
        return fate_of_picked(session, gallery_id, image, reading)
    is_edited = is_version(image, reading) and not is_other_folder(session, library, image)
    if not (is_same or is_edited):
        return Fate.UNKNOWN
    is_known = is_known_elsewhere(session, gallery_id, image, reading.quick_hash)
    is_left_out = left_out(session, gallery_id, [reading.quick_hash])
    is_news = not (is_known or is_left_out or may_be_left_out(session, image, reading))
    return Fate.FOLLOWS if is_news else Fate.UNKNOWN


def may_be_left_out(session: Session, image: Image, reading: Reading) -> bool:
    """Tell whether a file may be what the album of an image leaves out, edited since."""
    for row in session.scalars(select(ExcludedFile).filter_by(album_id=image.album_id)):
        picture = picture_of(session, row)
        is_edited = picture is not None and may_be_edit(picture, reading)
        if is_edited or keeps_inode(row, row.name, reading):
            return True
    return False


def fate_of_picked(session: Session, gallery_id: int, image: Image, reading: Reading) -> Fate:
    """Return what becomes of a picked image with other content at its path."""
    row = row_of_folder(session, gallery_id, image.path)
    if row is None:  # No sync looks at that file.
        is_known = is_known_elsewhere(session, gallery_id, image, reading.quick_hash)
        is_closed = is_in_closed_folder(session, gallery_id, image.path)
        is_version_here = is_sole_version if is_closed else is_version_alone
        is_edited = is_version_here(session, gallery_id, image, reading)
        return Fate.FOLLOWS if is_edited and not is_known else Fate.GONE
    if row.state == ImageState.MISSING or row.quick_hash != reading.quick_hash:
        return Fate.UNKNOWN
    is_edited = is_edited_there(session, gallery_id, row, image, reading)
    return Fate.FOLLOWS if is_edited else Fate.GONE


def is_unsynced(session: Session, image: Image) -> bool:
    """Tell whether no sync looks after an image: a person put it where it is."""
    return image.is_picked or session.get_one(Album, image.album_id).folder is None


def row_of_folder(session: Session, gallery_id: int, path: str) -> Image | None:
    """Return what the album of its folder knows of a file."""
    album = find_folder_album(session, gallery_id, folder_of(path))
    if album is None:
        return None
    query = select(Image).where(
        Image.album_id == album.id, Image.path == path, Image.is_picked.is_(False)
    )
    return session.scalar(query)


def is_edited_there(
    session: Session, gallery_id: int, row: Image, image: Image, reading: Reading
) -> bool:
    """Tell whether a picked image was edited where it is, by the row of its folder.

    The album of the folder had both contents one after the other. That says little if it is another
    folder by now, or if another picture was copied over this one. So what not everybody sees there
    has to be a version of the photograph itself, and known from nowhere else.
    """
    album = session.get_one(Album, row.album_id)
    former = session.get(FormerContent, (image.quick_hash, album.id))
    if former is None or album.closed_because is not None:
        return False
    if openness(session, album) == Visibility.VISIBLE:
        return True
    is_known = is_known_elsewhere(session, gallery_id, row, reading.quick_hash)
    return is_sole_version(session, gallery_id, image, reading) and not is_known


def has_stayed(image: Image, reading: Reading | None) -> bool:
    """Tell whether a file is what an image shows, or a version of it that says when it was taken,
    if that did."""
    if reading is None:
        return False
    is_same = reading.quick_hash == image.quick_hash
    return is_same or (is_version(image, reading) and not says_less(image, reading))


def is_version(image: Image, reading: Reading) -> bool:
    """Tell whether a file shows what an image does: it was taken at the same moment, or written
    over in place, if one of both does not say when it was taken. Inodes are given anew.

    A zone that was added says no other moment.
    """
    if has_moment(image, reading):
        return not shift(image, reading)
    return is_written_over(image, reading)


def is_written_over(image: Image, reading: Reading) -> bool:
    """Tell whether what was read has the inode of an image."""
    return image.inode is not None and image.inode == reading.inode


def is_version_alone(session: Session, gallery_id: int, image: Image, reading: Reading) -> bool:
    """Tell whether a version of an image was written over in place, or surely shows that one."""
    is_in_place = is_written_over(image, reading) and is_version(image, reading)
    return is_in_place or is_sole_version(session, gallery_id, image, reading)


def is_sole_version(session: Session, gallery_id: int, image: Image, reading: Reading) -> bool:
    """Tell whether a file alone shows what was taken at the same moment as an image: of a series
    another one may have got its name, and also its inode, as soon as that was free."""
    if not is_edit(image, reading):
        return False
    taken = func.coalesce(Image.file_time, Image.time)
    second = reading.facts.time.replace(microsecond=0)
    series = (
        select(taken, Image.offset_minutes)
        .join(Album, Album.id == Image.album_id)
        .where(
            Album.gallery_id == gallery_id,
            taken >= second,
            taken < second + timedelta(seconds=1),
            Image.path != image.path,
            Image.quick_hash.not_in([image.quick_hash, reading.quick_hash]),
        )
    )
    return not any(is_same_moment(reading.facts, *each) for each in session.execute(series))


def is_in_closed_folder(session: Session, gallery_id: int, path: str) -> bool:
    """Tell whether a file is in the folder of a closed album, also of one that was deleted, or let
    go of it."""
    album = find_folder_album(session, gallery_id, folder_of(path))
    if album is not None and openness(session, album) != Visibility.VISIBLE:
        return True
    closed = closed_folders(session, gallery_id, was_shown=True)
    return not closed.keys().isdisjoint(ancestors(path))


def is_other_folder(session: Session, library: Library, image: Image) -> bool:
    """Tell whether the folder of an image is another one than its album had: maybe a closed one."""
    album = session.get_one(Album, image.album_id)
    try:
        with closing(library.inodes(folder_of(image.path), ())) as inodes:
            return not is_same_inode(album.folder_inode, next(inodes))
    except OSError:
        return True


def is_other_inode(image: Image, inode: int | None) -> bool:
    """Tell whether a file is another one than that of a row, although it may be equal."""
    return None not in {image.inode, inode} and image.inode != inode


def is_known_elsewhere(session: Session, gallery_id: int, image: Image, content: bytes) -> bool:
    """Tell whether anything else that the gallery's owner has is, or was, of this content.

    An image may become again what it was itself, or where it was picked for another album.
    """
    owner_id = session.get_one(Gallery, gallery_id).owner_id
    here = gallery_id, image.album_id
    return any(
        (each.gallery_id, each.album_id) != here or each.path not in {None, image.path}
        for each in known_images(session, owner_id, [content])
        if not (each.is_picked and each.path == image.path)
    )

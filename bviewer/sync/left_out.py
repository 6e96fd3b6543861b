"""Files that somebody took out of an album, asked for when files appear elsewhere.

They are known by their content. `left_out_files` looks where they are in their own folder.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bviewer.albums.subtrees import deleted_from
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.albums.versions import EMPTY, content_or_file, versions, versions_of
from bviewer.library.paths import file_name, folder_of, join, spelling
from bviewer.library.reading import Reading, storable_inode
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, Deletion, ExcludedFile, Gallery, Image, ImageState
from bviewer.sync.keeping import Kept
from bviewer.sync.known import KnownAlbum
from bviewer.sync.left_out_matches import is_other
from bviewer.sync.picked import follow_files
from bviewer.sync.scan import Scan

LeftOut = Mapping[tuple[str, bytes], list[ExcludedFile]]
"""What albums leave out, by the album's id and the content."""

Owners = Mapping[str, Collection[str]]
"""The ids of the albums that have what an album leaves out, by the id of this."""


def has_gone(session: Session, library: Library, gallery_id: int) -> bool:
    """Return whether any file that albums leave out went since it was looked for last."""
    query = (
        select(Album.folder, ExcludedFile.name)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
        .where(ExcludedFile.ctime_ns.is_not(None))
    )
    names = defaultdict(set)
    for folder, name in session.execute(query):
        names[folder or ""].add(name)
    return any(gone_from(library, folder, expected) for folder, expected in names.items())


def gone_from(library: Library, folder: str, names: Collection[str]) -> bool:
    """Return whether any of these files is not in a folder."""
    try:
        return len(library.entries(folder, names)) < len(names)
    except (OSError, UnsafePath):
        return True


def moved_along(session: Session, library: Library, found: Scan) -> Iterator[tuple[str, str]]:
    """Return the former and the new paths of files that went along with their very folder.

    All that an album has may be left out: nothing else tells where its folder is.
    """
    inodes = {
        storable_inode(inode): folder
        for folder, inode in found.inodes.items()
        if inode is not None and folder not in found.albums and found.has_inode(folder)
    }
    went = {album.id: album for album in found.lost.values() if album.folder_inode in inodes}
    for chunk in chunks(sorted(went)):
        query = select(ExcludedFile).where(ExcludedFile.album_id.in_(chunk))
        for row in session.scalars(query).all():
            album = went[row.album_id]
            folder = inodes[album.folder_inode or 0]
            if row.inode is not None and row.inode == inode_at(library, folder, row.name):
                yield join(album.folder, row.name), join(folder, row.name)


def inode_at(library: Library, folder: str, name: str) -> int | None:
    """Return the inode of a file as it is stored; None if there is none."""
    with suppress(OSError, UnsafePath):
        entry = library.entries(folder, [name]).get(name)
        return None if entry is None or entry.inode is None else storable_inode(entry.inode)
    return None


def names_in_place(library: Library, album: KnownAlbum, names: Iterable[str]) -> set[str]:
    """Return which files are in the folder of an album, if that is the very one that it was."""
    with suppress(OSError, UnsafePath):
        if Kept(album.folder_inode, images=()).is_there(library, album.folder):
            return library.present(album.folder, names)
    return set()


def outs_of(session: Session, album_ids: Collection[str]) -> dict[str, set[int]]:
    """Return the ids of what albums leave out, by the album's id, also if that is nothing."""
    outs: dict[str, set[int]] = {album_id: set() for album_id in album_ids}
    query = select(ExcludedFile.album_id, ExcludedFile.id)
    for chunk in chunks(sorted(album_ids)):
        for row in session.execute(query.where(ExcludedFile.album_id.in_(chunk))):
            outs[row.album_id].add(row.id)
    return outs


def leaving_out(session: Session, album_ids: Collection[str]) -> set[str]:
    """Return which of these albums leave something out."""
    query = select(ExcludedFile.album_id).distinct()
    return {
        album_id
        for chunk in chunks(sorted(album_ids))
        for album_id in session.scalars(query.where(ExcludedFile.album_id.in_(chunk)))
    }


def left_out(session: Session, gallery_id: int, contents: Iterable[bytes]) -> LeftOut:
    """Return what the albums of a gallery leave out of some content, of what became of it, and of
    what it was before: other versions are left out as well, wherever they were written."""
    owner_id = session.get_one(Gallery, gallery_id).owner_id
    of_version: dict[bytes, set[bytes]] = defaultdict(set)
    for each in contents:
        of_version[each].add(each)
    for content, version in versions(session, owner_id, list(of_version)):
        of_version[version].add(content)
    query = (
        select(ExcludedFile)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id)
    )
    found: dict[tuple[str, bytes], list[ExcludedFile]] = defaultdict(list)
    for chunk in chunks(sorted(of_version)):
        for row in session.scalars(query.where(ExcludedFile.quick_hash.in_([*chunk, EMPTY]))):
            version = content_or_file(row.quick_hash, row.album_id, row.name)
            for content in of_version.get(version, ()):
                found[row.album_id, content].append(row)
    return found


def follow_renamed(
    session: Session, library: Library, gallery_id: int, outs: Sequence[ExcludedFile], path: str
) -> bool:
    """Tell whether one of the files that an album leaves out is at a new path in its folder now.

    It is left out by its new name then. Albums for which it was picked show it from there.
    """
    folder = folder_of(path)
    there = library.present(folder, [each.name for each in outs]) if outs else set()
    gone = next((each for each in outs if each.name not in there), None)
    if gone is None:
        return False
    touched = follow_files(session, gallery_id, {join(folder, gone.name): path})
    gone.name = file_name(path)
    refresh_summaries(session, touched)
    return True


def leave_out_copy(session: Session, outs: Sequence[ExcludedFile], reading: Reading) -> bool:
    """Leave a new file out, until somebody lets it in, if it is a copy of one that the album of its
    folder leaves out, or of another version of that, and of nothing that this shows."""
    if not outs:
        return False
    album_id = outs[0].album_id
    if has_content(session, album_id, reading.quick_hash):
        return False
    leave_out(session, album_id, reading)
    return True


def called_like(session: Session, gallery_id: int, paths: Collection[str]) -> dict[str, int]:
    """Return the ids of what albums leave out by the paths of files that are called like it, maybe
    in another spelling."""
    query = (
        select(Album.folder, ExcludedFile.name, ExcludedFile.id)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id)
    )
    known = {
        (folder or "", spelling(name)): row_id
        for chunk in chunks(sorted({folder_of(path) for path in paths}))
        for folder, name, row_id in session.execute(query.where(Album.folder.in_(chunk)))
    }
    keys = {path: (folder_of(path), spelling(file_name(path))) for path in paths}
    return {path: known[key] for path, key in keys.items() if key in known}


def leave_out_alike(session: Session, row_id: int | None, reading: Reading) -> bool:
    """Leave a new file out that is called like one which its album leaves out, unless it was taken
    at another moment: it may be that one, edited where names are spelled otherwise."""
    row = None if row_id is None else session.get(ExcludedFile, row_id)
    if row is None or has_content(session, row.album_id, reading.quick_hash):
        return False
    if is_other(picture_of(session, row), reading):
        return False
    leave_out(session, row.album_id, reading)
    return True


def has_content(session: Session, album_id: str, content: bytes) -> bool:
    """Tell whether an album has an image of some content whose file is there."""
    query = select(Image.id).where(
        Image.album_id == album_id,
        Image.quick_hash == content,
        Image.state != ImageState.MISSING,
    )
    return session.scalar(query.limit(1)) is not None


def leave_out(session: Session, album_id: str, reading: Reading) -> None:
    """Leave a file out of the album of its folder."""
    row = ExcludedFile(album_id=album_id, name=reading.entry.name)
    note_marks(row, reading)
    session.add(row)


def note_marks(row: ExcludedFile, reading: Reading) -> None:
    """Write down what a file is now."""
    row.quick_hash, row.inode = reading.quick_hash, reading.inode
    entry = reading.entry
    row.size, row.mtime_ns, row.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns


def picture_of(session: Session, row: ExcludedFile) -> Image | None:
    """Return an image of a file that an album leaves out, wherever it is by now: or of another
    version of it, if either followed an edit alone."""
    gallery = session.get_one(Gallery, session.get_one(Album, row.album_id).gallery_id)
    contents = {row.quick_hash, *versions_of(session, gallery.owner_id, row.quick_hash)}
    images = session.scalars(own_images(session, row).where(Image.quick_hash.in_(contents))).all()
    ordered = sorted(images, key=lambda image: (image.quick_hash != row.quick_hash, image.id))
    return next(iter(ordered), None)


def same_images(session: Session, row: ExcludedFile) -> Sequence[Image]:
    """Return the images of just the content that an album leaves out, wherever they are by now."""
    query = own_images(session, row).where(Image.quick_hash == row.quick_hash)
    return session.scalars(query).all()


def own_images(session: Session, row: ExcludedFile) -> Select[Image]:
    """Return the query for images that may show what an album leaves out: picked ones, and what
    was taken out of it."""
    gallery_id = session.get_one(Album, row.album_id).gallery_id
    deleted = deleted_from(session.get_one(Gallery, gallery_id).owner_id)
    here = or_(Album.gallery_id == gallery_id, deleted.c.gallery_id == gallery_id)
    return (
        select(Image)
        .join(Album, Album.id == Image.album_id)
        .outerjoin(deleted, deleted.c.id == Album.id)
        .outerjoin(Deletion, Deletion.album_id == Image.album_id)
        .where(or_(Image.is_picked & here, Deletion.source_id == row.album_id))
    )

"""Whether a folder holds the photographs that are known: few of them tell, on a disk that is slow.

Some that are known are looked for at their places. If these are not there, some of the folder are
looked for among all that is known; only files of a size that is known are read.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from hashlib import blake2b
from heapq import heappop, heappush, nsmallest
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bviewer.albums.picking import UNSEEN
from bviewer.library.identity import quick_hash
from bviewer.library.listing import FileEntry, FolderNames
from bviewer.library.paths import file_name, folder_of, join
from bviewer.library.tree import Library
from bviewer.models import (
    Album,
    DeletedFolder,
    ExcludedFile,
    FormerFolder,
    Gallery,
    Image,
    ImageState,
    NotedFile,
)
from bviewer.sync.known import is_same_inode

SAMPLE = 24  # Files, of each side.
FOLDERS = 100  # That are listed to find those, at most.
# Paths that no file has begin with NUL: those of films, and of rows that made room for others.
FIRST_PATH = "\x01"
IS_THERE = Image.state != ImageState.MISSING


class Relation(StrEnum):
    """What a folder has to do with the photographs that are known."""

    SAME = "same"  # It is where they are.
    ABOVE = "above"  # They are in a folder below it.
    PART = "part"  # It is one of their folders, or has copies of some.
    OTHER = "other"


class Recognition(NamedTuple):
    """What a folder is; `folder` is the one below it that holds them, if there is one.

    It `is_renumbered` if none of its files is the very one: it is a copy, or on another disk.
    """

    relation: Relation
    folder: str = ""
    is_renumbered: bool = False


SAME = Recognition(Relation.SAME)


class KnownFile(NamedTuple):
    """A file as a row knows it, by its path from where it is looked for."""

    path: str
    size: int
    quick_hash: bytes
    inode: int | None


def recognise(session: Session, library: Library, gallery: Gallery | None = None) -> Recognition:
    """Return what the folder of `library` is to the photographs of all galleries, or of one.

    Those of one are sought by their paths from its home on.
    """
    known = known_files(session, gallery)
    here = [(row, inode) for row in known if (inode := inode_at(library, row)) is not None]
    if here and 2 * len(here) >= len(known):
        is_renumbered = not any(is_same_inode(row.inode, inode) for row, inode in here)
        return SAME._replace(is_renumbered=is_renumbered)
    return among_all(session, library, gallery)


def among_all(session: Session, library: Library, gallery: Gallery | None) -> Recognition:
    """Return what a folder is that does not hold most of the known files at their places."""
    found = sample_files(library)
    former = former_files(session, library, found, gallery)
    if not former or 2 * len(former) < len(found):
        return Recognition(Relation.OTHER)
    ways = Counter(way_between(path, known) for path, known in former.items())
    relations = Counter[Relation]()
    for way, number in ways.items():
        relations[way.relation] += number
    relation = max(relations, key=lambda each: (relations[each], each != Relation.SAME))
    if relation != Relation.SAME:
        return next(way for way, _number in ways.most_common() if way.relation == relation)
    if not has_files(library, count_known(session, gallery) // 2):
        return Recognition(Relation.PART)
    inodes = {(path, known.inode) for path, files in former.items() for known in files}
    is_renumbered = not any(is_same_inode(inode, found[path].inode) for path, inode in inodes)
    return SAME._replace(is_renumbered=is_renumbered)


def way_between(path: str, former: Collection[KnownFile]) -> Recognition:
    """Return what a file at a path tells about its folder, by the paths that it is known from."""
    if any(known.path == path for known in former):
        return SAME
    for known in former:
        if path.endswith(f"/{known.path}"):
            return Recognition(Relation.ABOVE, path.removesuffix(f"/{known.path}"))
    is_part = any(known.path.endswith(f"/{path}") for known in former)
    return Recognition(Relation.PART) if is_part else SAME


def is_any_there(session: Session, library: Library) -> bool:
    """Tell whether any of some files that are known is at its place, to go by their sizes."""
    entries = ((row, entry_at(library, row.path)) for row in known_files(session))
    return any(entry is not None and entry.size == row.size for row, entry in entries)


def knows_any(session: Session, gallery: Gallery) -> bool:
    """Tell whether any file of a gallery is known, be it there or missing."""
    return session.execute(files_of(gallery).limit(1)).first() is not None


def known_files(session: Session, gallery: Gallery | None = None) -> list[KnownFile]:
    """Return some files that the last sync saw, from all over: ids of rows are random."""
    query = files_of(gallery).where(IS_THERE).order_by(Image.id).limit(SAMPLE)
    return [known_file(row, gallery) for row in session.execute(query)]


def count_known(session: Session, gallery: Gallery | None) -> int:
    """Return how many files the last sync saw."""
    known = files_of(gallery).where(IS_THERE).subquery()
    return session.scalars(select(func.count()).select_from(known)).one()


def former_files(
    session: Session,
    library: Library,
    found: Mapping[str, FileEntry],
    gallery: Gallery | None,
) -> dict[str, list[KnownFile]]:
    """Return what is known of the same content as files that were found, by their paths."""
    sizes = {entry.size for entry in found.values()}
    known: dict[int, dict[bytes, list[KnownFile]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(files_of(gallery).where(Image.size.in_(sizes))):
        file = known_file(row, gallery)
        known[file.size][file.quick_hash].append(file)
    former = {}
    for path, entry in found.items():
        of_size = known.get(entry.size)
        if of_size and (content := content_at(library, path)) in of_size:
            former[path] = of_size[content]
    return former


def files_of(gallery: Gallery | None) -> Select[*tuple[Any, ...]]:
    """Return the question for the files of all galleries, or of one."""
    columns = Image.path, Image.size, Image.quick_hash, Image.inode, Gallery.home
    query = (
        select(*columns)
        .join(Album, Album.id == Image.album_id)
        .join(Gallery, Gallery.id == Album.gallery_id)
        .where(Image.path >= FIRST_PATH)
    )
    return query if gallery is None else query.where(Gallery.id == gallery.id)


def known_file(row: Row[Any], gallery: Gallery | None) -> KnownFile:
    """Return a file with its path in the library, or from the home of a gallery on."""
    path = join(row.home, row.path) if gallery is None else row.path
    return KnownFile(path, row.size, row.quick_hash, row.inode)


def inode_at(library: Library, known: KnownFile) -> int | None:
    """Return the inode of the file at the place of one that is known, if it holds the same."""
    entry = entry_at(library, known.path)
    if entry is None or entry.size != known.size:
        return None
    return entry.inode if content_at(library, known.path) == known.quick_hash else None


def entry_at(library: Library, path: str) -> FileEntry | None:
    """Return the file at a path as the file system knows it; None if there is none to be read."""
    try:
        return library.entries(folder_of(path), [file_name(path)]).get(file_name(path))
    except OSError:
        return None


def content_at(library: Library, path: str) -> bytes | None:
    """Return the quick hash of a file; None if it cannot be read."""
    try:
        with library.open(path) as file:
            return quick_hash(file, os.fstat(file.fileno()).st_size)
    except OSError:
        return None


def sample_files(library: Library) -> dict[str, FileEntry]:
    """Return some files from all over a library, always the same ones; few folders are listed."""
    files = [
        scattered(join(names.path, name))
        for names in islice(all_names(library), FOLDERS)
        for name in names.files
    ]
    chosen = (path for _place, path in nsmallest(SAMPLE, files))
    return {path: entry for path in chosen if (entry := entry_at(library, path)) is not None}


def forbidden_folders(library: Library) -> list[str]:
    """Return the folders among the same ones that this user may not list."""
    forbidden: list[str] = []
    list(islice(all_names(library, forbidden.append), FOLDERS))
    return forbidden


def has_files(library: Library, number: int) -> bool:
    """Tell whether a library has so many files; no more of it is listed than that takes."""
    for names in all_names(library):
        number -= len(names.files)
        if number <= 0:
            return True
    return False


def all_names(
    library: Library, forbidden: Callable[[str], None] = lambda _folder: None
) -> Iterator[FolderNames]:
    """List the folders of a library, those above others first, and else in no order.

    `forbidden` is told of those that this user may not list.
    """
    waiting = [scattered("")]
    while waiting:
        _place, folder = heappop(waiting)
        with suppress(OSError):
            try:
                names = library.names(folder)
            except PermissionError:
                forbidden(folder)
                continue
            for name in names.folders:
                heappush(waiting, scattered(join(folder, name)))
            yield names


def scattered(path: str) -> tuple[bytes, str]:
    """Return a path behind what puts paths in an order of which nothing can be told."""
    return blake2b(os.fsencode(path), digest_size=8).digest(), path


def forget_inodes(session: Session, gallery: Gallery | None = None) -> None:
    """Forget the inodes of files and folders that are others now, lest one of them be taken for
    another that has its number by chance."""
    albums, folders = select(Album.id), select(DeletedFolder.id)
    if gallery is not None:
        is_its = DeletedFolder.gallery_id == gallery.id
        folders, deleted = folders.where(is_its), select(DeletedFolder.album_id).where(is_its)
        albums = albums.where(or_(Album.gallery_id == gallery.id, Album.id.in_(deleted)))
    for statement in (
        update(Album)
        .where(Album.id.in_(albums), Album.folder_inode != UNSEEN)
        .values(folder_inode=None),
        update(Image).where(Image.album_id.in_(albums)).values(inode=None),
        update(ExcludedFile).where(ExcludedFile.album_id.in_(albums)).values(inode=None),
        update(DeletedFolder).where(DeletedFolder.id.in_(folders)).values(folder_inode=None),
        update(NotedFile).where(NotedFile.folder_id.in_(folders)).values(inode=None),
        delete(FormerFolder).where(FormerFolder.album_id.in_(albums)),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})

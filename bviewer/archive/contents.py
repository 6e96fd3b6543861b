"""What an archive holds: the photographs and clips of some albums, each with its name there."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import beside_of
from bviewer.albums.films import is_file
from bviewer.albums.summaries import chunks
from bviewer.archive.names import Names
from bviewer.library.paths import file_name
from bviewer.models import Image, ImageState, ItemKind
from bviewer.renditions.cache import content_fingerprint

STILL = (ItemKind.IMAGE, ItemKind.RAW)
LEFT_OUT = "MISSING.txt"  # Names what could not be read.
COLUMNS = (
    *(Image.album_id, Image.id, Image.path, Image.sort_key, Image.kind),
    *(Image.size, Image.mtime_ns, Image.quick_hash),
)


class Folder(NamedTuple):
    """An album that becomes a folder of an archive, in the folder of the one above it."""

    album_id: str
    parent_id: str | None
    title: str


class Photograph(NamedTuple):
    """A photograph in an archive: its name, the id of its row, and which file is meant."""

    name: str
    image_id: str
    fingerprint: str


class Contents(NamedTuple):
    """All that an archive holds, in its order: so many photographs and clips, of so many bytes.

    They are not always listed. `films` are those that play.
    """

    number: int
    size: int
    photographs: list[Photograph]
    films: int = 0

    @property
    def digest(self) -> bytes:
        """Return what is the same for whoever would get the same archive."""
        told = sha256()
        for photograph in self.photographs:
            told.update("\0".join(photograph).encode() + b"\n")
        return told.digest()


def read_contents(
    session: Session,
    folders: Collection[Folder],
    is_listed: Callable[[Contents], bool],
    chosen: Collection[str] | None = None,
) -> Contents:
    """Return what is in some albums, each behind the one that it is in; or what is `chosen` of it.

    What is missing is not in it, nor is what has no file. The first album is the folder that all
    others are in. Where so much is not to be listed, that is seen quickly.
    """
    names = Names()
    paths = paths_of(names, folders)
    if chosen is None:
        measured = measure(session, paths)
        if not is_listed(measured):
            return measured
    photographs, size, films = [], 0, 0
    for row in rows_in(session, paths, chosen):
        name = names.take(paths[row.album_id], file_name(row.path))
        photographs.append(Photograph(name, row.id, fingerprint_of(row)))
        size += row.size
        films += row.kind not in STILL
    return Contents(len(photographs), size, photographs, films)


def kept() -> list[ColumnElement[bool]]:
    """Return the conditions of what is in archives: files, all of a photograph."""
    return [is_file(), Image.state != ImageState.MISSING]


def measure(session: Session, album_ids: Iterable[str]) -> Contents:
    """Return how many files are in some albums, how many bytes these have, and how many play."""
    query = select(
        func.count(),
        func.coalesce(func.sum(Image.size), 0),
        func.count(case((Image.kind.not_in(STILL), 1))),
    ).where(*kept())
    found = [
        session.execute(query.where(Image.album_id.in_(chunk))).one()
        for chunk in chunks(list(album_ids))
    ]
    number, size, films = (sum(map(int, column)) for column in zip((0, 0, 0), *found, strict=True))
    return Contents(number, size, [], films)


def paths_of(names: Names, folders: Collection[Folder]) -> dict[str, str]:
    """Return the folders of albums, by their ids; none has the name of the text in the first."""
    paths: dict[str, str] = {}
    for folder in folders:
        path = names.take(paths.get(folder.parent_id or "", ""), folder.title)
        if not paths:
            names.take(path, LEFT_OUT)
        paths[folder.album_id] = path
    return paths


def rows_in(
    session: Session, album_ids: Collection[str], chosen: Collection[str] | None
) -> Iterator[Row[Any]]:
    """Yield what is known of the files of albums, in the order of the albums and of their names;
    or of those that are `chosen`."""
    column, keys = Image.album_id, album_ids
    if chosen is not None:
        column, keys = Image.id, {*chosen, *beside_of(session, sorted(chosen))}
    found: dict[str, list[Any]] = defaultdict(list)
    for chunk in chunks(sorted(keys)):
        query = select(*COLUMNS).where(column.in_(chunk), *kept())
        for row in session.execute(query):
            found[row.album_id].append(row)
    for album_id in album_ids:
        yield from sorted(found[album_id], key=lambda row: (row.sort_key, row.id))


def fingerprint_of(row: Any) -> str:
    """Return what changes with the file of an image."""
    return content_fingerprint("original", row.size, row.mtime_ns, row.quick_hash)

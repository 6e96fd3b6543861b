"""Which originals of a gallery are not there. Nothing is changed: what follows from it is a sync's.

A disk that is not mounted is told in one line, however many photographs there are on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Engine, Row, select

from bviewer.albums.films import is_file
from bviewer.albums.originals import home_of
from bviewer.db.sessions import reading_session
from bviewer.library.paths import file_name, folder_of
from bviewer.library.tree import Library, LibraryOffline, UnsafePath
from bviewer.models import Album, Gallery, Image, ImageState
from bviewer.sync.guard import looks_unmounted
from bviewer.sync.lost_folders import LostFolders

MOST_NAMED = 500  # Of more, only the number is told.

Progress = Callable[[int], None]
KnownFile = Row[str, str, str]
"""Album, path and state of an image."""


class Lost(NamedTuple):
    """An image without its file."""

    album_id: str
    path: str


@dataclass(slots=True)
class LostFolder:
    """A folder that is lost as a whole, in words: its state, its first image, and how many."""

    state: str
    first: Lost
    number: int = 0


@dataclass(slots=True)
class Missing:
    """What is missing in a gallery, in the order of albums and paths.

    `folders` are those that are lost as a whole. `files` counts the images that are missing
    elsewhere, of which `named` has the first. `offline` says why nothing can be told at all.
    `total` is the number of all images; a sync does not know yet that `vanished` of the `known`
    ones are missing. `digest` is the same as long as the same files are missing.
    """

    offline: str = ""
    folders: dict[str, LostFolder] = field(default_factory=dict)
    named: list[Lost] = field(default_factory=list)
    files: int = 0
    total: int = 0
    known: int = 0
    vanished: int = 0
    digest: str = ""

    @property
    def number(self) -> int:
        """Return how many images have no file, as far as is known."""
        return self.files + sum(folder.number for folder in self.folders.values())

    @property
    def is_unmounted(self) -> bool:
        """Tell whether a disk is missing and not files: as a sync judges, or if nothing is left.

        A single image is better told by its name.
        """
        is_all = self.number == self.total
        return self.number > 1 and (is_all or looks_unmounted(self.known, self.vanished))

    @property
    def is_one_disk(self) -> bool:
        """Tell whether it is all that is to be told: no single folder has what is missing."""
        is_in_one_folder = len(self.folders) == 1 and not self.files
        return self.is_unmounted and not is_in_one_folder

    def count(self, rows: Sequence[KnownFile], gone: Sequence[KnownFile]) -> None:
        """Count images, and those of them that are gone."""
        self.total += len(rows)
        self.known += sum(row.state != ImageState.MISSING for row in rows)
        self.vanished += sum(row.state != ImageState.MISSING for row in gone)

    def add(self, lost: Lost) -> None:
        """Take note of an image."""
        self.files += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(lost)

    def add_folder(self, path: str, state: str, gone: Sequence[Lost]) -> None:
        """Take note of images in or below a lost folder."""
        self.folders.setdefault(path, LostFolder(state, gone[0])).number += len(gone)


def find_missing(
    engine: Engine, gallery: Gallery, library: Library, progress: Progress | None = None
) -> Missing:
    """Look for every original of a gallery; `progress` is told how many more it was, by folder.

    No transaction is open while the disk is looked at.
    """
    home, missing, digest = home_of(library, gallery.home), Missing(), blake2b(digest_size=16)
    if reason := why_offline(home):
        # A gallery that nobody has put anything into yet misses nothing.
        is_empty = next(folders_of(engine, gallery), None) is None
        return missing if is_empty else offline(reason)
    folders = LostFolders(home)
    for folder, rows in folders_of(engine, gallery):
        gone = absent(home, folder, rows)
        missing.count(rows, gone)
        if progress is not None:
            progress(len(rows))
        for row in gone:
            digest.update(f"{row.album_id}/{row.path}\n".encode("utf-8", "surrogateescape"))
        take_note(missing, folders, folder, [Lost(row.album_id, row.path) for row in gone])
    missing.digest = digest.hexdigest() if missing.number else ""
    return name_single_ones(missing)


def why_offline(home: Library) -> str:
    """Return what keeps the folder of a gallery from being looked into; empty if nothing does."""
    try:
        home.check_root()
    except LibraryOffline as error:
        return str(error)
    return ""


def offline(reason: str) -> Missing:
    """Return nothing but the reason, with a digest that is always the same for it."""
    return Missing(offline=reason, digest=blake2b(reason.encode(), digest_size=16).hexdigest())


def folders_of(engine: Engine, gallery: Gallery) -> Iterator[tuple[str, list[KnownFile]]]:
    """Return the images of a gallery, one folder of one album after another.

    Each album is a transaction of its own. An open one would keep PostgreSQL from tidying up any
    table for as long as the disk takes.
    """
    for album_id in albums_of(engine, gallery):
        for folder, group in groupby(images_of(engine, album_id), key=folder_of_row):
            yield folder, list(group)


def albums_of(engine: Engine, gallery: Gallery) -> Sequence[str]:
    """Return the albums of a gallery, always in the same order."""
    query = select(Album.id).where(Album.gallery_id == gallery.id).order_by(Album.id)
    with reading_session(engine) as session:
        return session.scalars(query).all()


def images_of(engine: Engine, album_id: str) -> Sequence[KnownFile]:
    """Return the images of an album that have files, by path."""
    columns = (Image.album_id, Image.path, Image.state)
    query = select(*columns).where(Image.album_id == album_id, is_file()).order_by(Image.path)
    with reading_session(engine) as session:
        return session.execute(query).all()


def folder_of_row(row: KnownFile) -> str:
    """Return the folder of an image."""
    return folder_of(row.path)


def absent(home: Library, folder: str, rows: Sequence[KnownFile]) -> list[KnownFile]:
    """Return those of the images, all of one folder, whose files are not there."""
    try:
        there = home.present(folder, [file_name(row.path) for row in rows])
    except (OSError, UnsafePath):  # Unsafe is the path of a row whose place another one has taken.
        there = set()
    return [row for row in rows if file_name(row.path) not in there]


def take_note(missing: Missing, folders: LostFolders, folder: str, gone: Sequence[Lost]) -> None:
    """Take note of images of one folder: of each, or of them all together."""
    path, state = folders.around(folder) if gone else ("", "")
    if path:
        missing.add_folder(path, state, gone)
        return
    for lost in gone:
        missing.add(lost)


def name_single_ones(missing: Missing) -> Missing:
    """Name single images: one takes a line anyway, and its name tells more than its folder's."""
    for path, folder in list(missing.folders.items()):
        if folder.number == 1:
            del missing.folders[path]
            missing.add(folder.first)
    return missing

"""Which originals of a gallery are not there. Nothing is changed: what follows from it is a sync's.

A disk that is not mounted leaves an empty or unreadable folder. That is told in one line, however
many photographs there are on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bviewer.catalog.addresses import places_of
from bviewer.catalog.originals import file_name, folder_of, home_of
from bviewer.library.names import printable
from bviewer.library.tree import Library, LibraryOffline, UnsafePath
from bviewer.models import Album, Gallery, Image

MOST_NAMED = 500  # Of more, only the number is told.

Progress = Callable[[int], None]


class Lost(NamedTuple):
    """An image without its file."""

    album_id: str
    path: str


@dataclass(slots=True)
class Missing:
    """What is missing in a gallery, in the order of albums and paths.

    `away` holds folders that are empty or cannot be read: the reason, the first image in them, and
    how many there are. `files` are the others, of which `named` knows the first. `offline` says why
    nothing can be told at all. `digest` is the same as long as the same files are missing.
    """

    offline: str = ""
    away: dict[str, tuple[Lost, int]] = field(default_factory=dict)
    named: list[Lost] = field(default_factory=list)
    files: int = 0
    digest: str = ""

    @property
    def number(self) -> int:
        """How many images have no file, as far as is known."""
        return self.files + sum(number for _first, number in self.away.values())

    def add(self, lost: Lost, reason: str = "") -> None:
        """Take note of an image; `reason` says what is wrong with the whole folder."""
        if reason:
            first, number = self.away.get(reason, (lost, 0))
            self.away[reason] = first, number + 1
            return
        self.files += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(lost)


def find_missing(
    session: Session, gallery: Gallery, library: Library, progress: Progress | None = None
) -> Missing:
    """Look for every original of a gallery; `progress` is told how many more it was, by folder."""
    home, missing, digest = home_of(library, gallery.home), Missing(), blake2b(digest_size=16)
    if reason := why_offline(home):
        # A gallery that nobody has put anything into yet misses nothing.
        is_empty = next(folders_of(session, gallery), None) is None
        return missing if is_empty else Missing(offline=reason, digest=reason)
    for folder, rows in folders_of(session, gallery):
        gone = absent(home, folder, rows)
        if progress is not None:
            progress(len(rows))
        reason = reason_for(home, folder) if gone else ""
        for lost in gone:
            digest.update(f"{lost.album_id}/{lost.path}\n".encode("utf-8", "surrogateescape"))
            missing.add(lost, reason)
    missing.digest = digest.hexdigest() if missing.number else ""
    return name_single_ones(missing)


def why_offline(home: Library) -> str:
    """What keeps the folder of a gallery from being looked into; empty if nothing does."""
    try:
        home.check_root()
    except LibraryOffline as error:
        return str(error)
    return ""


def folders_of(session: Session, gallery: Gallery) -> Iterator[tuple[str, Sequence[Row[str, str]]]]:
    """The images of a gallery, one folder of one album after another."""
    rows = session.execute(
        select(Image.album_id, Image.path)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery.id)
        .order_by(Image.album_id),
        execution_options={"yield_per": 1000},
    )
    for _album_id, images in groupby(rows, key=attrgetter("album_id")):
        # Sorted here: the databases have no index by paths, and would sort all images at once.
        for folder, group in groupby(sorted(images, key=attrgetter("path")), key=folder_of_row):
            yield folder, list(group)


def folder_of_row(row: Row[str, str]) -> str:
    """The folder of an image."""
    return folder_of(row.path)


def absent(home: Library, folder: str, rows: Sequence[Row[str, str]]) -> list[Lost]:
    """Those of the images, all of one folder, whose files are not there."""
    try:
        there = home.present(folder, [file_name(row.path) for row in rows])
    except (OSError, UnsafePath):  # Unsafe is the path of a row whose place another one has taken.
        there = set()
    return [Lost(row.album_id, row.path) for row in rows if file_name(row.path) not in there]


def reason_for(home: Library, folder: str) -> str:
    """What is wrong with a whole folder, or with one above it; empty if nothing is."""
    try:
        problem = home.obstacle(folder)
    except UnsafePath:
        return ""
    return "" if problem is None else f"the folder {printable(problem.path)} {problem.reason}"


def name_single_ones(missing: Missing) -> Missing:
    """One image takes one line either way, and its name tells more than its folder's."""
    for reason, (first, number) in list(missing.away.items()):
        if number == 1:
            del missing.away[reason]
            missing.add(first)
    return missing


def described(session: Session, gallery: Gallery, missing: Missing) -> Iterator[str]:
    """What is missing, in lines for people: folders first, then files by album."""
    if missing.offline:
        yield missing.offline
    for reason, (_first, number) in missing.away.items():
        yield f"{reason} ({number:,} images)"
    by_album: dict[str, list[Lost]] = {}
    for lost in missing.named:
        by_album.setdefault(lost.album_id, []).append(lost)
    places = places_of(session, gallery.id, by_album)
    for album_id, place in sorted(places.items(), key=itemgetter(1)):
        yield f"{printable(place.title)}  {place.path}"
        for lost in by_album[album_id]:
            yield f"    {printable(known_path(lost.path))}"
    if missing.files > len(missing.named):
        yield f"and {missing.files - len(missing.named):,} more"


def known_path(path: str) -> str:
    """Where a file was; only its name, if that place is another file's by now."""
    return file_name(path) if path.startswith("\0") else path

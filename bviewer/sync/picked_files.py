"""Whether the files of picked images are there: no folder's album says so for all of them."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, Row, and_, or_, select
from sqlalchemy.orm import Session, aliased

from bviewer.albums.films import is_file
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.picking import below
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.listing import FileEntry
from bviewer.library.names import file_sort_key
from bviewer.library.paths import file_name, folder_of
from bviewer.library.reading import Reader, Reading, found_beside
from bviewer.library.sidecars import UNREAD
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, Image, ImageState
from bviewer.renditions.versions import failure_version
from bviewer.sync.apply import load_images_of, mark_lost
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.following import Fate, fate_of, row_of_folder
from bviewer.sync.known import KNOWN_IMAGE, KnownImage
from bviewer.sync.late import Learned, close_late
from bviewer.sync.picked import is_taken, keep_former

PickedFile = Row[*tuple[Any, ...]]
"""What a sync needs of an image."""

Looked = Sequence[tuple[PickedFile, FileEntry | None]]
"""Picked images with their files, if these are there."""

SAME = ("quick_hash", "size", "inode")
"""What the very file has in common with itself, wherever it is."""


def follow_unsynced(engine: Engine, reader: Reader, arrivals: Arrivals, looked_at: Looked) -> bool:
    """Let picked images follow their edited files first that no album of a folder has; return
    whether there were any.

    Nothing else tells what these files are by now, and copies of them may be about to arrive.
    """
    paths = edited_of(looked_at)
    if not paths:
        return False
    with reading_session(engine) as session:
        edited = {
            id_: path
            for id_, path in paths.items()
            if row_of_folder(session, arrivals.gallery_id, path) is None
        }
    for chunk in chunks(list(edited)):
        follow_edits(engine, arrivals, {id_: edited[id_] for id_ in chunk}, reader)
    return bool(edited)


def edited_of(looked_at: Looked) -> dict[str, str]:
    """Return the paths of images whose files are not what they were, by the ids."""
    return {
        row.id: row.path
        for row, entry in looked_at
        if row.state != ImageState.MISSING and entry is not None
        if row.sidecars == UNREAD or not KnownImage._make(row).is_described_by(entry)
    }


def settle_picked(engine: Engine, reader: Reader, arrivals: Arrivals, looked_at: Looked) -> None:
    """Mark picked images as missing whose file is gone, let those follow theirs that were edited,
    and show those again that are back. They were `looked_at` just now.

    What is at their place has to be what they were: it may be another photograph, and a closed one.
    """
    gallery_id, report = arrivals.gallery_id, arrivals.report
    gone: list[str] = []
    there: dict[str, str] = {}
    for row, entry in looked_at:
        if row.state == ImageState.MISSING:
            there |= {row.id: row.path} if entry else {}
        elif entry is None:
            gone.append(row.id)
    edited = edited_of(looked_at)
    for chunk in chunks(gone):
        with work_session(engine) as session:
            lost = follow_alone(session, gallery_id, chunk)
            refresh_summaries(session, mark_lost(session, lost, [], report))
            report.missing += len(lost)
    for chunk in chunks(list(edited)):
        follow_edits(engine, arrivals, {id_: edited[id_] for id_ in chunk}, reader)
    for chunk in chunks(list(there)):
        report.changed += show_again(engine, {id_: there[id_] for id_ in chunk}, reader)


def look_at_picked(engine: Engine, library: Library, gallery_id: int, start: str) -> Looked:
    """Look for the files of picked images."""
    return list(looked_for(library, picked_below(engine, gallery_id, start)))


def are_there(looked_at: Looked) -> bool:
    """Tell whether all files are there that were there before."""
    return all(entry is not None for row, entry in looked_at if row.state != ImageState.MISSING)


def count_picked(looked_at: Looked, moved: Container[str]) -> tuple[int, int]:
    """Return how many picked images were there, and how many of these are gone.

    `moved` are the former paths of files that went elsewhere: picked images follow these.
    """
    known = [
        entry is not None or row.path in moved
        for row, entry in looked_at
        if row.state != ImageState.MISSING
    ]
    return len(known), known.count(False)


def picked_below(engine: Engine, gallery_id: int, start: str) -> Sequence[PickedFile]:
    """Return the images of a gallery that follow no folder, with files in or below `start`."""
    query = (
        select(*KNOWN_IMAGE)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, or_(Image.is_picked, Album.folder.is_(None)))
        .where(is_file(), *below(start))
    )
    with reading_session(engine) as session:
        return session.execute(query).all()


def looked_for(
    home: Library, rows: Iterable[PickedFile]
) -> Iterator[tuple[PickedFile, FileEntry | None]]:
    """Return files, if they are there; nothing of those in folders that cannot be read."""
    for folder, group in groupby(sorted(rows, key=folder_of_row), key=folder_of_row):
        among = list(group)
        try:
            there = home.entries(folder, [file_name(row.path) for row in among])
        except (FileNotFoundError, NotADirectoryError, UnsafePath):
            there = {}
        except OSError:
            continue
        yield from ((row, there.get(file_name(row.path))) for row in among)


def folder_of_row(row: PickedFile) -> str:
    """Return the folder of an image."""
    return folder_of(row.path)


def follow_alone(session: Session, gallery_id: int, ids: Sequence[str]) -> list[str]:
    """Let images follow files that an album has elsewhere by now; return the ids of the others.

    It is the same file if inode and content are.
    """
    gone, of_folder = aliased(Image), aliased(Image)
    found = session.execute(
        select(gone, of_folder.path)
        .join(of_folder, and_(*(getattr(gone, mark) == getattr(of_folder, mark) for mark in SAME)))
        .join(Album, Album.id == of_folder.album_id)
        .where(
            gone.id.in_(ids),
            Album.gallery_id == gallery_id,
            of_folder.is_picked.is_(False),
            of_folder.state != ImageState.MISSING,
        )
    ).all()
    followed = set()
    for image, path in found:
        if not is_taken(session, image.album_id, path):
            image.path, image.sort_key = path, file_sort_key(file_name(path))
            followed.add(image.id)
            session.flush()
    return [each for each in ids if each not in followed]


def follow_edits(
    engine: Engine, arrivals: Arrivals, paths: Mapping[str, str], reader: Reader
) -> None:
    """Let images follow what became of their files. `paths` has their ids.

    Both versions of what no album of a folder has are as closed as these images.
    """
    gallery_id, report = arrivals.gallery_id, arrivals.report
    found = read_files(paths, reader)
    with work_session(engine) as session:
        touched, learned = set(), []
        for image in unmoved(session, paths, found):
            reading = found[image.id]
            if not is_same(image, reading) and not row_of_folder(session, gallery_id, image.path):
                for content in (image.quick_hash, reading.quick_hash):
                    keep_former(session, content, image.album_id, gallery_id)
                ctime_ns = reading.entry.ctime_ns
                learned.append(Learned(reading.quick_hash, image.album_id, ctime_ns))
            fate = fate_of(session, reader.library, gallery_id, image, reading)
            if fate == Fate.GONE:
                touched |= mark_lost(session, [image.id], [], report)
                report.missing += 1
            elif fate == Fate.FOLLOWS and remember_shifted(
                image, reading, failure_version(reader.limits)
            ):
                touched.add(image.album_id)
                report.changed += 1
        refresh_summaries(session, touched)
        close_late(session, arrivals, learned)


def show_again(engine: Engine, paths: Mapping[str, str], reader: Reader) -> int:
    """Show images again whose files hold what they held; return how many. `paths` has their ids."""
    found = read_files(paths, reader)
    version = failure_version(reader.limits)
    with work_session(engine) as session:
        back = [
            image for image in unmoved(session, paths, found) if is_same(image, found[image.id])
        ]
        for image in back:
            remember_shifted(image, found[image.id], version)
        refresh_summaries(session, {image.album_id for image in back})
    return len(back)


def read_files(paths: Mapping[str, str], reader: Reader) -> dict[str, Reading]:
    """Return what was read from files, by the ids of images."""
    beside = found_beside(reader.library, paths.values())
    readings = zip(paths, reader.read_all(list(paths.values()), beside), strict=True)
    return {image_id: each for image_id, each in readings if isinstance(each, Reading)}


def unmoved(session: Session, paths: Mapping[str, str], ids: Collection[str]) -> list[Image]:
    """Return images of some ids that still have their paths."""
    return [image for image in load_images_of(session, ids) if image.path == paths[image.id]]


def is_same(image: Image, reading: Reading) -> bool:
    """Return whether a file holds what an image was."""
    return (image.size, image.quick_hash) == (reading.entry.size, reading.quick_hash)

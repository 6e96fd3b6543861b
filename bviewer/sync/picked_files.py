"""Whether the files of picked images are there: no folder's album says so for all of them."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Engine, Row, or_, select

from bviewer.albums.item_times import remember_shifted
from bviewer.albums.picking import below
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.paths import file_name, folder_of
from bviewer.library.reading import Reader, Reading
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, Image, ImageState
from bviewer.renditions.versions import failure_version
from bviewer.sync.apply import load_images_of, mark_lost
from bviewer.sync.report import Report

PickedFile = Row[*tuple[Any, ...]]
"""What a sync needs of an image."""


def settle_picked(
    engine: Engine, reader: Reader, gallery_id: int, start: str, report: Report
) -> None:
    """Mark picked images as missing whose file is gone, let those follow theirs that were edited,
    and show those again that are back.

    What is at their place has to be what they were: it may be another photograph, and a closed one.
    """
    gone: list[str] = []
    there: dict[str, str] = {}
    edited: dict[str, str] = {}
    for row, entry in looked_for(reader.library, picked_below(engine, gallery_id, start)):
        if row.state == ImageState.MISSING:
            there |= {row.id: row.path} if entry else {}
        elif entry is None:
            gone.append(row.id)
        elif not KnownImage._make(row).is_described_by(entry):
            edited[row.id] = row.path
    for chunk in chunks(gone):
        with work_session(engine) as session:
            lost = follow_alone(session, gallery_id, chunk)
            refresh_summaries(session, mark_lost(session, lost, [], report))
            report.missing += len(lost)
    for chunk in chunks(list(edited)):
        paths = {id_: edited[id_] for id_ in chunk}
        report.changed += follow_edits(engine, gallery_id, paths, reader)
    for chunk in chunks(list(there)):
        report.changed += show_again(engine, {id_: there[id_] for id_ in chunk}, reader)


def count_picked(
    engine: Engine, library: Library, gallery_id: int, start: str, moved: Container[str]
) -> tuple[int, int]:
    """Return how many picked images were there, and how many of these are gone.

    `moved` are the former paths of files that went elsewhere: picked images follow these.
    """
    rows = picked_below(engine, gallery_id, start)
    known = [
        is_there or row.path in moved
        for row, is_there in looked_for(library, rows)
        if row.state != ImageState.MISSING
    ]
    return len(known), known.count(False)


def picked_below(engine: Engine, gallery_id: int, start: str) -> Sequence[PickedFile]:
    """Return the images of a gallery that follow no folder, with files in or below `start`."""
    query = (
        select(Image.id, Image.path, Image.state)
        .join(Album, Album.id == Image.album_id)
        .where(Album.gallery_id == gallery_id, or_(Image.is_picked, Album.folder.is_(None)))
        .where(*below(start))
    )
    with reading_session(engine) as session:
        return session.execute(query).all()


def looked_for(home: Library, rows: Iterable[PickedFile]) -> Iterator[tuple[PickedFile, bool]]:
    """Return whether files are there; nothing of those in folders that cannot be read."""
    for folder, group in groupby(sorted(rows, key=folder_of_row), key=folder_of_row):
        among = list(group)
        try:
            present = home.present(folder, [file_name(row.path) for row in among])
        except (FileNotFoundError, NotADirectoryError, UnsafePath):
            present = set()
        except OSError:
            continue
        yield from ((row, file_name(row.path) in present) for row in among)


def folder_of_row(row: PickedFile) -> str:
    """Return the folder of an image."""
    return folder_of(row.path)


def show_again(engine: Engine, paths: Mapping[str, str], reader: Reader) -> int:
    """Show images again whose files hold what they held; return how many. `paths` has their ids."""
    readings = zip(paths, reader.read_all(list(paths.values())), strict=True)
    found = {image_id: each for image_id, each in readings if isinstance(each, Reading)}
    version = failure_version(reader.limits)
    with work_session(engine) as session:
        back = [
            image
            for image in load_images_of(session, found.keys())
            if image.path == paths[image.id] and is_same(image, found[image.id])
        ]
        for image in back:
            remember_shifted(image, found[image.id], version)
        refresh_summaries(session, {image.album_id for image in back})
    return len(back)


def is_same(image: Image, reading: Reading) -> bool:
    """Return whether a file holds what an image was."""
    return (image.size, image.quick_hash) == (reading.entry.size, reading.quick_hash)

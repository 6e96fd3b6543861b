"""Files that somebody took out of an album: they stay out whatever happens to them in its folder.

They are known by their content, and what is known of that follows each edit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, Row, or_, select
from sqlalchemy.orm import Session

from bviewer.albums.excluding import MARKS
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.subtrees import deleted_from
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.listing import FileEntry
from bviewer.library.paths import is_below, join
from bviewer.library.reading import Reader, Reading
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, Deletion, ExcludedFile, Gallery, Image
from bviewer.renditions.versions import failure_version
from bviewer.sync.following import Fate, fate_of
from bviewer.sync.known import is_described, load_images, needs_reading
from bviewer.sync.picked import follow_files, keep_former

Readings = Mapping[str, Reading]
"""What was read from files of one folder, by name."""


def recognise_left_out(engine: Engine, reader: Reader, gallery_id: int, start: str) -> bool:
    """Find what albums leave out where it is in their folders now, and as it is now; return whether
    that is news.

    Nothing is read where nothing was touched.
    """
    columns = [getattr(ExcludedFile, name) for name in ("name", *MARKS)]
    query = (
        select(Album.id, Album.folder, *columns)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == gallery_id, Album.folder.is_not(None))
        .order_by(Album.folder)
    )
    with reading_session(engine) as session:
        rows = [row for row in session.execute(query) if is_below(row.folder, start)]
    news = [
        recognise_in(engine, reader, album_id, folder)
        for (album_id, folder), group in groupby(rows, key=lambda row: (row.id, row.folder))
        if is_touched(reader.library, folder, list(group))
    ]
    return any(news)


def is_touched(library: Library, folder: str, rows: Sequence[Row[Any]]) -> bool:
    """Tell whether one of the files that are left out is not what and where it was."""
    try:
        there = library.entries(folder, [row.name for row in rows])
    except (OSError, UnsafePath):  # The folder went away; its album may follow it.
        return False
    return not all(is_described(row, there.get(row.name)) for row in rows)


def recognise_in(engine: Engine, reader: Reader, album_id: str, folder: str) -> bool:
    """Find what an album leaves out among all files of its folder that nobody knows as others;
    return whether it is not where or what it was."""
    listing = next(reader.library.walk(folder))
    with reading_session(engine) as session:
        known = load_images(session, album_id)
        outs = session.scalars(select(ExcludedFile).filter_by(album_id=album_id)).all()
    there = {file.name: file for file in listing.files}
    waiting = [row for row in outs if not is_described(row, there.get(row.name))]
    names, sizes = {row.name for row in waiting}, {row.size for row in waiting}
    settled = {row.name for row in outs} - names
    due = [
        join(folder, name)
        for name, file in there.items()
        if name in names or (file.size in sizes and name not in settled)
        if not is_other(known.get(join(folder, name)), file)
    ]
    found = reader.read_all(due) if due else []
    readings = {each.entry.name: each for each in found if isinstance(each, Reading)}
    with work_session(engine) as session:
        rows = [row for each in waiting if (row := session.get(ExcludedFile, each.id))]
        before = list(map(state_of, rows))
        if rows:
            others = {image.quick_hash for image in known.values()}
            settle(session, reader, rows, folder, readings, others)
        return list(map(state_of, rows)) != before


def state_of(row: ExcludedFile) -> tuple[Any, ...]:
    """Return what is known of a file that is left out."""
    return row.name, *(getattr(row, mark) for mark in MARKS)


def is_other(image: Any, file: FileEntry) -> bool:
    """Tell whether a file is known to be what its album shows."""
    return image is not None and not needs_reading(image, file) and image.is_file(file.inode)


def settle(
    session: Session,
    reader: Reader,
    rows: Sequence[ExcludedFile],
    folder: str,
    readings: Readings,
    others: Collection[bytes],
) -> None:
    """Write where files are that a folder's album leaves out, and what they are.

    What is nowhere any more was edited where it was, unless that is one of the `others`, which the
    album shows: then nothing is left out for its name.
    """
    matched = list(match(rows, readings))
    moved = {
        join(folder, row.name): join(folder, name)
        for row, name in matched
        if row.name not in {"", name}
    }
    taken = {name for _row, name in matched}
    unmatched = set(rows).difference(row for row, _name in matched)
    gallery_id = session.get_one(Album, rows[0].album_id).gallery_id
    contents = {join(folder, row.name): row.quick_hash for row, _name in matched}
    touched = follow_files(
        session, gallery_id, moved, lambda image: image.quick_hash == contents[image.path]
    )
    for row, name in matched:
        row.name = name
        note_marks(row, readings[name])
    for row in unmatched:
        reading = readings.get(row.name)
        if row.name in taken or (reading is not None and reading.quick_hash in others):
            row.name = ""
        elif reading is not None:
            touched |= follow_edit(session, reader, row, join(folder, row.name), reading)
            note_marks(row, reading)
    refresh_summaries(session, touched)


def match(rows: Sequence[ExcludedFile], readings: Readings) -> Iterator[tuple[ExcludedFile, str]]:
    """Pair files that are left out with names in their folder, by content.

    Of files with one content it is the one that kept its name, or else its inode.
    """
    places: dict[bytes, dict[str, Reading]] = defaultdict(dict)
    for name, reading in readings.items():
        places[reading.quick_hash][name] = reading
    waiting = list(rows)
    for keeps in (keeps_name, keeps_inode, keeps_content):
        for row in list(waiting):
            same = places.get(row.quick_hash, {})
            for name in [name for name in same if keeps(row, name, same[name])][:1]:
                del same[name]
                waiting.remove(row)
                yield row, name


def keeps_name(row: ExcludedFile, name: str, _reading: Reading) -> bool:
    """Tell whether a file has the name that it had."""
    return row.name == name


def keeps_inode(row: ExcludedFile, _name: str, reading: Reading) -> bool:
    """Tell whether a file has the inode that it had."""
    return row.inode is not None and row.inode == reading.inode


def keeps_content(_row: ExcludedFile, _name: str, _reading: Reading) -> bool:
    """Tell nothing but that the content is the same."""
    return True


def note_marks(row: ExcludedFile, reading: Reading) -> None:
    """Write down what a file is now."""
    row.quick_hash, row.inode = reading.quick_hash, reading.inode
    entry = reading.entry
    row.size, row.mtime_ns, row.ctime_ns = entry.size, entry.mtime_ns, entry.ctime_ns


def follow_edit(
    session: Session, reader: Reader, row: ExcludedFile, path: str, reading: Reading
) -> set[str]:
    """Let images that show a file which was edited follow it, and keep what it was known as.

    Both versions stay as closed as these images; without any, as the album that leaves it out.
    Returns the albums whose content changed.
    """
    gallery_id = session.get_one(Album, row.album_id).gallery_id
    shown = images_of(session, gallery_id, row, path)
    edited = [
        image
        for image in shown
        if fate_of(session, reader.library, gallery_id, image, reading) == Fate.FOLLOWS
    ]
    for image in edited:
        remember_shifted(image, reading, failure_version(reader.limits))
    picked = {image.album_id for image in shown if image.is_picked}
    for album_id in picked or {row.album_id}:
        for content in (row.quick_hash, reading.quick_hash):
            keep_former(session, content, album_id, gallery_id)
    return {image.album_id for image in edited}


def images_of(session: Session, gallery_id: int, row: ExcludedFile, path: str) -> Sequence[Image]:
    """Return the images of a file that an album leaves out: picked ones, and in the trash."""
    deleted = deleted_from(session.get_one(Gallery, gallery_id).owner_id)
    here = or_(Album.gallery_id == gallery_id, deleted.c.gallery_id == gallery_id)
    query = (
        select(Image)
        .join(Album, Album.id == Image.album_id)
        .outerjoin(deleted, deleted.c.id == Album.id)
        .outerjoin(Deletion, Deletion.album_id == Image.album_id)
        .where(Image.path == path, or_(Image.is_picked & here, Deletion.source_id == row.album_id))
    )
    return session.scalars(query).all()

"""Files that somebody took out of an album: they stay out whatever happens to them in its folder.

They are known by their content, and what is known of that follows each edit.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from bviewer.albums.excluding import MARKS
from bviewer.albums.item_times import remember_shifted
from bviewer.albums.originals import may_be_edit
from bviewer.albums.summaries import chunks, refresh_summaries
from bviewer.albums.versions import keep_newer
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.listing import FileEntry
from bviewer.library.paths import is_below, join, spelling
from bviewer.library.reading import Reader, Reading
from bviewer.library.tree import Library, UnsafePath
from bviewer.models import Album, ExcludedFile, Image, ImageState, now
from bviewer.renditions.versions import failure_version
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.following import Fate, fate_of, is_version
from bviewer.sync.guard import HalfSeen
from bviewer.sync.known import (
    KnownImage,
    is_described,
    is_same_inode,
    is_shown,
    load_images,
    needs_reading,
)
from bviewer.sync.late import Learned, close_late
from bviewer.sync.left_out import leave_out, note_marks, own_images, picture_of, same_images
from bviewer.sync.left_out_matches import (
    SURE,
    WAYS,
    Found,
    Pictures,
    Readings,
    common_shifts,
    find,
    names_of_own_moment,
    names_shifted_by,
)
from bviewer.sync.picked import former_owners, keep_former, put_at


def recognise_left_out(engine: Engine, reader: Reader, arrivals: Arrivals, start: str) -> set[str]:
    """Find what the albums of a gallery leave out where it is in their folders now, and as it is
    now; return the ids of those of which that is news.

    Nothing is read where nothing was touched.
    """
    columns = [getattr(ExcludedFile, name) for name in ("name", *MARKS)]
    query = (
        select(Album.id, Album.folder, *columns)
        .join(Album, Album.id == ExcludedFile.album_id)
        .where(Album.gallery_id == arrivals.gallery_id, Album.folder.is_not(None))
        .order_by(Album.folder)
    )
    with reading_session(engine) as session:
        rows = [row for row in session.execute(query) if is_below(row.folder, start)]
    return {
        album_id
        for (album_id, folder), group in groupby(rows, key=lambda row: (row.id, row.folder))
        if is_touched(reader.library, folder, list(group))
        if recognise_in(engine, reader, arrivals, album_id, folder)
    }


def is_touched(library: Library, folder: str, rows: Sequence[Row[Any]]) -> bool:
    """Tell whether one of the files that are left out is not what and where it was."""
    try:
        there = library.entries(folder, [row.name for row in rows])
    except (OSError, UnsafePath):  # The folder went away; its album may follow it.
        return False
    return not all(is_described(row, there.get(row.name)) for row in rows)


def recognise_in(
    engine: Engine, reader: Reader, arrivals: Arrivals, album_id: str, folder: str
) -> bool:
    """Find what an album leaves out among all files of its folder that nobody knows as others, and
    note what is not there any more; return whether it is not where or what it was.

    Raises HalfSeen if files that wait may be what is sought.
    """
    listing = next(reader.library.walk(folder))
    with reading_session(engine) as session:
        known = load_images(session, album_id)
        outs = session.scalars(select(ExcludedFile).filter_by(album_id=album_id)).all()
    there = {file.name: file for file in listing.files}
    waiting = [row for row in outs if not is_described(row, there.get(row.name))]
    if listing.restless and not all(row.is_away for row in waiting):
        raise HalfSeen
    settled = {row.name for row in outs} - {row.name for row in waiting}
    free = [
        file
        for name, file in there.items()
        if name not in settled and not is_other(known.get(join(folder, name)), file)
    ]
    leaving = leaving_from(reader.library, folder, waiting)
    if not (free or leaving):
        return False
    others = {image.quick_hash for image in known.values()}
    with reading_session(engine) as session:
        pictures = {row.id: each for row in waiting if (each := picture_of(session, row))}
    readings = read_some(reader, folder, free, waiting, others, pictures)
    with work_session(engine) as session:
        rows = [row for each in waiting if (row := session.get(ExcludedFile, each.id))]
        before = list(map(state_of, rows))
        for row in rows:
            if row.id in leaving:
                row.ctime_ns = None
        if rows:
            new = {name: each for name, each in readings.items() if each.quick_hash not in others}
            gone = gone_from(session, known, folder, there, readings)
            shifts = common_shifts(gone, pictures.values(), new)
            ways = (*SURE, names_of_own_moment, names_shifted_by(shifts), *WAYS)
            found = find(rows, readings, others, pictures, ways)
            learned = settle(session, reader, rows, folder, readings, found)
            close_late(session, arrivals, learned)
        is_news = list(map(state_of, rows)) != before
        if is_news and not settled:
            note_emptied(session, album_id, rows)
        return is_news


def leaving_from(library: Library, folder: str, rows: Sequence[ExcludedFile]) -> set[int]:
    """Return the ids of those files that have gone from a folder since a sync looked last."""
    expected = [row for row in rows if not row.is_away]
    with suppress(OSError, UnsafePath):  # It may be gone by now.
        there = library.present(folder, [row.name for row in expected])
        return {row.id for row in expected if row.name not in there}
    return set()


def note_emptied(session: Session, album_id: str, rows: Sequence[ExcludedFile]) -> None:
    """Note when an album that shows nothing was left by all `rows` that it leaves out as well: so
    an heir of it may come later."""
    album = session.get_one(Album, album_id)
    shows_some = any(map(is_shown, load_images(session, album_id).values()))
    if all(row.is_away for row in rows) and not (shows_some or album.missing):
        album.gone_at = now()


def read_some(
    reader: Reader,
    folder: str,
    files: Sequence[FileEntry],
    rows: Sequence[ExcludedFile],
    others: Collection[bytes],
    pictures: Pictures,
) -> dict[str, Reading]:
    """Return what was read from those files that may be left out, by name: from all, if something
    is looked for that is not surely among those which look so."""
    likely = [file for file in files if any(is_alike(file, row) for row in rows)]
    readings = read(reader, folder, likely)
    found = find(rows, readings, others, pictures, SURE)
    if not pictures.keys() <= {row.id for row in found}:
        rest = [file for file in files if file.name not in readings]
        readings |= read(reader, folder, rest)
    return readings


def is_alike(file: FileEntry, row: ExcludedFile) -> bool:
    """Tell whether a file has something of one that is left out."""
    is_very = None not in {file.inode, row.inode} and is_same_inode(row.inode, file.inode)
    return is_very or spelling(file.name) == spelling(row.name) or file.size == row.size


def read(reader: Reader, folder: str, files: Sequence[FileEntry]) -> dict[str, Reading]:
    """Return what was read from files of a folder, and beside them, by name."""
    sidecars = {join(folder, file.name): file.sidecars for file in files if file.sidecars}
    found = [
        each
        for chunk in chunks([join(folder, file.name) for file in files])
        for each in reader.read_all(chunk, sidecars)
    ]
    return {each.entry.name: each for each in found if isinstance(each, Reading)}


def state_of(row: ExcludedFile) -> tuple[Any, ...]:
    """Return what is known of a file that is left out."""
    return row.name, *(getattr(row, mark) for mark in MARKS)


def is_other(image: Any, file: FileEntry) -> bool:
    """Tell whether a file is known to be what its album shows."""
    return image is not None and not needs_reading(image, file) and image.is_file(file.inode)


def gone_from(
    session: Session,
    known: Mapping[str, KnownImage],
    folder: str,
    there: Mapping[str, FileEntry],
    readings: Readings,
) -> list[Image]:
    """Return images of a folder's album whose files are not what and where they were; those that
    were only copied, or renamed, are not gone."""
    paths = {join(folder, name): file for name, file in there.items()}
    contents = {each.quick_hash for each in readings.values()}
    ids = [
        image.id
        for path, image in known.items()
        if image.state != ImageState.MISSING
        and image.quick_hash not in contents
        and not (path in paths and is_other(image, paths[path]))
    ]
    return [
        image
        for chunk in chunks(ids)
        for image in session.scalars(select(Image).where(Image.id.in_(chunk)))
    ]


def settle(
    session: Session,
    reader: Reader,
    rows: Sequence[ExcludedFile],
    folder: str,
    readings: Readings,
    found: Found,
) -> list[Learned]:
    """Write where files were found that a folder's album leaves out, and what they are; return what
    is known of edited ones only now.

    Nothing is left out any more for a name that another file has.
    """
    touched = follow_names(session, folder, {row: names[0] for row, names in found.items()})
    learned: list[Learned] = []
    for row, names in found.items():
        row.name = names[0]
        now = [readings[name] for name in names]
        contents = {row.quick_hash, *(reading.quick_hash for reading in now)}
        if len(contents) > 1:
            shown = images_of(session, row, join(folder, row.name))
            owners = owners_of(session, row, shown)
            keep_contents(session, row, contents, owners)
            touched |= follow_edit(session, reader, row, shown, now[0])
            note_versions(session, row, now)
            learned += [each for reading in now for each in learned_of(row, shown, owners, reading)]
        note_marks(row, now[0])
        for reading in now[1:]:
            leave_out(session, row.album_id, reading)
    taken = {row.name for row in found}
    for row in rows:
        if row not in found and (row.name in taken or row.name in readings):
            row.name, row.ctime_ns = "", None
    refresh_summaries(session, touched)
    return learned


def note_versions(session: Session, row: ExcludedFile, now: Sequence[Reading]) -> None:
    """Keep in mind what a file that is left out was edited to."""
    for reading in now:
        if reading.quick_hash != row.quick_hash:
            keep_newer(session, row.album_id, row.name, row.quick_hash, reading.quick_hash)


def keep_contents(
    session: Session,
    row: ExcludedFile,
    contents: Collection[bytes],
    owners: Mapping[str, str | None],
) -> None:
    """Keep in mind that all versions of what is left out are as closed as its `owners`."""
    gallery_id = session.get_one(Album, row.album_id).gallery_id
    for album_id, visibility in owners.items():
        for content in sorted(contents):
            keep_former(session, content, album_id, gallery_id, visibility)


def owners_of(session: Session, row: ExcludedFile, shown: Sequence[Image]) -> dict[str, str | None]:
    """Return the ids of the albums that a file which is left out is as closed as, with what those
    were that cannot tell any more: its images are `shown` there, or were, maybe by an older path.

    If none was picked, it is as closed as the album that leaves it out as well.
    """
    former = former_owners(session, row.quick_hash, session.get_one(Album, row.album_id).gallery_id)
    same = same_images(session, row)
    now: dict[str, str | None] = {image.album_id: None for image in (*shown, *same)}
    if not any(image.is_picked for image in shown):
        now[row.album_id] = None
    return former | now


def learned_of(
    row: ExcludedFile, shown: Sequence[Image], owners: Collection[str], reading: Reading
) -> Iterator[Learned]:
    """Return which albums have what a file that is left out was edited to."""
    for album_id in {row.album_id, *owners, *(image.album_id for image in shown)}:
        yield Learned(reading.quick_hash, album_id, reading.entry.ctime_ns)


def follow_names(session: Session, folder: str, names: Mapping[ExcludedFile, str]) -> set[str]:
    """Let images follow files that have other names; returns their albums."""
    going = {
        image: join(folder, name)
        for row, name in names.items()
        if row.name not in {"", name}
        for image in images_of(session, row, join(folder, row.name))
        if image.quick_hash == row.quick_hash
    }
    return put_at(session, going)


def follow_edit(
    session: Session,
    reader: Reader,
    row: ExcludedFile,
    shown: Sequence[Image],
    reading: Reading,
) -> set[str]:
    """Let images that are `shown` of a file follow it, if that was edited.

    Returns the albums whose content changed.
    """
    if reading.quick_hash == row.quick_hash:
        return set()
    gallery_id = session.get_one(Album, row.album_id).gallery_id
    edited = [
        image
        for image in shown
        # What was removed is nobody's to see, wherever else its content is known.
        if (not image.is_picked and (may_be_edit(image, reading) or is_version(image, reading)))
        or fate_of(session, reader.library, gallery_id, image, reading) == Fate.FOLLOWS
    ]
    for image in edited:
        remember_shifted(image, reading, failure_version(reader.limits))
    return {image.album_id for image in edited}


def images_of(session: Session, row: ExcludedFile, path: str) -> Sequence[Image]:
    """Return the images of a file that an album leaves out, by where it is."""
    return session.scalars(own_images(session, row).where(Image.path == path)).all()

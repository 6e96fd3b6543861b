"""What albums leave out that is not in their folders any more: it may be elsewhere, and edited."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.paths import join
from bviewer.library.reading import Reader
from bviewer.models import ExcludedFile
from bviewer.sync.following import has_stayed
from bviewer.sync.known import KnownAlbum
from bviewer.sync.left_out import Owners, names_in_place
from bviewer.sync.left_out_files import images_of
from bviewer.sync.origins import origins_of
from bviewer.sync.scan import Scan


def away_from(
    session: Session, reader: Reader, gallery_id: int, albums: Iterable[KnownAlbum]
) -> Owners:
    """Return which albums have what others leave out that is not in their folders any more.

    It may be elsewhere, and edited: nobody knows it there.
    """
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for album, rows in files_left_out(session, albums):
        contents = {row.quick_hash: () for row in absent(session, reader, album, rows)}
        for origins in origins_of(session, gallery_id, contents).values():
            owners[album.id].update(origins)
    return owners


def emptied(
    session: Session, reader: Reader, found: Scan, news: Collection[str]
) -> Iterator[KnownAlbum]:
    """Return the albums in the `news` that show nothing, and have nothing that they left out."""
    here = [
        found.albums[folder]
        for folder in found.folders.keys() - found.held.keys()
        if folder in found.albums
    ]
    for album, rows in files_left_out(session, [album for album in here if album.id in news]):
        if len(list(absent(session, reader, album, rows))) == len(rows):
            yield album


def files_left_out(
    session: Session, albums: Iterable[KnownAlbum]
) -> Iterator[tuple[KnownAlbum, list[ExcludedFile]]]:
    """Return what albums leave out, if they leave anything out."""
    known = {album.id: album for album in albums}
    for chunk in chunks(sorted(known)):
        query = select(ExcludedFile).where(ExcludedFile.album_id.in_(chunk))
        ordered = session.scalars(query.order_by(ExcludedFile.album_id)).all()
        for album_id, rows in groupby(ordered, key=lambda row: row.album_id):
            yield known[album_id], list(rows)


def absent(
    session: Session, reader: Reader, album: KnownAlbum, rows: Sequence[ExcludedFile]
) -> Iterator[ExcludedFile]:
    """Return those files that are not in the folder of an album; another one may have the name."""
    there = names_in_place(reader.library, album, [row.name for row in rows])
    for row in rows:
        if row.name not in there or is_another(session, reader, row, join(album.folder, row.name)):
            yield row


def is_another(session: Session, reader: Reader, row: ExcludedFile, path: str) -> bool:
    """Tell whether what is at the path of a file does not show what that did, as far as anybody
    knows what it was."""
    images = images_of(session, row, path)
    [reading] = reader.read_all([path]) if images else [None]
    there = None if isinstance(reading, OSError) else reading
    return bool(images) and not any(has_stayed(image, there) for image in images)

"""Albums with files that are nowhere any more: an album that appears around these may show them,
edited, also where it is known of the others where they are."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from bviewer.albums.originals import where_was
from bviewer.library.paths import ancestors
from bviewer.sync.known import KnownAlbum, KnownImage, is_shown
from bviewer.sync.moves import Matches
from bviewer.sync.scan import Scan
from bviewer.sync.unmatched import FoundFile
from bviewer.sync.very_folders import is_closed


def losers(
    found: Scan, missing: Iterable[KnownImage], folders: Mapping[str, str]
) -> Iterator[tuple[KnownAlbum, bool]]:
    """Return the albums that may have lost something, and whether that was a file which they had:
    with those that left their very folders, what they leave out may not have come along.

    What is passed over is not lost.
    """
    less = {image.album_id for image in missing if image.id not in found.hidden}
    for folder, album in found.albums.items():
        is_here = folder not in folders or found.is_very_folder(folder, folders[folder])
        if album.id in less or not is_here:
            yield album, album.id in less


def moved_by_guess(
    rows: Collection[KnownImage], files: Iterable[FoundFile], matches: Matches
) -> Iterator[KnownImage]:
    """Return the images that followed copies of theirs, of which no inode tells that they are the
    very files, while another row of the same content is without one: it may be that which has
    moved, and the file of the image anywhere."""
    inodes = {file.path: file.inode for file in files}
    content = {row.id: (row.size, row.quick_hash) for row in rows}
    alone = {
        content[row.id]
        for row in rows
        if row.id not in matches.moves and row.path not in matches.stays
    }
    for row in rows:
        inode = inodes.get(matches.moves.get(row.id, row.path))
        is_sure = row.inode is not None and row.inode == inode
        if row.id in matches.moves and content[row.id] in alone and is_shown(row) and not is_sure:
            yield row


def around_losers(
    found: Scan,
    albums: Iterable[tuple[KnownAlbum, bool]],
    folders: Mapping[str, str],
    owners: Container[str],
    displaced: Iterable[KnownAlbum],
) -> dict[str, list[str]]:
    """Return the ids of those albums that are closed and have less than before, or were `displaced`
    just now or lately, or of which what they left out is away, as `owners` have it, by the folders
    in which an heir of theirs may be: around where they were, and around where they are."""
    places: dict[str, set[str]] = defaultdict(set)
    for album, has_less in albums:
        if album.id in owners or (has_less and is_closed(found.albums, album.folder)):
            now = folders.get(album.folder, album.folder)
            places[album.id].update(map(where_was, (album.folder, now)))
    for album_id, folder in left_places(found, displaced):
        places[album_id].add(where_was(folder))
    around: dict[str, list[str]] = defaultdict(list)
    for album_id, some in places.items():
        for folder in {above for place in some for above in way_out(found, place)}:
            around[folder].append(album_id)
    return around


def left_places(found: Scan, displaced: Iterable[KnownAlbum]) -> Iterator[tuple[str, str]]:
    """Return the ids of closed albums, and where they had their very folders until now or lately: a
    copy is where they are, and what was copied may be around."""
    closed = {each.id for each in found.albums.values() if is_closed(found.albums, each.folder)}
    for folder, album_ids in found.former.places.items():
        yield from ((album_id, folder) for album_id in album_ids if album_id in closed)
    for album in displaced:
        if album.id in closed:
            yield album.id, album.folder


def visible_losers(
    found: Scan, albums: Iterable[tuple[KnownAlbum, bool]], gone: Collection[str]
) -> set[str]:
    """Return the ids of those albums that are not closed and have less than before, and of those
    that are `gone`."""
    less = (album for album, has_less in albums if has_less)
    return {*gone, *(album.id for album in less if not is_closed(found.albums, album.folder))}


def way_out(found: Scan, folder: str) -> Iterator[str]:
    """Return a folder, and those above it up to one that keeps something that it had."""
    yield folder
    for above in ancestors(folder):
        yield above
        if above in found.unchanged_folders:
            return

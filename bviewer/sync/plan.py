"""From what was found to what is to be done about it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bviewer.albums.films import is_file
from bviewer.albums.originals import aside, where_was
from bviewer.library.paths import ancestors, folder_of, followed
from bviewer.library.reading import Reader
from bviewer.library.tree import Library
from bviewer.models import Album, Image, ImageState, Visibility
from bviewer.sync.appearing import Appearing, anchor_linked, appears, find_appearing
from bviewer.sync.away import away_from, emptied
from bviewer.sync.inodes import InDoubt, find_in_doubt
from bviewer.sync.known import KnownAlbum, KnownImage, is_shown
from bviewer.sync.left_out import leaving_out, moved_along, outs_of
from bviewer.sync.left_out_moves import staying_out
from bviewer.sync.losing import around_losers, losers, moved_by_guess, visible_losers
from bviewer.sync.moves import Matches, Standing, match_moves, renamed_folders, settle
from bviewer.sync.replaced import find_taken, not_back, replaced
from bviewer.sync.scan import Scan, scan
from bviewer.sync.unmatched import find_unmatched, folder_is_gone
from bviewer.sync.vanished import (
    Vanished,
    find_alike,
    gone_lately,
    left,
    vanished_albums,
    without_folders,
)
from bviewer.sync.very_folders import (
    find_displaced,
    is_closed,
    moved_very_folders,
    renamed_of_others,
)
from bviewer.sync.yielding import find_yielding

STRICTEST = (Visibility.PRIVATE, Visibility.HIDDEN, Visibility.VISIBLE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: which rows follow their files, which albums their folders, and what is lost.

    `moves` has the new path by image id, `moved` what was known of these images, and `folders` the
    new folder by the old one. `different` are
    folders to be read again. `missing` are images whose file is nowhere, unless it turns up under
    their name in a folder that has moved; of those that were `taken` another file has the place.
    `appearing` are folders whose albums show nothing that
    they showed before, some of which may be one of the albums that `vanished`; `went` are the ids
    of those that did so just now. Others are at the places of the folders of `displaced` ones.
    """

    scan: Scan
    moves: dict[str, str]
    moved: dict[str, KnownImage]
    folders: dict[str, str]
    different: list[str]
    missing: dict[str, KnownImage]
    taken: Collection[KnownImage]
    lost: list[KnownAlbum]
    appearing: Appearing
    vanished: Vanished
    went: Set[str]
    displaced: Sequence[KnownAlbum]

    @property
    def has_gone(self) -> bool:
        """Return whether anything is not where it was."""
        went = self.moves, self.folders, self.missing, self.taken, self.lost, self.scan.let_go
        return any(went)

    @property
    def is_explained(self) -> bool:
        """Tell whether nothing but files of known folders came, so that it is known where all are
        from whatever else there is."""
        return not (self.has_gone or self.appearing.folders)

    @property
    def very_folders(self) -> dict[str, str]:
        """Return the new folders by the old ones, of albums that followed these themselves."""
        is_very = self.scan.is_very_folder
        return {old: new for old, new in self.folders.items() if is_very(old, new)}

    @property
    def is_idle(self) -> bool:
        """Return whether nothing is to be written or read: so it takes no time."""
        scan = self.scan
        work = (self.moves, self.folders, self.different, self.missing, self.lost)
        return not any((*work, scan.let_go, scan.unnoted))


class Sighting(NamedTuple):
    """What was seen in folders, and which of the `rows` not in their places belong to which files;
    those of which that is a guess are `doubtful`. It is all that is to be known before anything is
    decided."""

    reader: Reader
    library: Library
    gallery_id: int
    scan: Scan
    rows: Collection[KnownImage]
    matches: Matches
    doubtful: Collection[KnownImage]
    news: Collection[str]


def make_plan(
    session: Session,
    reader: Reader,
    library: Library,
    gallery_id: int,
    start: str,
    on_folder: Callable[[], None],
    *,
    news: Collection[str] = (),
) -> Plan:
    """Scan the folders, calling `on_folder` for each, and find out what has moved.

    The `reader` is that of the whole library, the other one passes over what is ignored. Of the
    albums in `news` it was found out just now where and what is that they leave out. Changes
    nothing. Raises InDoubt if files have to be read before.
    """
    found = scan(session, library, gallery_id, start, on_folder)
    if in_doubt := find_in_doubt(session, gallery_id, found.file_inodes):
        raise InDoubt(in_doubt)
    unmatched = find_unmatched(session, library, gallery_id, found)
    ranks = standing_of(found)
    closed_first = sorted(unmatched.rows, key=ranks.of_row)  # Of equal ones they are found first.
    matches = match_moves(closed_first, unmatched.files, ranks, unmatched.held)
    for path in matches.stays:
        found.hold(folder_of(path))
    found.anchored.update(filter(found.is_same_folder, map(folder_of, matches.anchors)))
    doubtful = list(moved_by_guess(unmatched.rows, unmatched.files, matches))
    seen = Sighting(reader, library, gallery_id, found, unmatched.rows, matches, doubtful, news)
    plan = decide(session, seen)
    arriving = defaultdict(list)
    for image_id, path in plan.moves.items():
        arriving[folder_of(path)].append(plan.moved[image_id])
    yielding = find_yielding(
        session,
        reader,
        found,
        plan.appearing,
        plan.vanished,
        gallery_id=gallery_id,
        moved=arriving,
    )
    return decide(session, seen, yielding) if yielding else plan


def decide(session: Session, seen: Sighting, yielding: Collection[str] = ()) -> Plan:
    """Decide what follows what, if the albums of the `yielding` folders make room."""
    reader, library, gallery_id, found, rows, matches, doubtful, news = seen
    paths = {row.id: row.path for row in rows}
    pairs = [(paths[image_id], path) for image_id, path in matches.moves.items()]
    along = [*pairs, *moved_along(session, library, found)]
    folders = album_moves(session, library, gallery_id, found, along, yielding)
    bound = {folders.get(folder, folder): album.id for folder, album in found.albums.items()}
    out = staying_out(session, gallery_id, rows, matches.moves, bound)
    moves = {id_: path for id_, path in matches.moves.items() if id_ not in out}
    lost = lost_albums(found, folders)
    rebound = {*folders, *folders.values()} & found.folders.keys()
    different = [*found.different, *sorted(rebound.difference(found.different))]
    receiving = {*different, *map(folder_of, moves.values())}
    anchor_linked(session, found, receiving)
    went = [*lost, *left(found, pairs, replaced(session, reader, found))]
    went += emptied(session, reader, found, news)
    gone = [*went, *gone_lately(found, not_back(session, reader, found))]
    missing = missing_images(found, moves, folders)
    appear = any(appears(found, folder) for folder in receiving & found.folders.keys())
    # What appears beside one folder, or is still being written, is not seen.
    may_appear = appear or found.start or found.is_arriving
    taken = list(find_taken(session, reader, found, moves, matches.stays) if may_appear else ())
    less = list(losers(found, [*missing.values(), *taken, *doubtful], folders))
    elsewhere = [*without_folders(found, gone, folders)]
    elsewhere += [where_it_is(album, folders) for album, _has_less in less]
    owners = away_from(session, reader, gallery_id, elsewhere)
    displaced = find_displaced(found, folders)
    around = around_losers(found, less, folders, owners, displaced)
    # What went may be where others of the folder around it are, also if that does not follow them.
    leaving = {album.folder for album in gone}
    others = (pair for pair in along if folder_of(pair[0]) not in leaving)
    towards = {**renamed_folders(others), **moved_very_folders(found)}
    vanished = vanished_albums(found, gone, folders, owners, around, towards=towards)
    vanished.outs.update(outs_of(session, visible_losers(found, less, vanished.visible)))
    for folder, album_id in renamed_of_others(session, library, gallery_id, found):
        vanished.renamed[folder].append(album_id)
    find_alike(session, library, vanished, receiving & found.folders.keys())
    shown = {moves[row.id] for row in rows if row.id in moves and is_shown(row)}
    appearing = find_appearing(
        found, receiving, matches.stays, folders, along, vanished.renamed.keys(), shown=shown
    )
    return Plan(
        scan=found,
        moves=moves,
        moved={row.id: row for row in rows if row.id in moves},
        folders=folders,
        different=order_of_reading(found, different, folders, vanished.heirs(appearing.heirs)),
        missing=missing,
        taken=taken,
        lost=lost,
        appearing=appearing,
        vanished=vanished,
        went=frozenset(album.id for album in went),
        displaced=displaced,
    )


def order_of_reading(
    found: Scan, different: Iterable[str], folders: Mapping[str, str], heirs: Container[str]
) -> list[str]:
    """Return folders in the order in which they are read: those of closed albums, and of their
    heirs, come first, so that copies of what is there are known as such.

    `folders` has the new folder of albums that moved.
    """
    albums = {folders.get(folder, folder): album for folder, album in found.albums.items()}

    def is_read_first(folder: str) -> bool:
        around = (folder, *ancestors(folder))
        return is_closed(albums, folder) or any(path in heirs for path in around)

    return sorted(different, key=lambda folder: not is_read_first(folder))


def where_it_is(album: KnownAlbum, folders: Mapping[str, str]) -> KnownAlbum:
    """Return an album as what it left out is sought: in the folder that it goes to, if it does."""
    folder = folders.get(album.folder)
    return album if folder is None else album._replace(folder=folder, folder_inode=None)


def standing_of(found: Scan) -> Standing:
    """Return how open the albums are."""
    ranks = {folder: STRICTEST.index(each.visibility) for folder, each in found.albums.items()}
    albums = {album.id: ranks[folder] for folder, album in found.albums.items()}
    return Standing(albums, ranks, found.anchored)


def missing_images(
    found: Scan, moves: Mapping[str, str], folders: Mapping[str, str]
) -> dict[str, KnownImage]:
    """Return, by id, images that are not at their place, which another file may have taken."""
    taken = set(moves.values())
    moved_images = {**found.vanished, **found.changed}
    return {
        image.id: image
        for image in moved_images.values()
        if image.id not in moves
        and (image.id in found.vanished or image.path in taken or folder_of(image.path) in folders)
    }


def lost_albums(found: Scan, folders: Mapping[str, str]) -> list[KnownAlbum]:
    """Return the albums that have no folder any more and are not known to be missing."""
    return [
        album
        for folder, album in found.albums.items()
        if not album.missing
        and (folder in found.lost or folder in folders)
        and (now := folders.get(folder, folder)) not in found.folders
        and not found.is_unknown(now)
    ]


def album_moves(
    session: Session,
    library: Library,
    gallery_id: int,
    found: Scan,
    pairs: list[tuple[str, str]],
    yielding: Collection[str] = (),
) -> dict[str, str]:
    """Return the new folder by old folder, for all albums whose folder is another one now, or makes
    room as it is one of the `yielding` ones."""
    if not pairs and not yielding:
        return {}
    held = held_images(session, gallery_id)
    there = with_ancestors(found.folders)

    def is_likely(old: str, new: str, votes: int) -> bool:
        # A few files taken from a deleted folder do not make another one its successor.
        return votes * 2 >= min(held[old], there[new])

    renamed = {
        old: new
        for old, new in renamed_folders(pairs, is_likely).items()
        if old in found.albums and new in found.folders
    }
    gone = {old for old in renamed if old in found.lost or folder_is_gone(library, old)}
    gone |= replaced_by_name(session, found, renamed)
    renamed = {
        old: new
        for old, new in renamed.items()
        if old in gone or old not in found.unchanged_folders
    }
    free = {new for old, new in renamed.items() if new in yielding or is_free(found, old, new)}
    staying = {folder for folder in found.folders if found.is_where_it_was(folder)}
    return with_followers(found.albums, settle(renamed, gone, free), staying, yielding)


def replaced_by_name(session: Session, found: Scan, renamed: Mapping[str, str]) -> set[str]:
    """Return the former folders that another one has the name of by now, of visible albums that
    leave something out: that went along with their very folders, and is known nowhere else."""
    albums = {
        found.albums[old].id: old
        for old, new in renamed.items()
        if found.albums[old].visibility == Visibility.VISIBLE
        if is_renamed(found, old, new)
    }
    return {albums[album_id] for album_id in leaving_out(session, albums.keys())}


def held_images(session: Session, gallery_id: int) -> Counter[str]:
    """Return the number of images in and below each folder, as far as they were there before."""
    rows = session.execute(
        select(Album.folder, func.count(Image.id))
        .join(Image, Image.album_id == Album.id)
        .where(
            Album.gallery_id == gallery_id,
            Album.folder.is_not(None),
            is_file(),
            or_(Image.state != ImageState.MISSING, Album.missing),
        )
        .group_by(Album.folder)
    )
    return with_ancestors({folder or "": number for folder, number in rows})


def with_ancestors(numbers: Mapping[str, int]) -> Counter[str]:
    """Return the numbers by folder, those of the folders below added."""
    total: Counter[str] = Counter(numbers)
    for folder, number in numbers.items():
        for above in ancestors(folder):
            total[above] += number
    return total


def is_free(found: Scan, old: str, new: str) -> bool:
    """Tell whether the album of an old folder may come to a new one: no other album has that, or
    has anything in it.

    What has the name of a folder that was deleted just now keeps its own title and guests.
    """
    album = found.albums.get(new)
    is_left = album is None or album.missing or is_renamed(found, old, new)
    return album is None or (is_left and new not in found.unchanged_folders)


def is_renamed(found: Scan, old: str, new: str) -> bool:
    """Tell whether a folder is the very one that an album had by another name, which that has no
    more."""
    is_known = found.has_inode(old) and found.is_very_folder(old, new)
    return is_known and not found.is_where_it_was(old)


def with_followers(
    albums: Mapping[str, KnownAlbum],
    moved: Mapping[str, str],
    staying: Collection[str] = (),
    yielding: Collection[str] = (),
) -> dict[str, str]:
    """Return these folders, with the albums below, and with those that step aside for newcomers, as
    the `yielding` ones do anyway.

    Those below that are `staying` keep their folders, below another album. So do those that do not
    move but have a folder that another one would come to, as a person bound them to it. Where those
    were that stepped aside before goes along with the folder around it.
    """
    leaving = {
        new: aside(albums[new].id, new)
        for new in (*moved.values(), *yielding)
        if new in albums and new not in moved
    }
    for folder, album in albums.items():
        if folder == aside(album.id, folder) and folder not in moved:
            place = followed(moved, where_was(folder))
            if place is not None:
                leaving[folder] = aside(album.id, place)
    targets = {**moved, **leaving}
    bound = {folder for folder in albums if followed(targets, folder) is None} - targets.keys()
    taken = {*targets.values(), *staying, *bound}
    for folder in sorted(albums.keys() - targets.keys()):
        target = followed({**moved, **leaving}, folder)
        if target is not None and folder in staying:
            targets[folder] = folder
        elif target is not None:
            targets[folder] = aside(albums[folder].id, target) if target in taken else target
    return targets

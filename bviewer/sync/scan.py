"""The first look: which folders differ from what is known, and what is not where it was."""

import time
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from bviewer.albums.closed_folders import ClosedFolder, Owners, closed_folders
from bviewer.library.listing import SETTLED, FileEntry, FolderListing, FolderTimes
from bviewer.library.paths import ancestors, is_below, join
from bviewer.library.tree import Library
from bviewer.models import ImageState, Visibility
from bviewer.sync.former_folders import Former, load_former
from bviewer.sync.inodes import Inodes
from bviewer.sync.known import (
    KnownAlbum,
    KnownImage,
    is_same_inode,
    is_shown,
    is_told_anew,
    load_albums,
    load_deleted,
    load_images,
    needs_reading,
    present,
    was_seen,
)
from bviewer.sync.let_go import find_renamed
from bviewer.sync.report import not_shown
from bviewer.sync.unnoted import Unnoted, find_unnoted


class Holding(NamedTuple):
    """What a folder holds of what its album had.

    It has so many `files` now and had so many `images`, of which some are `untouched`, and whether
    these show anything: what is broken tells nothing of what is beside it.
    """

    files: int
    images: int
    untouched: int
    shows: bool = True

    def is_whole(self, kept: int, *, is_same: bool) -> bool:
        """Tell whether all images are there: untouched, or among `kept` files found again.

        What came besides may be of another folder that has the name now, unless it `is_same`.
        """
        is_it = is_same and self.shows
        if self.images == self.untouched and (is_it or self.files == self.untouched):
            return True
        return max(self.files, self.images - self.untouched) <= kept


@dataclass(slots=True)
class Scan:
    """What a walk over the folders found out. Only differences are kept, not the whole library.

    `deleted` are albums that somebody deleted, by folder. `folders` has the number of files of each
    folder that could be listed; of what is in and below the `unread` ones nothing is known. `held`
    tells what they have of what they had, if they had anything. `sizes` are those of files that are
    new at their place. `unchanged_folders` hold, themselves or further down, a photograph which
    stayed where it was, or something unknown: their albums stay. `inodes` are those of folders,
    and `devices` what these are on.

    `occupied` are folders with a file at the place of what they show, `anchored` those that show a
    picture which they showed before. Of folders that have it themselves or further down,
    `had_files` are those that had any, `filled` that had one which was not missing, `returned`
    those that have one again which was, and `intact` such a file as it was. `linked` has the quick
    hashes of those whose file has other names, by folder. `file_inodes` tell on which devices those
    of folders tell anything.
    `former` are the folders that albums had lately. `ignored` counts the files and folders that
    were passed over, by the reason; `hiding` are folders of these that have albums, and `hidden`
    the images which are not shown any more for that alone. `start` is where the walk began.
    `let_go` has the new names of folders without albums by the former ones; `closed` are those of
    them that closed albums had, and `unnoted` the files in these that are new or were touched.
    `times` are those of all folders that could be listed: None of one in which more may change
    unseen. It `is_arriving` what somebody is writing at a place where nothing was.
    """

    albums: dict[str, KnownAlbum]
    deleted: dict[str, KnownAlbum] = field(default_factory=dict)
    known: int = 0
    unchanged: int = 0
    folders: dict[str, int] = field(default_factory=dict)
    inodes: dict[str, int | None] = field(default_factory=dict)
    devices: dict[str, int | None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    sizes: set[int] = field(default_factory=set)
    unchanged_folders: set[str] = field(default_factory=set)
    anchored: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    intact: set[str] = field(default_factory=set)
    linked: dict[str, set[bytes]] = field(default_factory=dict)
    occupied: set[str] = field(default_factory=set)
    had_files: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    held: dict[str, Holding] = field(default_factory=dict)
    different: list[str] = field(default_factory=list)
    vanished: dict[str, KnownImage] = field(default_factory=dict)
    changed: dict[str, KnownImage] = field(default_factory=dict)
    lost: dict[str, KnownAlbum] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    ignored: Counter[tuple[str, bool]] = field(default_factory=Counter)
    hiding: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    let_go: dict[str, str] = field(default_factory=dict)
    closed: dict[str, list[ClosedFolder]] = field(default_factory=dict)
    unnoted: list[Unnoted] = field(default_factory=list)
    file_inodes: Inodes = field(default_factory=Inodes)
    former: Former = field(default_factory=Former)
    is_arriving: bool = False
    times: dict[str, FolderTimes | None] = field(default_factory=dict)
    start: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether everything was looked at."""
        return not self.start and not self.unread

    def hold(self, folder: str) -> None:
        """Note that a folder is unchanged, and with it those above."""
        self.unchanged_folders.update((folder, *ancestors(folder)))

    def has_inode(self, folder: str) -> bool:
        """Tell whether the inode of a folder tells it from others."""
        return not self.file_inodes.tell_nothing(self.devices.get(folder))

    def is_same_folder(self, folder: str) -> bool:
        """Tell whether the folder of an album may be the one that it was, and not one so named."""
        album = self.albums.get(folder)
        return album is None or is_same_inode(album.folder_inode, self.inodes.get(folder))

    def is_very_folder(self, old: str, new: str) -> bool:
        """Tell whether a folder is the very one that an album had by another name."""
        known, inode = self.albums[old].folder_inode, self.inodes.get(new)
        return None not in {known, inode} and is_same_inode(known, inode)

    def is_where_it_was(self, folder: str) -> bool:
        """Tell whether a folder is the very one that its album had."""
        return folder in self.albums and self.is_very_folder(folder, folder)

    def is_unknown(self, folder: str) -> bool:
        """Tell whether it could not be found out what is in a folder."""
        return any(is_below(folder, unread) for unread in self.unread)

    def why_hidden(self, folder: str) -> str | None:
        """Return the rule that passes over the folder of an album, or over one above it."""
        above = (self.hiding.get(path) for path in (folder, *ancestors(folder)))
        return next(filter(None, above), None)


def is_deleted(folder: str, albums: Container[str], deleted: Container[str]) -> bool:
    """Tell whether a folder has no album because that, or the nearest above it, was deleted.

    An album that was put elsewhere in the tree is still there when that of the folder around its
    own is deleted.
    """
    near = (path for path in (folder, *ancestors(folder)) if path in albums or path in deleted)
    return next(near, "") not in albums


def scan(
    session: Session,
    library: Library,
    gallery_id: int,
    start: str,
    on_folder: Callable[[], None],
) -> Scan:
    """Walk `start` and everything below it, and compare with the rows. Changes nothing.

    `on_folder` is called for each folder.
    """
    albums = load_albums(session, gallery_id)
    deleted = without_inodes_of(albums, load_deleted(session, gallery_id))
    closed = closed_folders(session, gallery_id) if deleted else {}
    former = load_former(session, gallery_id)
    found = Scan(albums, deleted, start=start, closed=closed, former=former)
    for listing in library.walk(start):
        on_folder()
        note_times(found, listing)
        note_let_go(session, library, found, listing)
        if is_deleted(listing.path, found.albums, found.deleted):
            note_unnoted(session, found, listing)
            continue
        found.skipped += [f"{part.path}: {part.reason}" for part in listing.skipped]
        note_ignored(found, listing)
        if listing.readable:
            compare_folder(session, found, listing)
        else:
            found.hold(listing.path)
            found.unread.append(listing.path)
    for folder, album in found.albums.items():
        if is_below(folder, start) and folder not in found.folders:
            lose_album(session, found, album)
    return found


def without_inodes_of(
    albums: Mapping[str, KnownAlbum], deleted: Mapping[str, KnownAlbum]
) -> dict[str, KnownAlbum]:
    """Return the deleted albums, without what tells the folders from others that albums follow by
    now: what let go of one may follow it again, by another name."""
    taken = {album.folder_inode for album in albums.values() if not album.missing}
    return {
        folder: album._replace(folder_inode=None) if album.folder_inode in taken else album
        for folder, album in deleted.items()
    }


def note_times(found: Scan, listing: FolderListing) -> None:
    """Note when a folder changed last, for looks that ask for nothing else.

    That a file is written to its end, or names change at the very time, none of these would see.
    """
    if listing.times is None or not listing.readable:
        return
    now = time.time_ns()
    is_written = listing.restless or any(
        0 <= now - file.mtime_ns < SETTLED for file in listing.files
    )
    is_settled = listing.times.are_settled(now) and not is_written
    found.times[listing.path] = listing.times if is_settled else None


def note_let_go(session: Session, library: Library, found: Scan, listing: FolderListing) -> None:
    """Note where a folder is of which no album is made: there no other one is sought, and by
    another name none is made of it either."""
    here = found.deleted.get(listing.path)
    if here is not None and is_same_inode(here.folder_inode, listing.inode):
        found.deleted[listing.path] = here._replace(folder_inode=None)
    elif here is None and listing.path not in found.albums:
        album = find_renamed(session, library, found.albums, found.deleted, listing)
        if album is not None:
            found.let_go[album.folder] = listing.path
            found.deleted[listing.path] = album._replace(folder=listing.path, folder_inode=None)
            found.deleted[album.folder] = album._replace(folder_inode=None)
            around = owners_around(found, listing.path)
            found.closed[listing.path] = [
                each._replace(owners={**around, **each.owners})
                for each in found.closed.get(album.folder, ())
            ]


def owners_around(found: Scan, folder: str) -> Owners:
    """Return the album in whose folder another one is, if that is closed."""
    near = next(found.albums[path] for path in ancestors(folder) if path in found.albums)
    return {} if near.visibility == Visibility.VISIBLE else {near.id: None}


def note_unnoted(session: Session, found: Scan, listing: FolderListing) -> None:
    """Note what is in the folder of a closed album that is none any more, and not known yet."""
    near = next(path for path in (listing.path, *ancestors(listing.path)) if path in found.deleted)
    found.unnoted += find_unnoted(session, found.closed.get(near, ()), near, listing)


def note_ignored(found: Scan, listing: FolderListing) -> None:
    """Count what was passed over, and note the albums that this hides."""
    for ending, number in listing.others.items():
        found.ignored[not_shown(ending), False] += number
    for part in listing.ignored:
        found.ignored[part.reason, part.is_folder] += 1
        path = join(listing.path, part.name)
        if part.is_folder and path in found.albums:
            found.hiding[path] = part.reason


def compare_folder(session: Session, found: Scan, listing: FolderListing) -> None:
    """Note how one folder differs from its album."""
    folder = listing.path
    album = found.albums.get(folder)
    known = load_images(session, album.id) if album is not None else {}
    note_filled(found, folder, known)
    number, known_before, changed_before = len(known), found.known, len(found.changed)
    found.inodes[folder], found.devices[folder] = listing.inode, listing.device
    is_same = found.is_same_folder(folder)
    is_known = album is not None and not album.missing and album.folder_inode is not None
    untouched = compare_files(found, listing, known)
    found.known += len(untouched) + len(found.changed) - changed_before
    ignored = {join(folder, part.name) for part in listing.ignored}
    for image in present(known):
        found.known += 1
        found.vanished[image.id] = image
        if image.path in ignored:
            found.hidden.add(image.id)
    found.folders[folder] = len(listing.files)
    is_back = album is not None and album.missing
    if expected := number if is_back else found.known - known_before:
        shows = any(is_shown(image) for image, _entry in untouched)
        found.held[folder] = Holding(len(listing.files), expected, len(untouched), shows=shows)
    if untouched:
        note_untouched(found, folder, untouched, is_same=is_same)
    is_told = any(is_told_anew(image, entry) for image, entry in untouched)
    if is_told or not (is_known and is_same and len(untouched) == len(listing.files)):
        found.different.append(folder)


def note_filled(found: Scan, folder: str, known: Mapping[str, KnownImage]) -> None:
    """Note whether a folder had files, also such that are missing, and with it those above."""
    here = (folder, *ancestors(folder))
    if known:
        found.had_files.update(here)
    if any(present(known)):
        found.filled.update(here)


def compare_files(
    found: Scan, listing: FolderListing, known: dict[str, KnownImage]
) -> list[tuple[KnownImage, FileEntry]]:
    """Return the files that nothing suggests were touched, and take all files out of `known`.

    The others must be read. If one is known, it is noted, because another may sit there.
    """
    untouched = []
    for entry in listing.files:
        image = known.pop(join(listing.path, entry.name), None)
        if image is not None and is_shown(image):
            found.occupied.add(listing.path)
        if image is not None and image.state != ImageState.MISSING:
            found.file_inodes.note(listing.device, image, entry)
        if image is not None and not needs_reading(image, entry):
            untouched.append((image, entry))
            continue
        found.sizes.add(entry.size)
        if image is not None and image.state != ImageState.MISSING:
            found.changed[image.id] = image
        elif image is not None and image.is_very_file(entry.inode):
            here = (listing.path, *ancestors(listing.path))
            found.returned.update(here)
            if image.is_described_by(entry):
                found.intact.update(here)
    leave_alone(found, listing, known)
    return untouched


def leave_alone(found: Scan, listing: FolderListing, known: dict[str, KnownImage]) -> None:
    """Take what somebody is writing out of `known`: it is there, and nothing else is told of it."""
    for entry in listing.restless:
        image = known.pop(join(listing.path, entry.name), None)
        if image is not None and image.state != ImageState.MISSING:
            found.known += 1
            found.hold(listing.path)
        else:
            found.is_arriving = True


def note_untouched(
    found: Scan,
    folder: str,
    untouched: Sequence[tuple[KnownImage, FileEntry]],
    *,
    is_same: bool,
) -> None:
    """Note that a folder has files that were not touched, and whether these are the very files.

    Those show a picture which the folder showed before, if it `is_same`: the one that it was.
    """
    found.unchanged += len(untouched)
    found.hold(folder)
    for image, entry in untouched:
        if not (is_same and image.is_file(entry.inode) and was_seen(image)):
            continue
        if entry.links == 1:
            found.anchored.add(folder)
        else:
            found.linked.setdefault(folder, set()).add(image.quick_hash)


def lose_album(session: Session, found: Scan, album: KnownAlbum) -> None:
    """Note an album without its folder as lost, unless nothing is known of where it was."""
    is_unknown = found.is_unknown(album.folder)
    is_hidden = found.why_hidden(album.folder) is not None
    known = load_images(session, album.id)
    note_filled(found, album.folder, known)
    for image in present(known):
        found.known += 1
        if not is_unknown:
            found.vanished[image.id] = image
        if is_hidden:
            found.hidden.add(image.id)
    if not is_unknown:
        found.lost[album.folder] = album

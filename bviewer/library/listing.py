"""What one folder of the library holds."""

import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from bviewer.library.formats import ending_of, is_listed, listed_among
from bviewer.library.ignoring import NO_RULES, Rules
from bviewer.library.names import file_sort_key, parted, sort_key, whole
from bviewer.library.ordering import in_order
from bviewer.library.paths import join
from bviewer.library.sidecars import Sidecar, by_picture, is_sidecar

# What changes twice within one tick of a file system's clock has the same time both times.
SETTLED = 2 * 10**9  # Nanoseconds.


class FileEntry(NamedTuple):
    """A picture as the file system knows it: name, size in bytes, times in nanoseconds,
    inode, by how many names it can be reached, and what beside it says more of it."""

    name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int | None = None
    links: int = 1
    sidecars: tuple[Sidecar, ...] = ()


class Skipped(NamedTuple):
    """Something that was not followed or not read, and why, in words for the owner."""

    path: str
    reason: str


class Ignored(NamedTuple):
    """A picture or a folder that was passed over because of a rule, and which it was."""

    name: str
    is_folder: bool
    reason: str


class FolderTimes(NamedTuple):
    """When names in a folder changed last, and when anything of the folder itself did."""

    mtime_ns: int
    ctime_ns: int

    def are_settled(self, now_ns: int) -> bool:
        """Tell whether a change that comes now would show: one within the same tick does not."""
        return now_ns - max(self) > SETTLED


@dataclass(frozen=True, slots=True)
class FolderListing:
    """A folder: its pictures in no order, the names of its subfolders in natural order, and what
    was left aside.

    `readable` is false when the folder could not be listed in full. Then nothing is known of what
    is in it or below it, and nothing of that may be taken for missing. `others` counts the files
    that are no pictures, by how their names end. `inode` tells the folder from another one of that
    name, on one `device`, and `times` when it changed last. `restless` are pictures that somebody
    seems to be writing; they are not among the files of a library that waits for these.
    """

    path: str
    files: list[FileEntry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    readable: bool = True
    inode: int | None = field(default=None, compare=False)
    device: int | None = field(default=None, compare=False)
    times: FolderTimes | None = field(default=None, compare=False)
    restless: list[FileEntry] = field(default_factory=list)


class FolderNames(NamedTuple):
    """The names of a folder's pictures and subfolders, in natural order."""

    path: str
    files: list[str]
    folders: list[str]


def list_names(
    folder: int, path: str, formats: frozenset[str], rules: Rules = NO_RULES
) -> FolderNames:
    """List what `list_folder` lists, by name alone: most file systems tell a file from a folder
    without a look at each. Raises OSError.
    """
    files, folders = [], []
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_file(follow_symlinks=False):
                files.append(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
    pictures = rules.kept(path, listed_among(files, formats))
    shown = [name for name in folders if rules.reason(path, name, is_folder=True) is None]
    ordered = map(whole, in_order(map(parted, pictures)))
    return FolderNames(path, list(ordered), in_order(shown))


def by_name(file: FileEntry) -> tuple[bytes, str]:
    """Return the key that puts files in natural order: asked for by those who need it."""
    return file_sort_key(file.name), file.name


def list_folder(
    folder: int, path: str, formats: frozenset[str], rules: Rules = NO_RULES
) -> FolderListing:
    """List the open folder with the descriptor `folder`; `path` is what it is called in the result.

    Raises OSError as soon as one entry cannot be read: a listing with holes would make files look
    deleted.
    """
    status = os.fstat(folder)
    listing = FolderListing(path, inode=status.st_ino, device=status.st_dev, times=times_of(status))
    sidecars: list[Sidecar] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            _add(listing, entry, formats, rules, sidecars)
    if sidecars:
        _put_beside(listing, sidecars)
    listing.folders.sort(key=lambda name: (sort_key(name), name))
    listing.skipped.sort()
    listing.ignored.sort()
    return listing


def times_of(status: os.stat_result) -> FolderTimes:
    """Return when a folder changed last."""
    return FolderTimes(status.st_mtime_ns, status.st_ctime_ns)


def leave_restless(listing: FolderListing, rest: float) -> None:
    """Part the files that were written to within the last `rest` seconds from the others.

    By the times of their content: a file that is only moved has none of these changed.
    """
    since, now = time.time_ns() - int(rest * 10**9), time.time_ns()
    restless = [file for file in listing.files if since < file.mtime_ns <= now]
    if restless:
        listing.restless[:] = restless
        listing.files[:] = [file for file in listing.files if not since < file.mtime_ns <= now]


def _put_beside(listing: FolderListing, sidecars: list[Sidecar]) -> None:
    """Give files what says more of them."""
    found = by_picture([file.name for file in listing.files], sidecars)
    listing.files[:] = [
        file._replace(sidecars=tuple(found[file.name])) if file.name in found else file
        for file in listing.files
    ]


def _add(
    listing: FolderListing,
    entry: os.DirEntry[str],
    formats: frozenset[str],
    rules: Rules,
    sidecars: list[Sidecar],
) -> None:
    """Note an entry: as what it is, or as passed over if it is a picture or a folder.

    What else a rule passes over is nobody's business.
    """
    is_folder = entry.is_dir(follow_symlinks=False)
    is_wanted = is_folder or is_listed(entry.name, formats)
    reason = rules.reason(listing.path, entry.name, is_folder=is_folder)
    if reason is not None:
        if is_wanted:
            listing.ignored.append(Ignored(entry.name, is_folder, reason))
    elif is_folder:
        listing.folders.append(entry.name)
    elif not entry.is_file(follow_symlinks=False):
        _skip(listing, entry)
    elif is_wanted:
        _add_file(listing, entry)
    elif is_sidecar(entry.name):
        _add_sidecar(sidecars, entry)
    else:
        listing.others[ending_of(entry.name)] += 1


def _skip(listing: FolderListing, entry: os.DirEntry[str]) -> None:
    is_link = entry.is_symlink()
    reason = "a link, not followed" if is_link else "neither a file nor a folder, not opened"
    listing.skipped.append(Skipped(join(listing.path, entry.name), reason))


def _add_file(listing: FolderListing, entry: os.DirEntry[str]) -> None:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # It was removed while the folder was being listed.
    listing.files.append(described(entry.name, status))


def _add_sidecar(sidecars: list[Sidecar], entry: os.DirEntry[str]) -> None:
    with suppress(FileNotFoundError):
        status = entry.stat(follow_symlinks=False)
        sidecars.append(Sidecar(entry.name, status.st_size, status.st_mtime_ns))


def described(name: str, status: os.stat_result) -> FileEntry:
    """Return a file as the file system knows it."""
    return FileEntry(
        name,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_nlink,
    )

"""The tree of folders below a root: opened and walked by file descriptors, never by joined paths.

Each step opens one name inside the folder opened before it and refuses links. So a link leads
nowhere even when it is put in place between two calls, and paths longer than the system's limit
work.
"""

import errno
import os
import stat
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from bviewer.library.formats import FORMATS
from bviewer.library.ignoring import IGNORE_FILE, LONGEST_FILE, NO_RULES, Rules
from bviewer.library.kept import kept_names
from bviewer.library.listing import (
    FileEntry,
    FolderListing,
    FolderNames,
    FolderTimes,
    Skipped,
    described,
    leave_restless,
    list_folder,
    times_of,
)
from bviewer.library.names import printable
from bviewer.library.paths import ancestors, join

T = TypeVar("T")

__all__ = [
    "FORMATS",
    "MAX_DEPTH",
    "FileEntry",
    "FolderListing",
    "Library",
    "LibraryOffline",
    "NotAFile",
    "Skipped",
    "Unreadable",
    "UnsafePath",
]

MAX_DEPTH = 64
"""Deeper folders are reported and not entered; a loop of mounted folders ends here."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
# A link in the way, a file in the way, a socket or a dead device, a name no file system allows.
_CANNOT_BE_A_FILE = {errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.ENODEV, errno.ENAMETOOLONG}


class UnsafePath(ValueError):  # noqa: N818 (names what the path is)
    """A path that is absolute or has a NUL or an empty, '.' or '..' component: never opened."""


class NotAFile(FileNotFoundError):  # noqa: N818 (names what was found)
    """The path names a link, a folder, a pipe, a socket or a device, or leads through one."""


class Unreadable(PermissionError):  # noqa: N818 (names the state)
    """The file is there, and nothing but its own permissions keeps it from being read."""


class LibraryOffline(Exception):  # noqa: N818 (names the state)
    """The root is missing, no folder, unreadable or empty, as when its disk is not mounted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Library:
    """The pictures below one folder.

    Holds no descriptor, so a disk can be unmounted and mounted again at any time. `root` itself may
    be a link, because the operator chose it. `formats` are the extensions that `walk` lists;
    `rules` say what it passes over, as do files in the folders. Files that were written to within
    the last `rest` seconds are listed apart from the others.
    """

    def __init__(
        self,
        root: Path,
        formats: frozenset[str] = FORMATS,
        home: str = "",
        rules: Rules = NO_RULES,
        rest: float = 0,
    ) -> None:
        """Raise UnsafePath for a `home` that is not a plain path below the root."""
        self.root = Path(root).absolute()
        self.formats = formats
        self.home = home
        self.rules = rules
        self.rest = rest
        self._home = _components(home)

    def subtree(self, home: str) -> Self:
        """Return the library below the folder `home` of this one, with paths relative to that.

        For '' it is the same library. Raises UnsafePath.
        """
        whole = "/".join(self._home + _components(home))
        return type(self)(self.root, self.formats, whole, self.rules, self.rest)

    def ignoring(self, rules: Rules) -> Self:
        """Return the same library, where rules pass over more than what systems leave behind."""
        return type(self)(self.root, self.formats, self.home, rules, self.rest)

    def waiting(self, rest: float) -> Self:
        """Return the same library, where files that are being written are left alone until they
        were not for `rest` seconds."""
        return type(self)(self.root, self.formats, self.home, self.rules, rest)

    def open(self, path: str) -> BinaryIO:
        """Open a regular file for reading.

        Raises UnsafePath; FileNotFoundError when there is no such file (NotAFile when there is
        something else); Unreadable; PermissionError of a folder on the way and other OSError as the
        system gives them. Never waits for a pipe or a device.
        """
        components = self._home + _components(path)
        if not components:
            raise NotAFile(errno.EISDIR, "not a file", path)
        try:
            folder = self._open_folder(components[:-1])
            try:
                return _open_file(folder, components[-1])
            finally:
                os.close(folder)
        except OSError as error:
            if error.errno in _CANNOT_BE_A_FILE:
                raise NotAFile(error.errno, "not a file", path) from error
            raise

    def walk(self, folder: str = "") -> Iterator[FolderListing]:
        """List `folder` and all folders below it.

        Depth first, parents before children, in natural order. Each name in a listing's `folders`
        gets a listing of its own, with `readable` false where the folder could not be listed or is
        too deep; the walk goes on with the others. Raises UnsafePath at once, and nothing later.
        """
        _components(folder)
        return self._walk(folder)

    def names(self, folder: str) -> FolderNames:
        """Return the names of what is in one folder, which `walk` lists with more about each file.

        Raises UnsafePath, and OSError if the folder cannot be listed or is passed over.
        """
        components, rules = _components(folder), self.rules
        for rules, reason in self._way_to(components):  # noqa: B007 - the last ones hold.
            if reason:
                raise FileNotFoundError(errno.ENOENT, reason, folder)
        descriptor = self._open_folder(self._home + components)
        try:
            within, _problems = _rules_in(descriptor, folder, rules)
            return kept_names(descriptor, folder, self.formats, within)
        finally:
            os.close(descriptor)

    def why_ignored(self, folder: str) -> str | None:
        """Return the rule that passes over a folder or one above it; None if there is none.

        Raises OSError if that cannot be found out.
        """
        return next(
            (reason for _rules, reason in self._way_to(_components(folder)) if reason), None
        )

    def check_root(self) -> None:
        """Raise LibraryOffline unless the top folder can be listed and holds anything at all."""
        where = printable(str(self.root.joinpath(*self._home)))
        try:
            empty = self._is_empty(self._home)
        except OSError as error:
            raise LibraryOffline(f"cannot read the folder {where}: {_reason(error)}") from error
        if empty:
            raise LibraryOffline(f"the folder {where} is empty; is its disk mounted?")

    def present(self, folder: str, names: Iterable[str]) -> set[str]:
        """Return which of these are regular files in `folder` right now, whatever their extensions.

        Raises UnsafePath, and OSError if the folder cannot be opened.
        """
        return set(self.entries(folder, names))

    def entries(self, folder: str, names: Iterable[str]) -> dict[str, FileEntry]:
        """Return those of these that are regular files in `folder` right now, by name.

        Raises UnsafePath, and OSError if the folder cannot be opened.
        """
        descriptor = self._open_folder(self._home + _components(folder))
        try:
            found = ((name, _file(descriptor, name)) for name in names)
            return {name: entry for name, entry in found if entry is not None}
        finally:
            os.close(descriptor)

    def inodes(self, folder: str, names: Iterable[str]) -> Generator[int | None]:
        """Look up the inode of `folder`, then those of files in it, each when it is asked for.

        That of what is not there is None. Raises UnsafePath, and OSError if the folder cannot be
        opened.
        """
        descriptor = self._open_folder(self._home + _components(folder))
        try:
            yield os.fstat(descriptor).st_ino
            for name in names:
                yield _inode(descriptor, name)
        finally:
            os.close(descriptor)

    def device(self, folder: str) -> int | None:
        """Return the device of a folder, or of the nearest one above it that is there."""
        for place in (folder, *ancestors(folder)):
            with suppress(OSError, UnsafePath):
                return self.within(place, lambda descriptor: os.fstat(descriptor).st_dev)
        return None

    def times(self, folders: Iterable[str]) -> dict[str, FolderTimes | None]:
        """Return when folders changed last; None for those that cannot be opened."""
        return {folder: self._times_of(folder) for folder in folders}

    def within(self, folder: str, work: Callable[[int], T]) -> T:
        """Return what `work` makes of an open folder. Raises UnsafePath and OSError."""
        descriptor = self._open_folder(self._home + _components(folder))
        try:
            return work(descriptor)
        finally:
            os.close(descriptor)

    def _times_of(self, folder: str) -> FolderTimes | None:
        try:
            return self.within(folder, lambda opened: times_of(os.fstat(opened)))
        except (OSError, UnsafePath):
            return None

    def last_change(self, path: str) -> int:
        """Return when a file or a folder on the way to it last changed in any way, in nanoseconds.

        A folder is changed by what is put into it, taken from it or renamed in it. Raises
        UnsafePath, and OSError as the system gives it.
        """
        components, changes = self._home + _components(path), []
        folder = self._open_folder(
            components[:-1], lambda passed: changes.append(os.fstat(passed).st_ctime_ns)
        )
        try:
            file = os.stat(components[-1], dir_fd=folder, follow_symlinks=False)
        finally:
            os.close(folder)
        return max(*changes, file.st_ctime_ns)

    def _is_empty(self, components: list[str]) -> bool:
        folder = self._open_folder(components)
        try:
            with os.scandir(folder) as entries:
                return next(entries, None) is None
        finally:
            os.close(folder)

    def _walk(self, start: str) -> Iterator[FolderListing]:
        try:
            rules = self._rules_at(_components(start))
        except OSError as error:
            yield _unread(start, _reason(error))
            return
        waiting = [(start, rules)]
        while waiting:
            listing, within = self._list(*waiting.pop())
            waiting.extend((join(listing.path, name), within) for name in reversed(listing.folders))
            yield listing

    def _list(self, path: str, rules: Rules) -> tuple[FolderListing, Rules]:
        components = _components(path)
        if len(components) > MAX_DEPTH:
            return _unread(path, f"more than {MAX_DEPTH} folders deep, not entered"), rules
        try:
            folder = self._open_folder(self._home + components)
            try:
                within, problems = _rules_in(folder, path, rules)
                listing = list_folder(folder, path, self.formats, within)
            finally:
                os.close(folder)
        except OSError as error:
            return _unread(path, _reason(error)), rules
        listing.skipped.extend(problems)
        if self.rest:
            leave_restless(listing, self.rest)
        return listing, within

    def _rules_at(self, components: list[str]) -> Rules:
        """Return the rules that hold for a folder because of those above it."""
        return [self.rules, *(rules for rules, _reason in self._way_to(components))][-1]

    def _way_to(self, components: list[str]) -> Iterator[tuple[Rules, str | None]]:
        """Return, for each step down, the rules that hold there and why they pass over it."""
        rules = self.rules
        for depth, name in enumerate(components):
            path = "/".join(components[:depth])
            folder = self._open_folder(self._home + components[:depth])
            try:
                rules, _problems = _rules_in(folder, path, rules)
            finally:
                os.close(folder)
            yield rules, rules.reason(path, name, is_folder=True)

    def _open_folder(
        self, components: list[str], look_at: Callable[[int], object] = lambda _folder: None
    ) -> int:
        """Return an open folder, after a look at it and at each one on the way to it."""
        folder = os.open(self.root, _FOLDER)
        look_at(folder)
        for name in components:
            try:
                child = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            finally:
                os.close(folder)
            folder = child
            look_at(folder)
        return folder


def _components(path: str) -> list[str]:
    components = path.split("/") if path else []
    if any(name in {"", ".", ".."} or "\0" in name for name in components):
        raise UnsafePath(f"not a plain relative path: {printable(path)}")
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise UnsafePath(f"no file can have this name: {printable(path)}") from error
    return components


def _file(folder: int, name: str) -> FileEntry | None:
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None
    return described(name, status) if stat.S_ISREG(status.st_mode) else None


def _inode(folder: int, name: str) -> int | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_ino
    except OSError:
        return None


def _open_file(folder: int, name: str) -> BinaryIO:
    descriptor = _open_descriptor(folder, name)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENXIO, "not a regular file")
        os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _open_descriptor(folder: int, name: str) -> int:
    try:
        return os.open(name, _FILE, dir_fd=folder)
    except PermissionError as error:
        os.stat(name, dir_fd=folder, follow_symlinks=False)  # Fails if it is the folder's doing.
        raise Unreadable(error.errno, error.strerror, name) from error


def _rules_in(folder: int, path: str, rules: Rules) -> tuple[Rules, list[Skipped]]:
    """Return rules with those of the file in a folder, and its lines that say nothing.

    Raises OSError if there is a file that cannot be read: then nobody knows what to pass over.
    """
    where = join(path, IGNORE_FILE)
    try:
        with _open_file(folder, IGNORE_FILE) as file:
            content = file.read(LONGEST_FILE + 1)
    except FileNotFoundError:
        return rules, []
    except OSError as error:
        raise OSError(errno.EIO, f"cannot read {IGNORE_FILE}: {error.strerror}") from error
    if len(content) > LONGEST_FILE:
        raise OSError(errno.EFBIG, f"{IGNORE_FILE} is longer than {LONGEST_FILE} bytes")
    added, problems = rules.adding(os.fsdecode(content), printable(where), path)
    return added, [Skipped(where, problem) for problem in problems]


def _unread(path: str, reason: str) -> FolderListing:
    return FolderListing(path, skipped=[Skipped(path, reason)], readable=False)


def _reason(error: OSError) -> str:
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return "not a folder"
    return error.strerror or str(error)

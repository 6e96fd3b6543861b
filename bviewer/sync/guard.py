"""The brake: what looks like an unmounted disk is not taken for deleted photographs."""

from bviewer.library.names import printable
from bviewer.library.tree import Library, LibraryOffline

# A few files may always go; beyond that, a tenth of a library is a decision for a person.
TOLERATED_FILES = 50
TOLERATED_SHARE = 0.1
MOSTLY = 0.5


class SyncRefused(Exception):  # noqa: N818 - it names what happened.
    """The sync changed nothing; the message says why, and what to do."""


def require_library(library: Library) -> None:
    """Raise SyncRefused if there is nothing to look at."""
    try:
        library.check_root()
    except LibraryOffline as error:
        raise SyncRefused(str(error)) from error


def require_folder(library: Library, folder: str) -> None:
    """Raise SyncRefused if a folder cannot be listed; UnsafePath if it is not a plain path."""
    listing = next(library.walk(folder))
    if not listing.readable:
        reasons = "; ".join(problem.reason for problem in listing.problems)
        raise SyncRefused(f"cannot read the folder {printable(folder)}: {reasons}")


def require_presence(known: int, vanished: int, *, accept_missing: bool) -> None:
    """Raise SyncRefused if so many files are gone that they were hardly removed one by one."""
    if not accept_missing and looks_unmounted(known, vanished):
        raise SyncRefused(
            f"{vanished} of {known} known images are not there any more. If a disk is not mounted, "
            "mount it and sync again; if they were really removed, sync with --accept-missing."
        )


def looks_unmounted(known: int, vanished: int) -> bool:
    """Whether so many of the known files are gone that a disk may be."""
    mostly = vanished > known * MOSTLY
    many = vanished > TOLERATED_FILES and vanished > known * TOLERATED_SHARE
    return mostly or many

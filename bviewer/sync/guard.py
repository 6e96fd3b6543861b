"""The brake: what looks like an unmounted disk is not taken for deleted photographs."""

from bviewer.albums.homes import require_plain_path
from bviewer.library.tree import Library, LibraryOffline
from bviewer.problems import Problem

# A few files may always go; beyond that, a tenth of a library is a decision for a person.
TOLERATED_FILES = 50
TOLERATED_SHARE = 0.1
MOSTLY = 0.5


LOGGED = {
    "library_offline": "{reason}",
    "library_silent": "the disk does not answer",
    "folder_unreadable": "cannot read the folder {folder}: {reason}",
    "folder_ignored": "the folder {folder} is passed over: {reason}",
    "images_vanished": "{vanished} of {known} known images are not there any more; is a disk away?",
}


class SyncRefused(Problem):
    """The sync changed nothing, because of what it found on the disk."""


class HalfSeen(Exception):  # noqa: N818 - it names the state.
    """Something is not what or where it was, and somebody is writing what may be that."""


class Unexplained(Exception):  # noqa: N818 - it names the state.
    """In the only folder that was looked at, something came, went or moved: what that has to do
    with the others is not known."""


def require_answer(*, answers: bool) -> None:
    """Refuse to wait for a disk that does not answer."""
    if not answers:
        raise SyncRefused("library_silent")


def require_library(library: Library) -> None:
    """Refuse to sync where there is nothing to look at."""
    try:
        library.check_root()
    except LibraryOffline as error:
        raise SyncRefused("library_offline", reason=error.reason) from error


def require_folder(library: Library, folder: str) -> None:
    """Refuse a folder that cannot be listed, is passed over, or is not a plain path."""
    require_plain_path(folder, "folder")
    listing = next(library.walk(folder))
    if not listing.readable:
        reason = "; ".join(part.reason for part in listing.skipped)
        raise SyncRefused("folder_unreadable", "folder", folder=folder, reason=reason)
    if rule := library.why_ignored(folder):
        raise SyncRefused("folder_ignored", "folder", folder=folder, reason=rule)


def require_presence(known: int, vanished: int, *, accept_missing: bool) -> None:
    """Refuse to go on if so many files are gone that they were hardly removed one by one."""
    if not accept_missing and looks_unmounted(known, vanished):
        raise SyncRefused("images_vanished", vanished=vanished, known=known)


def logged(refusal: SyncRefused) -> str:
    """Return why nothing was synced, for the log: there nobody can be asked, nor name a flag."""
    return LOGGED[refusal.code].format_map(refusal.params)


def looks_unmounted(known: int, vanished: int) -> bool:
    """Tell whether so many of the known files are gone that a disk may be."""
    mostly = vanished > known * MOSTLY
    many = vanished > TOLERATED_FILES and vanished > known * TOLERATED_SHARE
    return mostly or many

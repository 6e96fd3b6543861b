"""Folders of which nothing is left, as when a disk is not mounted.

What is in a mount point then is not always nothing: often there is a file that keeps it, such as
`.not-mounted`. So a folder counts as lost if no photograph is in it or below it.
"""

import errno

from bviewer.library.paths import way_to
from bviewer.library.tree import Library, UnsafePath

GONE = "is gone with its"
EMPTY = "holds none of its"

_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class LostFolders:
    """Asks the disk once about each folder; `home` is that of a gallery."""

    def __init__(self, home: Library) -> None:
        self._home = home
        self._states: dict[str, str] = {}

    def around(self, folder: str) -> tuple[str, str]:
        """Return the highest lost folder that is `folder` or holds it, and its state in words.

        These go on with a number of photographs. Both are empty if there is no such folder.
        """
        for path in way_to(folder):
            if path not in self._states:
                self._states[path] = state_of(self._home, path)
            if state := self._states[path]:
                return path, state
        return "", ""


def state_of(home: Library, folder: str) -> str:
    """Return what is wrong with a folder; empty if it has photographs, or nobody can know."""
    try:
        home.present(folder, ())
    except UnsafePath:  # Of a row whose place another one has taken.
        return ""
    except OSError as error:
        reason = error.strerror or str(error)
        return GONE if error.errno in _NO_FOLDER else f"cannot be read ({reason}), nor its"
    has_some = any(listing.files or not listing.readable for listing in home.walk(folder))
    return "" if has_some else EMPTY

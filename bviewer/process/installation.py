"""A complete installation in one folder: ini file, database, queue, cache, owner and gallery."""

import fcntl
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import store_user
from bviewer.albums.editing import set_visibility
from bviewer.albums.galleries import add_gallery, checked_zone, find_gallery, top_album
from bviewer.albums.gallery_hosts import gallery_of
from bviewer.config.hosts import THIS_MACHINE
from bviewer.config.ini import read_settings
from bviewer.config.ini_editing import replace_value
from bviewer.library.names import display_name
from bviewer.models import Gallery, User, Visibility
from bviewer.problems import Problem

OTHERS = stat.S_IRWXG | stat.S_IRWXO

OWNER = "owner"

# Ini files end values at line breaks and strip them, and they are UTF-8.
LIBRARY_NAME = r"[^\n\r\ud800-\udfff]*[^\s\ud800-\udfff]"
# What is in this folder is named by URLs, and by `here` in the ini file.
DATA_NAME = r"[^%#?\x00-\x1f]*"

INI = """\
# Written by `bviewer serve`; every other command and pserve understand it.
[app:main]
use = egg:bviewer
sqlalchemy.url = sqlite:///%(here)s/bviewer.sqlite
bviewer.library = {library}
bviewer.cache = %(here)s/cache
bviewer.queue = sqlite:///%(here)s/queue.sqlite
bviewer.secret = {secret}
bviewer.default_gallery = {host}

[server:main]
use = egg:bviewer#server
host = 127.0.0.1
port = 6543
workers = 2

[loggers]
keys = root, alembic

[handlers]
keys = console

[formatters]
keys = line

[logger_root]
level = INFO
handlers = console

[logger_alembic]
level = WARNING
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = line

[formatter_line]
class = bviewer.process.logs.LineFormatter
format = %(levelname)-5.5s %(name)s: %(message)s
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """The folder that holds everything bviewer writes about one library."""

    folder: Path

    @property
    def ini(self) -> Path:
        """Return the ini file of the installation."""
        return self.folder / "bviewer.ini"

    def close_to_others(self) -> bool:
        """Take the folder and the files in it from all but their owner; tell if anybody else had
        them.

        What is deeper is closed with the folder, and a disk that knows no owners stays as it is.
        """
        before = self._open_to_others()
        for path in before:
            with suppress(PermissionError):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        return before != self._open_to_others()

    def _open_to_others(self) -> list[Path]:
        found = [self.folder, *self.folder.iterdir()]
        return [path for path in found if not path.is_symlink() and path.stat().st_mode & OTHERS]

    def create(self, library: Path) -> None:
        """Write the ini file, whole or not at all, unless there is one."""
        if self.ini.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
        text = INI.format(
            library=str(library).replace("%", "%%"),
            secret=secrets.token_urlsafe(32),
            host=THIS_MACHINE,
        )
        draft = self.ini.with_suffix(".part")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(self.ini)

    def change_library(self, library: Path) -> None:
        """Write another library into the ini file, whole or not at all; the rest of it stays.

        Refuse if something else would change, or nothing: then a person has to.
        """
        draft = self.ini.with_suffix(".part.ini")
        try:
            replace_value(self.ini, draft, "bviewer.library", str(library))
            if read_settings(draft) != replace(read_settings(self.ini), library=library):
                raise KeyError(library)
            draft.replace(self.ini.resolve())
        except KeyError as error:
            ini = str(self.ini)
            raise Problem("library_not_changed", "data", ini=ini, library=str(library)) from error
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the folder for this process meanwhile; refuse if another one serves from it.

        Containers on the same machine see that of each other. The lock is that of the process, and
        not of the file as with flock: workers that are forked off do not have it, and it is gone
        with the process that is killed. So nobody may keep it twice at a time: the process that
        closes either file has let go of both.
        """
        with (self.folder / "bviewer.lock").open("w") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError) as error:
                raise Problem("data_in_use", "data", data=str(self.folder)) from error
            yield


def expanded(folder: Path, field: str = "data") -> Path:
    """Return the absolute path of a folder; a `~` that the shell has left is a home directory."""
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:
        raise Problem("home_directory_unknown", field, folder=str(folder)) from error


def checked_library(folder: Path) -> Path:
    """Return the real path of a folder of photographs that can be read and named in an ini."""
    folder = expanded(folder, "photos")
    if not folder.exists():
        raise Problem("photos_missing", "photos", folder=str(folder))
    if not folder.is_dir():
        raise Problem("photos_not_a_folder", "photos", folder=str(folder))
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem("photos_unreadable", "photos", folder=str(folder), reason=reason)
        raise problem from error
    library = folder.resolve()
    if not re.fullmatch(LIBRARY_NAME, str(library)):
        raise Problem("photos_name_invalid", "photos", folder=str(library))
    return library


def checked_data_folder(folder: Path) -> Path:
    """Return the absolute path of a folder that an ini file can be in; refuse any other."""
    folder = expanded(folder)
    if not re.fullmatch(DATA_NAME, str(folder)):
        raise Problem("data_name_invalid", "data", data=str(folder))
    if folder.exists() and not folder.is_dir():
        raise Problem("data_not_a_folder", "data", data=str(folder))
    return folder


def default_data_folder(library: Path | None) -> Path:
    """Return where an installation goes if nobody says: one folder for each library."""
    root = expanded(Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")) / "bviewer"
    if library is None:
        return root / "demo"
    digest = hashlib.sha256(os.fsencode(library)).hexdigest()[:8]
    name = "".join(letter if letter.isalnum() else "-" for letter in display_name(library.name))
    return root / f"{name[:60]}-{digest}"


def require_apart(library: Path, data: Path) -> None:
    """Refuse a data folder among the photographs: nothing is ever written there."""
    if data.resolve().is_relative_to(library):
        raise Problem("data_in_library", "data", data=str(data))


def ensure_gallery(
    session: Session, library: Path, visibility: Visibility | None, at_first: Visibility
) -> Gallery:
    """Return the gallery of a laptop, made with its owner at the first start.

    Its visibility is `at_first` then and stays as it is later, unless `visibility` is asked for.
    """
    gallery = gallery_of(session, THIS_MACHINE)
    if gallery is None:
        owner = session.scalar(select(User).where(User.name == OWNER)) or store_user(
            session, OWNER, None, None
        )
        gallery = add_gallery(session, THIS_MACHINE, owner, "", title=library.name)
        gallery.time_zone = local_zone()
        gallery.introduced = False
        visibility = visibility or at_first
    if visibility is not None:
        set_visibility(session, top_album(session, gallery), visibility)
    return gallery


def owner_link(session: Session) -> str:
    """Make a one-time sign-in link for the owner and return its path."""
    gallery = find_gallery(session, THIS_MACHINE)
    owner = session.get_one(User, gallery.owner_id)
    return f"/welcome/{make_sign_in_link(session, owner, gallery)}"


def local_zone() -> str:
    """Return the IANA name of this machine's time zone; UTC where it does not tell."""
    parts = os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")
    try:
        return checked_zone(os.environ.get("TZ") or parts[2] or "UTC")
    except Problem:
        return "UTC"

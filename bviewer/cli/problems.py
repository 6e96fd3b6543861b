"""Turning what went wrong into one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError

from bviewer.catalog.editing import AlbumError
from bviewer.catalog.galleries import GalleryError
from bviewer.catalog.sync import SyncRefused
from bviewer.library.names import printable
from bviewer.library.tree import LibraryOffline, UnsafePath
from bviewer.security.passwords import PasswordError
from bviewer.security.users import UserError
from bviewer.settings import SettingsError

EXPECTED = (
    AlbumError,
    GalleryError,
    LibraryOffline,
    PasswordError,
    SettingsError,
    SyncRefused,
    UnsafePath,
    UserError,
)


@contextmanager
def problems_in_one_line() -> Iterator[None]:
    """Expected errors end the command with their message and an exit code other than 0."""
    try:
        yield
    except EXPECTED as error:
        raise click.ClickException(printable(str(error))) from error
    except OperationalError as error:
        raise click.ClickException(f"the database: {printable(str(error.orig))}") from error
    except OSError as error:
        where = f": {printable(str(error.filename))}" if error.filename else ""
        raise click.ClickException(f"{error.strerror or error}{where}") from error

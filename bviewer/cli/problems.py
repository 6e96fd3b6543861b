"""Turning what went wrong into one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from bviewer.catalog.editing import AlbumError
from bviewer.catalog.galleries import GalleryError
from bviewer.catalog.sync import SyncRefused
from bviewer.installation import InstallationError
from bviewer.library.names import printable
from bviewer.library.tree import LibraryOffline, UnsafePath
from bviewer.logs import without_passwords
from bviewer.mail import MailNotSent
from bviewer.renditions.eviction import EvictionRunning
from bviewer.security.passwords import PasswordError
from bviewer.security.users import UserError
from bviewer.server import CannotListen
from bviewer.settings import SettingsError

EXPECTED = (
    AlbumError,
    CannotListen,
    EvictionRunning,
    GalleryError,
    InstallationError,
    LibraryOffline,
    MailNotSent,
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
        raise click.ClickException(one_line(error)) from error
    except DBAPIError as error:
        raise click.ClickException(f"the database: {one_line(error.orig)}") from error
    except UnicodeEncodeError as error:
        raise click.ClickException(f"{printable(error.object)} is not UTF-8") from error
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is not installed") from error
    except OSError as error:
        where = f": {printable(str(error.filename))}" if error.filename else ""
        raise click.ClickException(f"{error.strerror or error}{where}") from error


def one_line(error: object) -> str:
    """A message without line breaks and passwords, and nothing in it that moves the cursor."""
    return without_passwords(printable(" ".join(str(error).split())))

"""Turning what went wrong into one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from bviewer.accounts.mail import MailNotSent
from bviewer.accounts.passwords import PasswordError
from bviewer.accounts.users import UserError
from bviewer.albums.editing import AlbumError
from bviewer.albums.galleries import GalleryError
from bviewer.config.settings import SettingsError
from bviewer.library.names import printable
from bviewer.library.tree import LibraryOffline, UnsafePath
from bviewer.process.installation import InstallationError
from bviewer.process.server import CannotListen
from bviewer.renditions.eviction import EvictionRunning
from bviewer.security.redaction import without_passwords
from bviewer.sync.guard import SyncRefused

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

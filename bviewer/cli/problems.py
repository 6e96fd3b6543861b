"""Turning what went wrong into one line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from bviewer.cli.sentences import sentence
from bviewer.config.settings import SettingsError
from bviewer.library.names import printable
from bviewer.problems import Problem
from bviewer.security.redaction import one_line


@contextmanager
def problems_in_one_line() -> Iterator[None]:
    """End the command with one line and an exit code other than 0 when something goes wrong."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(one_line(sentence(problem))) from problem
    except SettingsError as error:
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

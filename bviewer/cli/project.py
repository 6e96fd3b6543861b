"""What commands on an installation share: its ini file, its engine, its runtime."""

import configparser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import click
import plaster

from bviewer.cli.problems import problems_in_one_line
from bviewer.db import make_engine, migrate
from bviewer.jobs.runtime import Runtime, make_runtime
from bviewer.models import Visibility
from bviewer.requirements import require
from bviewer.settings import Settings, SettingsError

# That it exists is found out on reading: then the answer is one line, without a usage around it.
ini_argument = click.argument("ini", type=click.Path(path_type=Path))

# By value: of an enumeration itself click takes the names, in capitals.
visibility_choice = click.Choice([flag.value for flag in Visibility])

alias_option = click.option(
    "--alias",
    "aliases",
    metavar="HOST",
    multiple=True,
    help="Another host, which redirects to the gallery's own; may be given several times.",
)


def read_settings(ini: Path) -> Settings:
    """The settings of an installation; raises SettingsError (or OSError) with what is wrong."""
    try:
        section = plaster.get_settings(str(ini), "app:main")
    except (plaster.PlasterError, configparser.Error, UnicodeError) as error:
        raise SettingsError([f"{ini} cannot be read: {explanation(error)}"]) from error
    return Settings.from_ini(section)


def explanation(error: Exception) -> str:
    """What is wrong with an ini file; where its parser would quote a value, only the place."""
    match error:
        case configparser.InterpolationError():
            return f"{error.option}: a % that is meant as such is written %%"
        case configparser.MissingSectionHeaderError():
            return f"line {error.lineno} is not in a section"
        case configparser.ParsingError():
            return f"line {error.errors[0][0]} is neither a section nor KEY = VALUE"
    return str(error)


@contextmanager
def open_project(ini: Path) -> Iterator[Runtime]:
    """The runtime of an installation, with its schema brought up to date."""
    with problems_in_one_line():
        settings = read_settings(ini)
        engine = make_engine(settings, longest_statement="10min")  # A sync has long ones.
        try:
            require(
                {
                    "bviewer.cache": partial(settings.cache.mkdir, parents=True, exist_ok=True),
                    "sqlalchemy.url": partial(migrate, engine),
                }
            )
            runtime = make_runtime(settings, engine)
            with closing(runtime.queue):
                yield runtime
        finally:
            engine.dispose()

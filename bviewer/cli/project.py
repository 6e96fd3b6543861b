"""What commands on an installation share: its ini file, its engine, its runtime."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import plaster

from bviewer.cli.problems import problems_in_one_line
from bviewer.db import make_engine, migrate
from bviewer.jobs.runtime import Runtime, make_runtime
from bviewer.settings import Settings, SettingsError

ini_argument = click.argument("ini", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def read_settings(ini: Path) -> Settings:
    """The settings of an installation; raises SettingsError that names what is wrong."""
    try:
        return Settings.from_ini(plaster.get_settings(str(ini), "app:main"))
    except (plaster.PlasterError, ValueError) as error:
        raise SettingsError([str(error)]) from error


@contextmanager
def open_project(ini: Path) -> Iterator[Runtime]:
    """The runtime of an installation, with its schema brought up to date."""
    with problems_in_one_line():
        settings = read_settings(ini)
        settings.cache.mkdir(parents=True, exist_ok=True)
        engine = make_engine(settings)
        migrate(engine)
        try:
            yield make_runtime(settings, engine)
        finally:
            engine.dispose()

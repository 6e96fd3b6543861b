"""Working on an installation without serving it, as commands do."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from bviewer.config.ini import read_settings
from bviewer.db.engine import make_engine
from bviewer.db.schema import Progress, migrate, nobody_waits
from bviewer.process.startup_checks import require
from bviewer.queue.runtime import Runtime
from bviewer.tasks import make_runtime


@contextmanager
def open_project(ini: Path, migrating: Progress = nobody_waits) -> Iterator[Runtime]:
    """Yield the runtime of an installation, with its schema brought up to date.

    Raises SettingsError, CannotStart among them, or OSError if its ini file cannot be read.
    """
    settings = read_settings(ini)
    engine = make_engine(settings, longest_statement="10min")  # A sync has long ones.
    try:
        require(
            {
                "bviewer.cache": partial(settings.cache.mkdir, parents=True, exist_ok=True),
                "sqlalchemy.url": partial(migrate, engine, migrating),
            }
        )
        runtime = make_runtime(settings, engine)
        with closing(runtime.queue):
            yield runtime
    finally:
        engine.dispose()

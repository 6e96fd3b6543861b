"""Running tasks over an installation: what `bviewer worker` does, and the worker of a server."""

from pathlib import Path

from bviewer.config.settings import SettingsError
from bviewer.library.facts import load_parsers
from bviewer.process.project import open_project
from bviewer.process.startup_checks import folder_checks, require
from bviewer.queue.worker import run_worker
from bviewer.renditions.store import load_pipeline


def work(ini: Path, workers: int, parent: int | None = None) -> None:
    """Run tasks until told to end, or until the process `parent` ends, if it is given.

    Raises SettingsError, CannotStart among them, or OSError if the ini file cannot be read.
    """
    with open_project(ini) as runtime:
        if runtime.settings.queue == "immediate":
            raise SettingsError(["bviewer.queue: immediate leaves nothing to a worker"])
        require(folder_checks(runtime.settings))
        # Once for all processes that are forked from here.
        load_parsers()
        load_pipeline()
        run_worker(runtime, workers, parent)

"""Running tasks over an installation: what `bviewer worker` does, and the worker of a server."""

import os
from contextlib import suppress
from pathlib import Path

from bviewer.config.settings import SettingsError
from bviewer.library.facts import load_parsers
from bviewer.process.project import open_project
from bviewer.process.startup_checks import folder_checks, require
from bviewer.process.watching import Watcher
from bviewer.queue.worker import run_worker
from bviewer.renditions.store import load_pipeline

AUTOGROUP = Path("/proc/self/autogroup")
PRIORITY = 10  # As what decodes a photograph has (`sandbox`).


def work(ini: Path, workers: int, parent: int | None = None) -> None:
    """Run tasks until told to end, or until the process `parent` ends, if it is given.

    Raises SettingsError, CannotStart among them, or OSError if the ini file cannot be read.
    """
    if parent is not None:
        leave_processors_to_pages()
    with open_project(ini) as runtime:
        if runtime.settings.queue == "immediate":
            raise SettingsError(["bviewer.queue: immediate leaves nothing to a worker"])
        require(folder_checks(runtime.settings))
        # Once for all processes that are forked from here.
        load_parsers()
        load_pipeline()
        run_worker(runtime, workers, parent, Watcher(runtime).look)


def leave_processors_to_pages() -> None:
    """Lower the priority of this process, and of its session where the kernel knows such a thing.

    Linux shares processors among sessions first (sched(7), autogroup), and the worker beside a
    server has one of its own: a low priority counts within a session only. In a container or a
    service it counts, and sessions do not.
    """
    os.nice(PRIORITY)
    with suppress(OSError):
        AUTOGROUP.write_text(str(PRIORITY))

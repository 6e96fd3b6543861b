"""Whether there is what settings name: asked at the start, and by whoever looks after a server.

What is not there is one line that names the setting. A queue that is away keeps no web process from
starting: pages and all that is ready need none, and after a power cut they may be there before it.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sqlalchemy.exc import DBAPIError

from bviewer.config.settings import CannotStart, Settings, SettingsError
from bviewer.db.schema import require_schema
from bviewer.library.names import printable
from bviewer.queue.queue import Queue
from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import QueueAway

log = logging.getLogger(__name__)

Check = Callable[[], None]


def require(checks: Mapping[str, Check]) -> None:
    """Run all checks, which are named by settings; raises CannotStart for those that fail."""
    problems = [problem for key, check in checks.items() for problem in problems_of(key, check)]
    if problems:
        raise CannotStart(problems)


def problems_of(key: str, check: Check) -> Iterator[str]:
    """Yield what a check has to say, on one line, after the name of its setting."""
    try:
        check()
    except SettingsError as error:
        yield from error.problems
    except DBAPIError as error:
        yield f"{key}: {printable(' '.join(str(error.orig).split()))}"
    except OSError as error:
        yield f"{key}: {printable(str(error))}"


def require_library(settings: Settings) -> None:
    """Raise OSError unless the folder of photographs is there; it may be empty, or not mounted."""
    with os.scandir(settings.library):
        pass


def require_cache(settings: Settings) -> None:
    """Raise OSError unless the cache is there, and files can be made in it."""
    if not os.access(settings.cache, os.W_OK | os.X_OK):
        raise PermissionError(f"{settings.cache} cannot be written to")


def make_cache(settings: Settings) -> None:
    """Make the folder of the cache if it is missing, and raise OSError unless files can be made in
    it."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    require_cache(settings)


def folder_checks(settings: Settings) -> dict[str, Check]:
    """Return what web processes and workers need of the disks."""
    return {
        "bviewer.library": partial(require_library, settings),
        "bviewer.cache": partial(make_cache, settings),
    }


def require_all(runtime: Runtime) -> None:
    """Raise CannotStart that names every setting behind which there is nothing to work with.

    Either way no connection stays open: what is forked off this process must not have it as well.
    """
    try:
        require(
            {
                "sqlalchemy.url": partial(require_schema, runtime.engine),
                **folder_checks(runtime.settings),
                "bviewer.queue": partial(require_queue, runtime.queue),
            }
        )
    finally:
        runtime.engine.dispose()
        runtime.queue.close()


def require_queue(queue: Queue) -> None:
    """Raise SettingsError for a queue that never will answer; of one that is away, tell."""
    try:
        queue.require()
    except QueueAway as error:
        (problem,) = error.problems
        log.warning("%s; until it answers, no new images are made", problem)

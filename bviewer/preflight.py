"""What a server looks at before it starts: whether all that its settings name is there.

But for a queue that is away: pages and all that is ready need none, and after a power cut the web
processes may be there before it.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator

from pyramid.router import Router
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bviewer import main
from bviewer.db import require_schema
from bviewer.jobs.queue import Queue
from bviewer.jobs.runtime import Runtime
from bviewer.jobs.storage import QueueAway
from bviewer.library.names import printable
from bviewer.settings import Settings, SettingsError

log = logging.getLogger(__name__)


def start(global_config: dict[str, str], **ini: str) -> Router:
    """What ini files call the application. What an operator can mend is one line and the end."""
    try:
        app = main(global_config, **ini)
        require_all(
            *(app.registry[f"bviewer.{name}"] for name in ("settings", "engine", "runtime"))
        )
    except SettingsError as error:
        sys.exit(f"bviewer: {error}")
    return app


def require_all(settings: Settings, engine: Engine, runtime: Runtime) -> None:
    """Raise SettingsError that names every setting behind which there is nothing to work with."""
    checks: list[tuple[str, Callable[[], None]]] = [
        ("sqlalchemy.url", lambda: require_schema(engine)),
        ("bviewer.library", lambda: require_library(settings)),
        ("bviewer.cache", lambda: require_cache(settings)),
        ("bviewer.queue", lambda: require_queue(runtime.queue)),
    ]
    problems = [problem for key, check in checks for problem in problems_of(key, check)]
    if problems:
        raise SettingsError(problems)


def problems_of(key: str, check: Callable[[], None]) -> Iterator[str]:
    """What a check has to say, on one line, after the name of its setting."""
    try:
        check()
    except SettingsError as error:
        yield from error.problems
    except OperationalError as error:
        yield f"{key}: {printable(' '.join(str(error.orig).split()))}"
    except OSError as error:
        yield f"{key}: {printable(str(error))}"


def require_library(settings: Settings) -> None:
    """Raise OSError unless the folder of photographs is there; it may be empty, or not mounted."""
    with os.scandir(settings.library):
        pass


def require_cache(settings: Settings) -> None:
    """Raise OSError unless files can be made in the cache."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.cache, os.W_OK | os.X_OK):
        raise PermissionError(f"{settings.cache} cannot be written to")


def require_queue(queue: Queue) -> None:
    """Raise SettingsError for a queue that never will answer; of one that is away, tell."""
    try:
        queue.require()
    except QueueAway as error:
        (problem,) = error.problems
        log.warning("%s; until it answers, no new images are made", problem)

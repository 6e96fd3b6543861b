"""What a server looks at before it starts: whether all that its settings name is there.

But for a queue that is away: pages and all that is ready need none, and after a power cut the web
processes may be there before it.
"""

import logging
import sys
from functools import partial

from pyramid.router import Router
from sqlalchemy import Engine

from bviewer import main
from bviewer.db import require_schema
from bviewer.jobs.queue import Queue
from bviewer.jobs.runtime import Runtime
from bviewer.jobs.storage import QueueAway
from bviewer.logs import without_passwords
from bviewer.requirements import folder_checks, require
from bviewer.settings import CannotStart, Settings, SettingsError

log = logging.getLogger(__name__)


def start(global_config: dict[str, str], **ini: str) -> Router:
    """What ini files call the application. What an operator can mend is one line and the end."""
    try:
        app = main(global_config, **ini)
        require_all(
            *(app.registry[f"bviewer.{name}"] for name in ("settings", "engine", "runtime"))
        )
    except SettingsError as error:
        sys.exit(f"bviewer: {without_passwords(str(error))}")
    return app


def require_all(settings: Settings, engine: Engine, runtime: Runtime) -> None:
    """Raise CannotStart that names every setting behind which there is nothing to work with."""
    try:
        require(
            {
                "sqlalchemy.url": partial(require_schema, engine),
                **folder_checks(settings),
                "bviewer.queue": partial(require_queue, runtime.queue),
            }
        )
    except CannotStart:
        engine.dispose()
        raise


def require_queue(queue: Queue) -> None:
    """Raise SettingsError for a queue that never will answer; of one that is away, tell."""
    try:
        queue.require()
    except QueueAway as error:
        (problem,) = error.problems
        log.warning("%s; until it answers, no new images are made", problem)

"""The web process behind nginx: waitress, whose requests come in turn.

In an ini file: `use = egg:bviewer#web`, with the settings of `egg:waitress#main`.
"""

from typing import Any

import waitress
from waitress.task import ThreadedTaskDispatcher

from bviewer.process.doors import tries_to_sign_in
from bviewer.process.turns import InTurn
from bviewer.security.limits import network


class BehindNginx(InTurn):
    """Gives each request to a thread, as the visitor's turn comes whom nginx names."""

    def add_task(self, task: Any) -> None:
        """Take the request that a connection has received.

        A comparison of a password needs a processor, but not Python: nobody waits for it.
        """
        if tries_to_sign_in(task):
            ThreadedTaskDispatcher.add_task(self, task)
            return
        task.visitor = network(task.requests[0].headers.get("X_FORWARDED_FOR", ""))
        super().add_task(task)


def serve_web(app: Any, _global_config: dict[str, str], **options: str) -> None:
    """Entry point for `pserve`: serve until interrupted."""
    listen(app, **options).run()


def listen(app: Any, threads: str = "3", **options: str) -> Any:
    """Return waitress, listening."""
    return waitress.create_server(app, _dispatcher=BehindNginx(int(threads)), **options)

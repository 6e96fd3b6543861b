"""What runs a process: the server and its workers, checks before the start, logs, health, metrics.

`application` is what ini files start, `server` listens, with limits for `connections` and `doors`
for tries to sign in, and `web` does behind nginx; in both, requests come in `turns`. `keeper` keeps
the server's worker, and that does `work`; `installation` is all that belongs to one library in a
folder.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: "Configurator") -> None:
    """Answer what machines ask at any host: is it well, how much is done."""
    config.include(".health")
    config.include(".metrics")

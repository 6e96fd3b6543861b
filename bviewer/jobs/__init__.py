"""Work that no request waits for, and the only place that knows Huey.

`queue` sends jobs (after the commit, once per key) and names them; `rendering`, `syncing` and
`sweeping` are the jobs; `worker` runs them in processes of their own. Jobs carry ids only: the
database row is the truth and the queue a hint, so a job may be lost, repeated or late.
"""

from pyramid.config import Configurator

from .enqueue import enqueue
from .runtime import make_runtime


def includeme(config: Configurator) -> None:
    """Give requests a way to send jobs."""
    settings, engine = config.registry["bviewer.settings"], config.registry["bviewer.engine"]
    runtime = make_runtime(settings, engine)
    config.registry["bviewer.runtime"] = runtime
    config.add_request_method(enqueue)

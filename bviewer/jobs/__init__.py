"""Work that no request waits for, and the only place that knows Huey.

`queue` names jobs and sends them once per key, which `claims` have taken until they are done;
`running` keeps to one worker at each. `storage` is where they wait, `job` what they all have, and
`enqueue` sends them after the commit. `rendering` (with `attempts`, which it records, and
`following`, where files change under its hands), `syncing`, `sweeping` (with `precaching`) and
`eviction` are the jobs; `worker` runs them in processes that end with whoever started them.
Jobs carry ids only: the database row is the truth and the queue a hint, so a job may be lost,
repeated or late.
"""

from pyramid.config import Configurator

from bviewer.jobs.enqueue import enqueue
from bviewer.jobs.runtime import make_runtime

# Seconds. A job that is not sent is sent when the browser asks again.
SENDING_PATIENCE = 0.2


def includeme(config: Configurator) -> None:
    """Give requests a way to send jobs."""
    settings, engine = config.registry["bviewer.settings"], config.registry["bviewer.engine"]
    runtime = make_runtime(settings, engine, patience=SENDING_PATIENCE)
    config.registry["bviewer.runtime"] = runtime
    config.add_request_method(enqueue)

"""Which sets an installation has."""

from sqlalchemy import Engine

from bviewer.queue.runtime import Runtime
from bviewer.queue.storage import redis_client
from bviewer.slideshow.sets import Sets
from bviewer.slideshow.table_sets import TableSets


def open_sets(runtime: Runtime, autocommit_engine: Engine) -> Sets:
    """Return the sets where the queue is, if that is Redis; else those in the database.

    `autocommit_engine`: where photographs are taken; workers, who take none, have any.
    """
    client = redis_client(runtime.queue.huey)
    if client is None:
        return TableSets(runtime.engine, autocommit_engine)
    # Nobody else waits for the driver.
    from bviewer.slideshow.redis_sets import RedisSets  # noqa: PLC0415

    return RedisSets(client, runtime.queue.breaker)

"""What tasks work with, in the web process and in workers alike."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine

from bviewer.config.settings import Settings
from bviewer.library.tree import Library
from bviewer.queue.counters import Counters, NoCounters, counters_folder
from bviewer.queue.queue import Queue
from bviewer.queue.storage import make_huey
from bviewer.queue.task import PeriodicTask, Priority, Task, Work
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.filling import Filling
from bviewer.renditions.reserve import Reserve
from bviewer.renditions.versions import pipeline_version
from bviewer.sandbox.limits import Limits
from bviewer.sandbox.places import Places


@dataclass(frozen=True, slots=True)
class Runtime:
    """The tools of services; built once per process.

    `lease`: seconds after which begun work is taken for lost with its worker. `tasks` has the task
    of each service that the queue knows.
    """

    settings: Settings
    engine: Engine
    queue: Queue
    library: Library
    cache: RenditionCache
    limits: Limits
    pipeline_version: str
    lease: float
    counters: NoCounters
    tasks: dict[Work, Task] = field(default_factory=dict)
    filling: Filling = field(default_factory=Filling)
    places: Places = field(default_factory=Places)

    def send(self, work: Work, *ids: object, priority: Priority | None = None) -> bool:
        """Queue work; False if the same is waiting or running already, or is rare and was sent in
        this minute."""
        task = self.tasks[work]
        key = task.key(*ids)
        if task.rare and not self.queue.take_minute(key, datetime.now(UTC)):
            return False
        return self.queue.send(task.name, *ids, key=key, priority=priority)

    def release(self, work: Work, *ids: object) -> None:
        """Let work be sent again that whoever was at it has not ended."""
        self.queue.claims.release(self.tasks[work].key(*ids))

    def is_wanted(self, work: Work, *ids: object) -> bool:
        """Return whether work waits or runs, as far as its claim tells."""
        claim = self.queue.claims.held(self.tasks[work].key(*ids))
        return claim is not None and not self.queue.claims.is_stale(claim)

    def renewing(self, work: Work, *ids: object) -> Callable[[], None]:
        """Return what long work calls again and again to keep its claim."""
        return self.queue.locks.renewing(self.tasks[work].key(*ids))

    def register(self, tasks: Iterable[Task], periodic: Collection[PeriodicTask]) -> None:
        """Make tasks known to the queue."""
        for task in tasks:
            self.tasks[task.work] = task
            then = [upkeep.name for upkeep in periodic if task.work in upkeep.after]
            self.queue.register(task.name, partial(task.work, self), task.priority, then)
        for upkeep in periodic:
            self.queue.register_periodic(upkeep.name, partial(upkeep.work, self), **upkeep.when)


def open_runtime(settings: Settings, engine: Engine, patience: float = 5) -> Runtime:
    """Open the library, the cache and the queue.

    `patience`: seconds to wait for a queue that others are writing to.
    """
    lease = 2 * settings.job_timeout
    return Runtime(
        settings=settings,
        engine=engine,
        queue=Queue(make_huey(settings.queue, settings.secret, patience), lease),
        library=Library(settings.library, settings.formats),
        cache=RenditionCache(settings.cache, Reserve(settings.cache, settings.cache_reserve_mb)),
        limits=Limits(settings.max_pixels, settings.job_memory_mb, settings.job_timeout),
        pipeline_version=pipeline_version(settings.sizes),
        lease=lease,
        counters=Counters(counters_folder(settings.cache)) if settings.metrics else NoCounters(),
    )

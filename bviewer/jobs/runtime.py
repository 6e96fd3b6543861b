"""What jobs work with, in the web process and in workers alike."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from bviewer.counters import Counters, NoCounters
from bviewer.jobs.checking import check_images_job
from bviewer.jobs.eviction import keep_budgets_job
from bviewer.jobs.job import Priority
from bviewer.jobs.measuring import measure_cache, metrics_folder
from bviewer.jobs.precaching import Precaching
from bviewer.jobs.queue import Queue
from bviewer.jobs.rendering import render_image
from bviewer.jobs.storage import make_huey
from bviewer.jobs.sweeping import sweep
from bviewer.jobs.syncing import sync_gallery_job
from bviewer.library.tree import Library
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.sizes import recipe
from bviewer.renditions.store import Limits
from bviewer.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """The tools of the jobs; built once per process.

    `lease`: seconds after which begun work is taken for lost with its worker.
    """

    settings: Settings
    engine: Engine
    queue: Queue
    library: Library
    cache: RenditionCache
    limits: Limits
    recipe: str
    lease: float
    counters: NoCounters


def make_runtime(settings: Settings, engine: Engine, patience: float = 5) -> Runtime:
    """Open the library, the cache and the queue, and register every job.

    `patience`: seconds to wait for a queue that others are writing to.
    """
    lease = 2 * settings.job_timeout
    runtime = Runtime(
        settings=settings,
        engine=engine,
        queue=Queue(make_huey(settings.queue, settings.secret, patience), lease),
        library=Library(settings.library, settings.formats),
        cache=RenditionCache(settings.cache),
        limits=Limits(settings.max_pixels, settings.job_memory_mb, settings.job_timeout),
        recipe=recipe(settings.sizes),
        lease=lease,
        counters=make_counters(settings),
    )
    queue = runtime.queue
    queue.register("render_image", partial(render_image, runtime), Priority.VISITOR)
    queue.register("sync_gallery", partial(sync_gallery_job, runtime), Priority.BACKGROUND)
    queue.register_periodic("sweep", partial(sweep, runtime, Precaching()), minute="*")
    queue.register_periodic("keep_budgets", partial(keep_budgets_job, runtime), minute="17")
    queue.register_periodic(
        "check_images", partial(check_images_job, runtime), hour="3", minute="37"
    )
    if settings.metrics:
        queue.register_periodic("measure_cache", partial(measure_cache, runtime), minute="*/10")
    return runtime


def make_counters(settings: Settings) -> NoCounters:
    """Counters for the page of metrics, if there is one."""
    return Counters(metrics_folder(settings.cache)) if settings.metrics else NoCounters()

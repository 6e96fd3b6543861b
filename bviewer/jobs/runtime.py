"""What jobs work with, in the web process and in workers alike."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from bviewer.library.tree import Library
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.sizes import recipe
from bviewer.renditions.store import Limits
from bviewer.settings import Settings

from .queue import Priority, Queue, make_huey
from .rendering import render_image
from .sweeping import sweep
from .syncing import sync_gallery_job


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
    )
    queue = runtime.queue
    queue.register("render_image", partial(render_image, runtime), Priority.VISITOR)
    queue.register("sync_gallery", partial(sync_gallery_job, runtime), Priority.BACKGROUND)
    queue.register_periodic("sweep", partial(sweep, runtime), minute="*")
    return runtime

"""Worker processes: Huey's consumer, started by a command or as a child of the web process."""

import signal

from .parent import end_with_parent
from .runtime import Runtime


def run_worker(runtime: Runtime, workers: int, *, with_parent: bool = False) -> None:
    """Run jobs until SIGINT (finish the jobs at hand) or SIGTERM (drop them; the sweep finds them).

    With `with_parent` the death of the process that started this one ends it as well.
    """
    runtime.engine.dispose()
    huey = runtime.queue.huey

    @huey.on_startup(name="worker-process")
    def prepare() -> None:
        end_with_parent(signal.SIGTERM)
        # Connections of the parent must not be used, nor closed, on this side of the fork.
        runtime.engine.dispose(close=False)

    if with_parent:
        end_with_parent(signal.SIGINT)
    huey.create_consumer(workers=workers, worker_type="process", max_delay=0.5).run()

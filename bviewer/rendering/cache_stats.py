"""How much each gallery has in the cache, measured now and then for the page of metrics.

A large cache takes its time, so a worker looks and whoever asks reads what it has found.
"""

import json
import os
import time
from pathlib import Path
from typing import NamedTuple

from bviewer.queue.counters import counters_folder
from bviewer.queue.runtime import Runtime
from bviewer.rendering.eviction import budgets
from bviewer.renditions.inventory import measure


class Measures(NamedTuple):
    """When it was measured, in seconds since 1970; host, kind (images, archives) and bytes."""

    time: float
    sizes: list[tuple[str, str, int]]


def measure_cache(runtime: Runtime) -> None:
    """Measure the whole cache, and write it down whole or not at all."""
    root, moment = runtime.settings.cache, time.time()
    sizes = [
        (budget.host, budget.kind, measure(root, budget.folder).bytes_before)
        for budget in budgets(runtime)
    ]
    file = measures_file(runtime)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    draft.write_text(json.dumps(Measures(moment, sizes)), encoding="utf-8")
    draft.replace(file)


def read_measures(runtime: Runtime) -> Measures | None:
    """Return what was found the last time; None if nobody has looked yet."""
    try:
        return Measures(*json.loads(measures_file(runtime).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def measures_file(runtime: Runtime) -> Path:
    """Return the file of these numbers: one for all workers with the same cache."""
    return counters_folder(runtime.settings.cache) / "cache.json"

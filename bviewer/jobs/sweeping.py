"""The periodic look for work that was lost with a killed worker."""

import logging
from typing import TYPE_CHECKING

from bviewer.db import work_session

from .rendering import overdue, render_key

if TYPE_CHECKING:
    from .runtime import Runtime

log = logging.getLogger(__name__)

TEMPORARY_AGE = 3600  # Seconds; no write takes that long.


def sweep(runtime: "Runtime") -> None:
    """Send again what was begun and never ended; remove what killed workers left in the cache."""
    with work_session(runtime.engine) as session:
        image_ids = overdue(runtime, session)
    for image_id in image_ids:
        runtime.queue.send("render_image", image_id, key=render_key(image_id))
    if image_ids:
        log.info("sent %d lost jobs again", len(image_ids))
    runtime.cache.remove_temporaries(TEMPORARY_AGE)

"""The periodic look for work: what was lost with a killed worker, what nobody asked for yet."""

import logging
from typing import TYPE_CHECKING

from bviewer.jobs.attempts import overdue
from bviewer.jobs.precaching import Precaching
from bviewer.jobs.rendering import render_key

if TYPE_CHECKING:
    from bviewer.jobs.runtime import Runtime

log = logging.getLogger(__name__)


def sweep(runtime: "Runtime", precaching: Precaching | None = None) -> None:
    """Send again what was begun and never ended, and then perhaps what nobody asked for yet.

    Any number of consumers may sweep at any time: a job that is sent again is claimed again.
    """
    queue = runtime.queue
    lost = queue.resend_lost()
    # After a loss of the queue itself, only the rows know what was begun.
    lost += sum(
        queue.send("render_image", image_id, key=render_key(image_id))
        for image_id in overdue(runtime)
    )
    if lost:
        log.info("sent %d lost jobs again", lost)
    if precaching is not None and runtime.settings.precache:
        precaching.send(runtime)

"""The periodic look for work that was lost with a killed worker."""

import logging
from typing import TYPE_CHECKING

from .attempts import overdue
from .rendering import render_key

if TYPE_CHECKING:
    from .runtime import Runtime

log = logging.getLogger(__name__)


def sweep(runtime: "Runtime") -> None:
    """Send again what was begun and never ended.

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

"""The periodic look for lost work: what was lost with a killed worker, or with the queue."""

import logging

from bviewer.queue.runtime import Runtime

log = logging.getLogger(__name__)


def recover(runtime: Runtime) -> None:
    """Send again what was begun and never ended.

    Any number of consumers may do so at any time: work that is sent again is claimed again.
    """
    lost = runtime.queue.resend_lost()
    # After a loss of the queue itself, only the rows know what was begun.
    for task in runtime.tasks.values():
        if task.overdue is not None:
            lost += sum(runtime.send(task.work, work_id) for work_id in task.overdue(runtime))
    if lost:
        log.info("sent %d lost tasks again", lost)

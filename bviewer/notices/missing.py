"""Telling owners which of their photographs are missing."""

import logging
from contextlib import suppress
from functools import partial
from pathlib import Path

from bviewer.db.sessions import reading_session, work_session
from bviewer.library.names import printable
from bviewer.models import Gallery
from bviewer.notices.owners import Notice, send_soon, write_to_owner
from bviewer.queue.runtime import Runtime
from bviewer.sync.check_images import Report, check_images
from bviewer.sync.history import last_reports, was_refused_alone

log = logging.getLogger(__name__)


def report_missing(runtime: Runtime) -> None:
    """Tell each owner what is missing, every night. Nobody is told the same twice in a row."""
    for report in check_images(runtime):
        if not report.is_bad or is_told_by_sync(runtime, report):
            remember(runtime, report)
        elif not is_known(runtime, report):
            said = send_soon(runtime, write_of_missing(runtime, report))
            log.warning("%s: %s; %s", report.host, report.summary, printable(said))


def write_of_missing(runtime: Runtime, report: Report) -> Notice:
    """Write a mail to the owner about what is missing."""
    from bviewer.presenters.owner_letters import missing_letter  # noqa: PLC0415 - as in `owners`.

    with work_session(runtime.engine) as session:
        gallery = session.get(Gallery, report.gallery_id)
        if gallery is None:
            return Notice(obstacle="no mail was sent: the gallery was removed meanwhile")
        notice = write_to_owner(session, runtime.settings, gallery, partial(missing_letter, report))
    if not notice.obstacle:
        remember(runtime, report)
    return notice


def is_told_by_sync(runtime: Runtime, report: Report) -> bool:
    """Tell whether the owner knows of a disk that is away: the last sync was refused for that."""
    with reading_session(runtime.engine) as session:
        last = last_reports(session, report.gallery_id, 1)
    is_away = report.missing.offline or report.missing.is_unmounted
    return bool(is_away and last and was_refused_alone(last[0]))


def is_known(runtime: Runtime, report: Report) -> bool:
    """Tell whether the owner was told the same the last time."""
    with suppress(OSError):
        return last_digest(runtime, report).read_bytes() == report.missing.digest.encode()
    return False


def remember(runtime: Runtime, report: Report) -> None:
    """Take note of what the owner knows. If that fails, the owner is told again."""
    file = last_digest(runtime, report)
    try:
        if report.missing.digest:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(report.missing.digest.encode())
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s: what its owner knows cannot be noted: %s", report.host, error)


def last_digest(runtime: Runtime, report: Report) -> Path:
    """Return where that is kept: a cache that is lost costs nothing but a second mail."""
    return runtime.settings.cache / "missing" / str(report.gallery_id)

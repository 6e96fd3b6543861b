"""Telling the owners of galleries which of their photographs are missing."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bviewer.accounts.mail import MailNotSent
from bviewer.albums.budgets import chosen_galleries
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery, User
from bviewer.queue.runtime import Runtime
from bviewer.sync.missing import Missing, Progress, find_missing
from bviewer.sync.missing_report import described, summary
from bviewer.sync.owner import mail_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


log = logging.getLogger(__name__)


class Report(NamedTuple):
    """What is missing in a gallery, and whom to tell. No lines and no digest: nothing is."""

    gallery_id: int
    host: str
    address: str | None
    is_active: bool
    summary: str
    lines: list[str]
    digest: str

    @property
    def text(self) -> str:
        """Return what the owner reads."""
        return "\n".join(
            [f"{self.host}: {self.summary}.", "", *self.lines, "", "Nothing was changed.", ""]
        )


def check_images(
    runtime: Runtime, host: str | None = None, progress: Progress | None = None
) -> list[Report]:
    """Look for the originals of one gallery or of all; refuse an unknown host.

    `progress` is told, again and again, how many more were looked for.
    """
    with reading_session(runtime.engine) as session:
        galleries = chosen_galleries(session, host)
    return [check_gallery(runtime, gallery, progress) for gallery in galleries]


def check_gallery(runtime: Runtime, gallery: Gallery, progress: Progress | None) -> Report:
    """Look for the originals of a gallery."""
    missing = find_missing(runtime.engine, gallery, runtime.library, progress)
    with reading_session(runtime.engine) as session:
        return report_on(session, gallery, missing)


def report_on(session: "Session", gallery: Gallery, missing: Missing) -> Report:
    """Return a report, in words."""
    owner = session.get_one(User, gallery.owner_id)
    return Report(
        gallery_id=gallery.id,
        host=gallery.host,
        address=owner.mail,
        is_active=owner.active,
        summary=summary(missing),
        lines=list(described(session, gallery, missing)),
        digest=missing.digest,
    )


def tell_owner(runtime: Runtime, report: Report) -> str:
    """Send the owner a mail, if anything is missing; returns what was done."""
    if not report.lines:
        remember(runtime, report)
        return ""
    subject = f"{report.host}: {report.summary}"
    unsent = mail_to(runtime, report.address, subject, report.text, is_active=report.is_active)
    if unsent:
        return unsent
    remember(runtime, report)
    return f"told {report.address}"


def report_missing(runtime: Runtime) -> None:
    """Tell each owner what is missing, every night. Nobody is told the same twice in a row."""
    for report in check_images(runtime):
        if report.lines and is_known(runtime, report):
            continue
        try:
            done = tell_owner(runtime, report)
        except MailNotSent as error:
            done = str(error)
        if report.lines:
            log.warning("%s: %s; %s", report.host, report.summary, done)


def is_known(runtime: Runtime, report: Report) -> bool:
    """Tell whether the owner was told the same the last time."""
    with suppress(OSError):
        return last_digest(runtime, report).read_bytes() == report.digest.encode()
    return False


def remember(runtime: Runtime, report: Report) -> None:
    """Take note of what the owner knows. If that fails, the owner is told again."""
    file = last_digest(runtime, report)
    try:
        if report.digest:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(report.digest.encode())
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s: what its owner knows cannot be noted: %s", report.host, error)


def last_digest(runtime: Runtime, report: Report) -> Path:
    """Return where that is kept: a cache that is lost costs nothing but a second mail."""
    return runtime.settings.cache / "missing" / str(report.gallery_id)

"""Telling the owners of galleries which of their photographs are missing."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bviewer.catalog.budgets import chosen_galleries
from bviewer.catalog.missing import Missing, Progress, described, find_missing
from bviewer.db import reading_session
from bviewer.mail import MailNotSent, send_mail
from bviewer.models import Gallery, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from .runtime import Runtime

log = logging.getLogger(__name__)


class Report(NamedTuple):
    """What is missing in a gallery, and whom to tell. No lines: nothing is missing."""

    gallery_id: int
    host: str
    address: str | None
    summary: str
    lines: list[str]
    digest: str

    @property
    def text(self) -> str:
        """What the owner reads."""
        return "\n".join(
            [f"{self.host}: {self.summary}.", "", *self.lines, "", "Nothing was changed.", ""]
        )


def check_images(
    runtime: "Runtime", host: str | None = None, progress: Progress | None = None
) -> list[Report]:
    """Look for the originals of one gallery or of all; raises GalleryError.

    `progress` is told, again and again, how many more were looked for.
    """
    with reading_session(runtime.engine) as session:
        return [
            report_on(session, gallery, find_missing(session, gallery, runtime.library, progress))
            for gallery in chosen_galleries(session, host)
        ]


def report_on(session: "Session", gallery: Gallery, missing: Missing) -> Report:
    """A report, in words."""
    return Report(
        gallery_id=gallery.id,
        host=gallery.host,
        address=session.get_one(User, gallery.owner_id).mail,
        summary=summary(missing),
        lines=list(described(session, gallery, missing)),
        digest=missing.digest,
    )


def summary(missing: Missing) -> str:
    """What is missing, in a few words."""
    if missing.offline:
        return "the photographs cannot be read"
    if not missing.number:
        return "nothing is missing"
    return f"{missing.number:,} {'images have' if missing.number > 1 else 'image has'} no file"


def tell_owner(runtime: "Runtime", report: Report) -> str:
    """Send the owner a mail, if anything is missing; returns what was done. Raises MailNotSent."""
    if not report.lines:
        last_digest(runtime, report).unlink(missing_ok=True)
        return ""
    if not runtime.settings.mail_host:
        return "no mail was sent: there is no mail.host"
    if not report.address:
        return "no mail was sent: the owner has no address"
    subject = f"{report.host}: {report.summary}"
    send_mail(runtime.settings, report.address, subject, report.text)
    remember(runtime, report)
    return f"told {report.address}"


def check_images_job(runtime: "Runtime") -> None:
    """The same every night. Nobody is told the same twice in a row."""
    for report in check_images(runtime):
        if report.lines and is_known(runtime, report):
            continue
        try:
            done = tell_owner(runtime, report)
        except MailNotSent as error:
            done = str(error)
        if report.lines:
            log.warning("%s: %s; %s", report.host, report.summary, done)


def is_known(runtime: "Runtime", report: Report) -> bool:
    """Whether the owner was told the same the last time."""
    with suppress(OSError):
        return last_digest(runtime, report).read_text() == report.digest
    return False


def remember(runtime: "Runtime", report: Report) -> None:
    """Take note of what the owner was told; raises OSError."""
    file = last_digest(runtime, report)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report.digest)


def last_digest(runtime: "Runtime", report: Report) -> Path:
    """Where that is: a cache that is lost costs nothing but a second mail."""
    return runtime.settings.cache / "missing" / str(report.gallery_id)

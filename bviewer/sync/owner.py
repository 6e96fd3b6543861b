"""Telling the owner of a gallery something by mail."""

from bviewer.accounts.mail import MailNotSent, send_mail
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery, User
from bviewer.queue.runtime import Runtime
from bviewer.sync.report import Report


def mail_to(
    runtime: Runtime, address: str | None, subject: str, text: str, *, is_active: bool
) -> str:
    """Send a mail to an owner and return an empty text, or else why none is sent.

    Raises MailNotSent.
    """
    if not runtime.settings.mail_host:
        return "no mail was sent: there is no mail.host"
    if not is_active:
        return "no mail was sent: the owner is not active"
    if not address:
        return "no mail was sent: the owner has no address"
    send_mail(runtime.settings, address, subject, text)
    return ""


def tell_of_sync(runtime: Runtime, gallery_id: int, report: Report) -> str:
    """Mail the owner what a sync closed, hides, or shows of closed albums; return what was done.

    Nothing is sent and nothing returned where there is nothing of that.
    """
    lines = list(report.openness())
    if not lines:
        return ""
    with reading_session(runtime.engine) as session:
        gallery = session.get_one(Gallery, gallery_id)
        owner = session.get_one(User, gallery.owner_id)
        host, address, is_active = gallery.host, owner.mail, owner.active
    subject = f"{host}: {summary(report)}"
    text = "\n".join([f"{subject}.", "", *lines, ""])
    try:
        return mail_to(runtime, address, subject, text, is_active=is_active) or f"told {address}"
    except MailNotSent as error:
        return str(error)


def summary(report: Report) -> str:
    """Return what an owner should know of a sync, in a few words."""
    closed, shared = len(report.closed), report.shared.total()
    parts = []
    if closed:
        parts.append(f"{closed:,} {'albums were' if closed > 1 else 'album was'} closed")
    if shared:
        what = (
            "photographs of closed albums are" if shared > 1 else "photograph of a closed album is"
        )
        parts.append(f"{shared:,} {what} in a more open one")
    if report.hidden:
        hidden = len(report.hidden)
        parts.append(f"{hidden:,} {'albums are' if hidden > 1 else 'album is'} not shown any more")
    return ", ".join(parts)

"""Writing to the owner of a gallery, and sending that."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.orm import Session

from bviewer.access.letters import FIRST_DELAY, Draft, deliver, send_letter, write_letter
from bviewer.albums.gallery_hosts import host_for_others
from bviewer.config.settings import Settings
from bviewer.models import Gallery, User, now
from bviewer.queue.runtime import Runtime
from bviewer.tree.urls import Urls

if TYPE_CHECKING:
    from bviewer.presenters.languages import Language

Writer = Callable[["Language", Urls], Draft]


class Notice(NamedTuple):
    """A letter to an owner, or else the `obstacle`: why there is none."""

    letter_id: str = ""
    recipient: str = ""
    obstacle: str = ""


def write_to_owner(session: Session, settings: Settings, gallery: Gallery, write: Writer) -> Notice:
    """Write down a mail to an owner, if there is a way to reach them."""
    # Catalogues and CLDR take 10 MB, and most commands and workers never write.
    from bviewer.presenters.languages import language_for  # noqa: PLC0415

    owner = session.get_one(User, gallery.owner_id)
    if not settings.mail_host:
        return Notice(obstacle="no mail was sent: there is no mail.host")
    if not owner.active:
        return Notice(obstacle="no mail was sent: the owner is not active")
    if not owner.mail:
        return Notice(obstacle="no mail was sent: the owner has no address")
    letter = write_letter(
        session, owner.mail, write(language_for(owner), urls(session, settings, gallery))
    )
    # Who has it written sends it; others look after it only if that fails.
    letter.due_at = now() + FIRST_DELAY
    return Notice(str(letter.id), owner.mail)


def urls(session: Session, settings: Settings, gallery: Gallery) -> Urls:
    """Return the addresses of a gallery, where no request says by which protocol it is reached."""
    protocol = "https" if settings.secure_cookies else "http"
    return Urls(f"{protocol}://{host_for_others(session, gallery)}")


def send_soon(runtime: Runtime, notice: Notice) -> str:
    """Let a worker send a mail; return what becomes of it."""
    if notice.obstacle:
        return notice.obstacle
    runtime.send(send_letter, notice.letter_id)
    return f"a mail goes to {notice.recipient}"


def send_now(runtime: Runtime, notice: Notice) -> str:
    """Send a mail and return what was done; raises MailNotSent, and workers try again."""
    if notice.obstacle:
        return notice.obstacle
    deliver(runtime, notice.letter_id)
    return f"told {notice.recipient}"

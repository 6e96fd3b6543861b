"""Mail to people, which is written with a change and sent after it, and tried again if need be."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.access.invitations import make_link
from bviewer.accounts.links import make_secret
from bviewer.accounts.mail import MailNotSent, send_mail
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Invitation, Letter, Token, now
from bviewer.queue.runtime import Runtime

log = logging.getLogger(__name__)

# Where a letter has the secret of its link, which is made when it is sent. No title has it: it
# would only be replaced by what the reader gets anyway.
SECRET_PLACE = "secret-of-the-link"  # noqa: S105 - the place of one.

FIRST_DELAY = timedelta(minutes=1)  # Twice as long with each try.
MOST_TRIES = 11  # Within a day and a half.


class Draft(NamedTuple):
    """What a mail says, as plain text and as HTML."""

    subject: str
    text: str
    html: str


def write_letter(
    session: Session, recipient: str, draft: Draft, of: Invitation | Token | None = None
) -> Letter:
    """Write down a mail that is to be sent, with a link to what it is of."""
    letter = Letter(recipient=recipient, **draft._asdict())
    if isinstance(of, Invitation):
        letter.invitation_id = of.id
    elif of is not None:
        letter.token_id = of.id
    session.add(letter)
    session.flush()
    return letter


def overdue_letters(runtime: Runtime) -> Sequence[str]:
    """Return the ids of letters whose time has come (again)."""
    with reading_session(runtime.engine) as session:
        due = session.scalars(select(Letter.id).where(Letter.due_at <= now()))
        return [str(letter_id) for letter_id in due]


def send_letter(runtime: Runtime, letter_id: str) -> None:
    """Send a letter once, as a worker does: what keeps it from being sent is a line in the log."""
    try:
        deliver(runtime, letter_id)
    except MailNotSent as error:
        log.warning("%s", error)


def deliver(runtime: Runtime, letter_id: str) -> None:
    """Send a letter once; what cannot be sent is due again later, and given up in the end.

    Raises MailNotSent.
    """
    with work_session(runtime.engine) as session:
        letter = session.get(Letter, int(letter_id))
        if letter is None:
            return
        letter.due_at = now() + FIRST_DELAY * 2**letter.tries
        letter.tries += 1
        recipient, (subject, text, html) = letter.recipient, finished(session, letter)
    try:
        send_mail(runtime.settings, recipient, subject, text, html)
    except MailNotSent as error:
        note_outcome(runtime, letter_id, str(error))
        raise
    note_outcome(runtime, letter_id, None)


def finished(session: Session, letter: Letter) -> Draft:
    """Return what a letter says, with a link of its own if it is to have one."""
    draft = Draft(letter.subject, letter.text, letter.html)
    if letter.invitation_id is not None:
        token = make_link(session.get_one(Invitation, letter.invitation_id))
    elif letter.token_id is not None:
        token = make_secret(session.get_one(Token, letter.token_id))
    else:
        return draft
    return draft._replace(
        text=draft.text.replace(SECRET_PLACE, token), html=draft.html.replace(SECRET_PLACE, token)
    )


def note_outcome(runtime: Runtime, letter_id: str, error: str | None) -> None:
    """Let the owner see what became of a letter; one that is sent or given up is not kept."""
    with work_session(runtime.engine) as session:
        letter = session.get(Letter, int(letter_id))
        if letter is None:  # The invitation was taken back, or used, meanwhile.
            return
        if letter.invitation_id is not None:
            invitation = session.get_one(Invitation, letter.invitation_id)
            invitation.mail_error = error
            invitation.mailed_at = now() if error is None else None
        if error is None or letter.tries >= MOST_TRIES:
            session.delete(letter)

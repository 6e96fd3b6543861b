"""Wishes for access: anybody may ask, and the owner decides."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from bviewer.accounts.addresses import checked_mail
from bviewer.accounts.users import LONGEST_NAME
from bviewer.db.public_ids import ALL, Part
from bviewer.models import AccessRequest, Gallery, User, now
from bviewer.problems import Problem
from bviewer.security.audit import Event, audit, record
from bviewer.security.limits import count_try, network, seconds_to_wait

LONGEST_TEXT = 1000
PER_ADDRESS = 5  # Within the window of all limits.
MOST_OPEN = 100  # Of one gallery.
QUIET = timedelta(hours=1)  # Owners get one mail in this time, whoever asks how often.


def ask(
    session: Session, gallery: Gallery, wish: AccessRequest, address: str
) -> AccessRequest | None:
    """Ask for access to a gallery; return the wish if the owner is to be told of it by mail.

    Whoever asks again changes what they said. Nothing of the answer depends on who has a mail.
    """
    limits = {f"asks:{network(address)}": PER_ADDRESS}
    if seconds := seconds_to_wait(session, limits):
        raise Problem("asks_exceeded", seconds=seconds)
    check_wish(wish)
    count_try(session, limits)
    is_same = (
        AccessRequest.user_id == wish.user_id if wish.user_id else AccessRequest.user_id.is_(None)
    )
    of_gallery = AccessRequest.gallery_id == gallery.id
    earlier = session.scalar(
        select(AccessRequest).where(of_gallery, is_same, AccessRequest.mail == wish.mail)
    )
    if earlier is not None:
        earlier.name, earlier.text, earlier.language = wish.name, wish.text, wish.language
        return None
    count = select(func.count()).select_from(AccessRequest).where(of_gallery)
    if session.scalars(count).one() >= MOST_OPEN:
        raise Problem("asks_exceeded", seconds=int(QUIET.total_seconds()))
    lately = select(exists().where(of_gallery, AccessRequest.created_at > now() - QUIET))
    was_told = session.scalars(lately).one()
    wish.gallery_id = gallery.id
    session.add(wish)
    session.flush()
    audit.info("%r asks for access to %s from %s", wish.name, gallery.host, address)
    return None if was_told else wish


def check_wish(wish: AccessRequest) -> None:
    """Refuse what is no name, no mail address or too long; accounts have a name already."""
    if wish.user_id is None:
        if not wish.name.strip() or len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
            raise Problem("user_name_invalid", "name", maximum=LONGEST_NAME)
        wish.mail = checked_mail(wish.mail)
    if len(wish.text) > LONGEST_TEXT:
        raise Problem("text_too_long", "text", maximum=LONGEST_TEXT)


def open_requests(session: Session, gallery: Gallery, part: Part = ALL) -> Sequence[AccessRequest]:
    """Return the wishes that the owner has not decided about, in their order."""
    query = select(AccessRequest).where(AccessRequest.gallery_id == gallery.id)
    return session.scalars(part.of(query.order_by(AccessRequest.id), AccessRequest)).all()


def find_request(session: Session, gallery: Gallery, request_id: int) -> AccessRequest:
    """Return a wish; refuse one that was decided about, or is another gallery's."""
    found = session.get(AccessRequest, request_id)
    if found is None or found.gallery_id != gallery.id:
        raise Problem("request_gone")
    return found


def close_request(session: Session, gallery: Gallery, wish: AccessRequest, decision: Event) -> None:
    """Note what the owner decided; whoever was refused may ask again."""
    record(session, decision, gallery.id, user=wish.name, host=gallery.host)
    session.delete(wish)
    session.flush()


def asker(session: Session, wish: AccessRequest) -> User | None:
    """Return the person who asked with an account."""
    return None if wish.user_id is None else session.get_one(User, wish.user_id)

"""Invitations by mail: a link that is good once, and gives what its owner chose when it is used.

Only the digest of the link's secret is stored. A link that is made anew makes the former worthless.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from bviewer.access.offers import Offer, give
from bviewer.accounts.addresses import checked_mail
from bviewer.accounts.profile import checked_language
from bviewer.accounts.users import store_user
from bviewer.db.public_ids import ALL, Part
from bviewer.models import Album, Gallery, Group, Invitation, User, now
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.tokens import digest, new_token

LIFETIME = timedelta(days=14)
# Of one gallery at the same time.
MOST_INVITATIONS = 500


def invite(
    session: Session, gallery: Gallery, mail: str, offer: Offer, language: str | None = None
) -> Invitation:
    """Invite whoever has a mail address; an earlier invitation to the same is replaced.

    `language` is that of the mail, if it is known.
    """
    mail = checked_mail(mail)
    session.execute(
        delete(Invitation).where(
            Invitation.gallery_id == gallery.id,
            (Invitation.expires_at < now() - LIFETIME)
            | (
                (Invitation.mail == mail)
                & Invitation.album_id.is_not_distinct_from(offer.album_id)
                & Invitation.group_id.is_not_distinct_from(offer.group_id)
            ),
        )
    )
    of_gallery = select(func.count()).where(Invitation.gallery_id == gallery.id)
    if session.scalars(of_gallery.select_from(Invitation)).one() >= MOST_INVITATIONS:
        raise Problem("invitations_many", "mail", maximum=MOST_INVITATIONS)
    invitation = Invitation(
        gallery_id=gallery.id,
        mail=mail,
        language=checked_language(language),
        expires_at=now() + LIFETIME,
        **offer._asdict(),
    )
    session.add(invitation)
    session.flush()
    record(session, Event.INVITED, gallery.id, mail=mail, host=gallery.host)
    return invitation


def make_link(invitation: Invitation) -> str:
    """Make a link of an invitation and return its secret; former links are worth nothing."""
    token = new_token()
    invitation.expires_at = now() + LIFETIME
    invitation.token_hash = digest(token)
    return token


def find_own_invitation(session: Session, gallery: Gallery, invitation_id: int) -> Invitation:
    """Return an invitation of a gallery; refuse one that is gone, or of another gallery."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.gallery_id != gallery.id:
        raise Problem("invitation_gone")
    return invitation


def cancel_invitation(session: Session, gallery: Gallery, invitation_id: int) -> None:
    """Take an invitation back: its link is worth nothing from now on."""
    invitation = find_own_invitation(session, gallery, invitation_id)
    record(
        session,
        Event.INVITATION_CANCELLED,
        gallery.id,
        mail=invitation.mail,
        host=gallery.host,
    )
    session.delete(invitation)


def is_open(gallery_id: int, token: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the invitation whose link has this secret, while it is good."""
    return [
        Invitation.gallery_id == gallery_id,
        Invitation.token_hash == digest(token),
        Invitation.expires_at > now(),
        is_for_something(gallery_id),
    ]


def is_for_something(gallery_id: int) -> ColumnElement[bool]:
    """Return the condition of invitations whose album, if there is one, is not deleted."""
    own_albums = select(Album.id).where(Album.gallery_id == gallery_id)
    return or_(Invitation.album_id.is_(None), Invitation.album_id.in_(own_albums))


def invited_mail(session: Session, gallery_id: int, token: str) -> str | None:
    """Return the mail address that was invited by a link; None if the link is good no more."""
    return session.scalar(select(Invitation.mail).where(*is_open(gallery_id, token)))


def accept(session: Session, gallery: Gallery, token: str, user: User) -> Offer:
    """Use an invitation up and give a person what was offered; refuse one that is good no more."""
    offer = session.execute(
        delete(Invitation)
        .where(*is_open(gallery.id, token))
        .returning(Invitation.album_id, Invitation.group_id)
    ).one_or_none()
    if offer is None:
        raise Problem("invitation_gone")
    record(session, Event.INVITATION_ACCEPTED, gallery.id, user=user.name, host=gallery.host)
    give(session, gallery, user, Offer(*offer))
    return Offer(*offer)


def accept_as_new(
    session: Session, gallery: Gallery, token: str, name: str, password_hash: str | None
) -> tuple[User, Offer]:
    """Add the person who was invited, and use the invitation up."""
    mail = invited_mail(session, gallery.id, token)
    if mail is None:
        raise Problem("invitation_gone")
    user = store_user(session, name, password_hash, mail)
    return user, accept(session, gallery, token, user)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that nobody has used, as its owner sees it."""

    id: int
    public_id: str
    mail: str
    album: str | None
    group: str | None
    expires_at: datetime
    mailed_at: datetime | None
    mail_error: str | None
    album_id: str | None
    group_id: str | None  # The public one.

    @property
    def is_expired(self) -> bool:
        """Whether nobody can use it any more."""
        return self.expires_at <= now()


def invited(session: Session, gallery: Gallery, part: Part = ALL) -> Sequence[Invited]:
    """Return the invitations of a gallery that nobody has used, the latest first."""
    query = (
        select(
            Invitation.id,
            Invitation.public_id,
            Invitation.mail,
            Album.title,
            Group.name,
            Invitation.expires_at,
            Invitation.mailed_at,
            Invitation.mail_error,
            Invitation.album_id,
            Group.public_id,
        )
        .outerjoin(Album, Album.id == Invitation.album_id)
        .outerjoin(Group, Group.id == Invitation.group_id)
        .where(Invitation.gallery_id == gallery.id, is_for_something(gallery.id))
        .order_by(Invitation.id.desc())
    )
    return [Invited(*tuple(row)) for row in session.execute(part.of(query, Invitation))]

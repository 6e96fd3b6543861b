"""Browsers that follow a link to an album, and hold the share from then on."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, delete, func, select, update
from sqlalchemy.orm import Session

from bviewer.access.shares import good_shares
from bviewer.accounts.hashing import Way
from bviewer.accounts.passwords import verify_password
from bviewer.accounts.sign_in import try_within_limits
from bviewer.models import Share, ShareHolder, now
from bviewer.security.cookies import HOLDER_LIFETIME
from bviewer.security.limits import limits_of, network
from bviewer.security.tokens import digest, new_token

MOST_HOLDERS = 10_000  # Of a share; whoever is forgotten may follow the link again.


def find_good_share(session: Session, gallery_id: int, token: str) -> Share | None:
    """Return the share that a link means; None alike if there is none, or it is good no more."""
    query = good_shares(gallery_id, now()).where(Share.token_hash == digest(token))
    return session.scalars(query).one_or_none()


class Hold(NamedTuple):
    """A browser's secret, and whether the share that it has just followed is open to it."""

    secret: str
    is_admitted: bool


def hold_share(session: Session, share: Share, secret: str | None) -> Hold:
    """Let a browser hold a share, besides those that it holds by `secret`.

    Without the share's password, where there is one, it only knows of the share.
    """
    session.execute(delete(ShareHolder).where(ShareHolder.expires_at <= now()))
    if secret is not None and is_admitted(session, share, secret):
        count_visit(session, share.id)
        return Hold(secret, is_admitted=True)
    make_room(session, share.id)
    new_secret = renew_secret(session, secret)
    session.execute(delete(ShareHolder).where(*is_holder(share.id, new_secret)))
    is_free = share.password_hash is None
    session.add(
        ShareHolder(
            share_id=share.id,
            token_hash=digest(new_secret),
            admitted=is_free,
            expires_at=now() + HOLDER_LIFETIME,
        )
    )
    session.flush()
    if is_free:
        count_visit(session, share.id)
    return Hold(new_secret, is_free)


def make_room(session: Session, share_id: int) -> None:
    """Forget the browsers that followed a link first, if a program follows it again and again."""
    query = select(func.count()).select_from(ShareHolder).where(ShareHolder.share_id == share_id)
    too_many = session.scalars(query).one() - MOST_HOLDERS
    if too_many >= 0:
        first = (
            select(ShareHolder.id)
            .where(ShareHolder.share_id == share_id)
            .order_by(ShareHolder.id)
            .limit(too_many + MOST_HOLDERS // 10)
        )
        session.execute(delete(ShareHolder).where(ShareHolder.id.in_(first)))


def is_holder(share_id: int, secret: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions of the row of a browser that knows of a share."""
    return ShareHolder.share_id == share_id, ShareHolder.token_hash == digest(secret)


def is_admitted(session: Session, share: Share, secret: str) -> bool:
    """Return whether a browser holds a share already."""
    query = select(ShareHolder.id).where(*is_holder(share.id, secret), ShareHolder.admitted)
    return session.scalar(query) is not None


def renew_secret(session: Session, secret: str | None) -> str:
    """Return a new secret, by which a browser holds what it held by the old one.

    Whoever planted the old one in this browser would hold what the browser is given now.
    """
    new_secret = new_token()
    if secret is not None:
        session.execute(
            update(ShareHolder)
            .where(ShareHolder.token_hash == digest(secret))
            .values(token_hash=digest(new_secret))
        )
    return new_secret


def admit_holder(session: Session, share_id: int, secret: str) -> str:
    """Let a browser in that has said a share's password; returns its new secret."""
    new_secret = renew_secret(session, secret)
    session.execute(
        update(ShareHolder).where(*is_holder(share_id, new_secret)).values(admitted=True)
    )
    count_visit(session, share_id)
    return new_secret


def count_visit(session: Session, share_id: int) -> None:
    """Count that somebody came by a link."""
    session.execute(
        update(Share)
        .where(Share.id == share_id)
        .values(visits=Share.visits + 1, last_used_at=now())
        .execution_options(synchronize_session=False)
    )


def try_share_password(engine: Engine, share_id: int, password: str, address: str) -> bool:
    """Tell whether this is the password of a share, within the limits of tries."""
    # No account is called so: names have no control characters.
    limits = limits_of(f"\x1fshare:{share_id}", address, None)

    def check(session: Session) -> bool:
        query = select(Share.password_hash).where(Share.id == share_id)
        return verify_password(session.scalar(query), password)

    return try_within_limits(engine, limits, check, Way.LINK, network(address))

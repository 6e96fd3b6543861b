"""Shares: links that open one album, and what is visible below it, to whoever has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from bviewer.access.grants import require_album
from bviewer.accounts.passwords import hash_password
from bviewer.db.public_ids import ALL, Part
from bviewer.library.names import display_name
from bviewer.models import Album, Gallery, Share, now
from bviewer.problems import Problem
from bviewer.security.audit import Event, record
from bviewer.security.tokens import digest, new_share_token
from bviewer.security.visitor import ShareOption

LONGEST_LABEL = 200
LONGEST_LIFE = timedelta(days=36_500)
REMEMBERED = timedelta(days=365)


class ShareState(StrEnum):
    """What a link is good for."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ListedShare:
    """A link as its owner sees it, with the title of the album that it opens."""

    share: Share
    title: str

    @property
    def state(self) -> ShareState:
        """Return what the link is good for."""
        if self.share.revoked_at is not None:
            return ShareState.REVOKED
        expires_at = self.share.expires_at
        is_over = expires_at is not None and expires_at <= now()
        return ShareState.EXPIRED if is_over else ShareState.GOOD

    @property
    def options(self) -> list[ShareOption]:
        """Return what comes with the link."""
        return [option for option in ShareOption if getattr(self.share, option)]


def make_share(
    session: Session,
    gallery: Gallery,
    album_id: str,
    *,
    label: str,
    password: str = "",
    last_day: date | None = None,
    options: Mapping[ShareOption, bool],
) -> str:
    """Make a link to an album and return its secret, which nobody can read again.

    It is good until the end of `last_day`, where the gallery is.
    """
    require_album(session, gallery, album_id)
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise Problem("share_label_length", "label", minimum=1, maximum=LONGEST_LABEL)
    label = display_name(label)
    token = new_share_token()
    share = Share(
        gallery_id=gallery.id,
        album_id=album_id,
        token_hash=digest(token),
        label=label,
        password_hash=hash_password(password, label) if password else None,
        expires_at=None if last_day is None else end_of(last_day, gallery.time_zone),
        **{str(option): is_given for option, is_given in options.items()},
    )
    forget_old_shares(session, gallery.id)
    session.add(share)
    session.flush()
    note_link(session, Event.LINK_MADE, gallery, share)
    return token


def forget_old_shares(session: Session, gallery_id: int) -> None:
    """Remove links that have opened nothing for a year."""
    long_ago = now() - REMEMBERED
    is_old = or_(Share.revoked_at < long_ago, Share.expires_at < long_ago)
    session.execute(delete(Share).where(Share.gallery_id == gallery_id, is_old))


def end_of(day: date, time_zone: str) -> datetime:
    """Return when a day is over at a place; refuse one that is over already, or far away."""
    if not -LONGEST_LIFE < day - now().date() < LONGEST_LIFE:
        raise Problem("share_expiry_range", "last_day")
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone)).astimezone(UTC)
    if end <= now():
        raise Problem("share_expiry_range", "last_day")
    return end


def revoke_share(
    session: Session, gallery: Gallery, share_id: int, album_id: str | None = None
) -> Share:
    """Take a link back, with effect on the next request of everybody who has followed it.

    With `album_id`, only if that is the album that it opens.
    """
    share = session.get(Share, share_id)
    if share is None or share.gallery_id != gallery.id or album_id not in {None, share.album_id}:
        raise Problem("share_unknown", "share", share=share_id)
    if share.revoked_at is None:
        share.revoked_at = now()
        note_link(session, Event.LINK_REVOKED, gallery, share)
    return share


def note_link(session: Session, event: Event, gallery: Gallery, share: Share) -> None:
    """Note what a link opens from now on, or no more."""
    record(
        session,
        event,
        gallery.id,
        link=str(share.id),
        label=share.label,
        album=share.album_id,
        title=session.get_one(Album, share.album_id).title,
        host=gallery.host,
    )


def list_shares(
    session: Session, gallery_id: int, album_id: str | None = None, part: Part = ALL
) -> Sequence[ListedShare]:
    """Return the links of a gallery, or of one album of it, the newest first.

    Those of deleted albums are deleted with them.
    """
    query = (
        select(Share, Album.title)
        .join(Album, Album.id == Share.album_id)
        .where(Share.gallery_id == gallery_id, Album.gallery_id == gallery_id)
        .order_by(Share.id.desc())
    )
    if album_id is not None:
        query = query.where(Share.album_id == album_id)
    return [ListedShare(share, title) for share, title in session.execute(part.of(query, Share))]


def is_good(moment: Any) -> ColumnElement[bool]:
    """Return the condition of links that are neither revoked nor over."""
    is_lasting = or_(Share.expires_at.is_(None), Share.expires_at > moment)
    return Share.revoked_at.is_(None) & is_lasting


def good_shares(gallery_id: Any, moment: Any) -> Select[Share]:
    """Select the links of a gallery that open something."""
    query = select(Share).join(Album, Album.id == Share.album_id)
    is_here = Share.gallery_id == gallery_id, Album.gallery_id == gallery_id
    return query.where(*is_here, is_good(moment))


# It is asked for by every page of an owner, and made once.
NUMBER_OF_GOOD_SHARES = (
    good_shares(bindparam("gallery_id"), bindparam("moment"))
    .where(Share.album_id.in_(bindparam("album_ids", expanding=True)))
    .with_only_columns(func.count())
)


def count_good_shares(session: Session, gallery_id: int, album_ids: Sequence[str]) -> int:
    """Return how many links open one of some albums."""
    values = {"gallery_id": gallery_id, "moment": now(), "album_ids": list(album_ids)}
    return session.scalars(NUMBER_OF_GOOD_SHARES, values).one()

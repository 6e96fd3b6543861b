"""Who looks: a plain, detached description of a person at one gallery."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from bviewer.models import (
    Access,
    Album,
    Group,
    Membership,
    Scope,
    Share,
    ShareHolder,
    User,
    UserSession,
    now,
)
from bviewer.security.aces import AUTHENTICATED, EVERYONE
from bviewer.security.session_lifetime import IS_OPEN, at_present, is_to_be_noted
from bviewer.security.tokens import digest


class ShareOption(StrEnum):
    """What a share may let its holders do and see, besides opening its album."""

    DOWNLOAD = "download"
    DETAILS = "details"
    POSITION = "position"


def user_principal(user_id: int) -> str:
    """Return the principal of a signed-in person."""
    return f"user:{user_id}"


def gallery_principal(gallery_id: int) -> str:
    """Return the principal of people with a grant for a whole gallery."""
    return f"gallery:{gallery_id}"


# The principal of people who run the site.
OPERATOR = "operator"


def album_principal(album_id: str) -> str:
    """Return the principal of people with a grant for an album and all below it."""
    return f"album:{album_id}"


def share_principal(album_id: str) -> str:
    """Return the principal of holders of a share for an album."""
    return f"share:{album_id}"


def download_principal(album_id: str) -> str:
    """Return the principal of holders of a share for an album that lets them have originals."""
    return f"{share_principal(album_id)}:{ShareOption.DOWNLOAD}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at one gallery, signed in or not: what every decision takes besides a place.

    `granted` holds the ids of albums that the person has grants for, `shared` those of albums that
    the person holds shares for, and `share_options` what else these let the person do. `locked`
    has the ids of shares whose password the person has not said yet, the last one first.
    `session_to_note` is the session whose use is to be noted. `watcher_id` is the owner who looks
    as this person, or without a `user_id` as a group or as whoever has a link, who may do what
    these may and never more. `language` is what whoever is signed in has chosen. Whoever
    `is_operator` runs the site, which opens no album. A program that asks in the person's name has
    a `scope`, and may be `bound_to` an album; `token_to_note` is its token, if the use of that is
    to be noted.
    """

    user_id: int | None = None
    name: str = ""
    gallery_id: int | None = None
    is_owner: bool = False
    has_gallery: bool = False
    granted: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    session_to_note: int | None = field(default=None, compare=False)
    share_options: frozenset[tuple[str, ShareOption]] = frozenset()
    locked: tuple[int, ...] = ()
    watcher_id: int | None = None
    language: str | None = field(default=None, compare=False)
    is_operator: bool = False
    scope: Scope | None = None
    bound_to: str | None = None
    token_to_note: str | None = field(default=None, compare=False)

    @property
    def given(self) -> frozenset[str]:
        """Return the ids of albums that the person was given, by grants or by shares."""
        return self.granted | self.shared

    def is_trusted_with(self, ancestry_ids: Collection[str]) -> bool:
        """Return whether every flag of the album at the end of this ancestry is passed."""
        return self.is_owner or self.has_gallery or not self.granted.isdisjoint(ancestry_ids)

    def principals(self) -> set[str]:
        """Return what ACLs know of this person."""
        principals = {EVERYONE}
        if self.user_id is not None:
            principals |= {AUTHENTICATED, user_principal(self.user_id)}
        if self.has_gallery and self.gallery_id is not None:
            principals.add(gallery_principal(self.gallery_id))
        if self.is_operator:
            principals.add(OPERATOR)
        principals.update(album_principal(album_id) for album_id in self.granted)
        principals.update(share_principal(album_id) for album_id in self.shared)
        principals.update(
            download_principal(album_id)
            for album_id, option in self.share_options
            if option == ShareOption.DOWNLOAD
        )
        return principals


STRANGER = Visitor()

# An owner may look as somebody else; what another session says of that means nothing.
IS_WATCHING = and_(UserSession.views_as.is_not(None), UserSession.user_id == bindparam("owner_id"))
Seen = aliased(User)
IS_SEEN = and_(
    Seen.id == case((IS_WATCHING, UserSession.views_as_id), else_=UserSession.user_id),
    Seen.active,
)
IS_SEEN_GROUP = and_(
    Group.id == case((IS_WATCHING, UserSession.views_as_group_id)),
    Group.gallery_id == bindparam("gallery_id"),
)

IS_GOOD_SHARE = and_(
    Share.gallery_id == bindparam("gallery_id"),
    Share.revoked_at.is_(None),
    or_(Share.expires_at.is_(None), Share.expires_at > bindparam("now")),
)
# The one of a deleted album is of no gallery.
IS_SHARED = and_(Album.id == Share.album_id, Album.gallery_id == Share.gallery_id)
SHARED = (Share.album_id, *(getattr(Share, option) for option in ShareOption))


def is_given(
    user_id: SQLColumnExpression[int], *group_ids: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Return the condition for what is given to a user or a group at a gallery."""
    return and_(
        or_(Access.user_id == user_id, *(Access.group_id == group_id for group_id in group_ids)),
        Access.gallery_id == bindparam("gallery_id"),
        Access.active,
    )


# What groups are given comes with the same statement: a row for each grant and each group. All of
# it is given to whoever is seen; of whoever is signed in, the session alone.
SIGNED_IN = (
    select(
        User.id,
        User.language,
        User.superuser,
        Seen.id.label("seen_id"),
        Seen.name,
        Group.name.label("group"),
        IS_WATCHING.label("is_watching"),
        Access.id.label("access_id"),
        Access.album_id,
        UserSession.id.label("session_id"),
        UserSession.used_at,
        Share.label.label("share"),
        Album.id.label("shared_id"),
        *SHARED[1:],
    )
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(Seen, IS_SEEN)
    .outerjoin(Group, IS_SEEN_GROUP)
    .outerjoin(
        Share,
        and_(Share.id == case((IS_WATCHING, UserSession.views_as_share_id)), IS_GOOD_SHARE),
    )
    .outerjoin(Album, IS_SHARED)
    .outerjoin(Membership, Membership.user_id == Seen.id)
    .outerjoin(Access, is_given(Seen.id, Membership.group_id, Group.id))
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.gallery_id == bindparam("gallery_id"),
        IS_OPEN,
        User.active,
    )
)

HELD = (
    select(Share.id, *SHARED, ShareHolder.admitted)
    .join(ShareHolder, ShareHolder.share_id == Share.id)
    .join(Album, IS_SHARED)
    .where(
        ShareHolder.token_hash == bindparam("token_hash"),
        ShareHolder.expires_at > bindparam("now"),
        IS_GOOD_SHARE,
    )
    .order_by(ShareHolder.id.desc())
)


def load_visitor(
    connection: Connection, token: str, gallery_id: int, owner_id: int, idle: timedelta
) -> Visitor:
    """Return the person behind a session's secret at this gallery, a stranger if it is not good.

    One statement, asked anew at each request: revoking takes effect with the next one. A session
    that is out of use for longer than `idle` is not good.
    """
    values = {
        "token_hash": digest(token),
        "gallery_id": gallery_id,
        "owner_id": owner_id,
        **at_present(idle),
    }
    rows = connection.execute(SIGNED_IN, values).all()
    if not rows:
        return STRANGER
    person = rows[0]
    visitor = Visitor(
        watcher_id=person.id if person.is_watching else None,
        session_to_note=person.session_id if is_to_be_noted(person.used_at, idle) else None,
        language=person.language,
    )
    if person.is_watching and person.seen_id == owner_id:
        return visitor
    if person.shared_id is not None:
        return replace(
            visitor,
            name=person.share,
            shared=frozenset({person.shared_id}),
            share_options=options_in(person, person.shared_id),
        )
    if person.seen_id is None and person.group is None:
        return visitor
    visitor = replace(
        visitor,
        user_id=person.seen_id,
        name=person.name or person.group,
        gallery_id=gallery_id,
        is_owner=person.seen_id == owner_id,
        is_operator=person.superuser and not person.is_watching,
    )
    return with_grants(visitor, rows)


def with_grants(visitor: Visitor, rows: Sequence[Any]) -> Visitor:
    """Return a person with what was given to them, as the rows say."""
    grants = [row.album_id for row in rows if row.access_id is not None]
    return replace(
        visitor,
        has_gallery=None in grants,
        granted=frozenset(album_id for album_id in grants if album_id is not None),
    )


def with_shares(connection: Connection, visitor: Visitor, secret: str, gallery_id: int) -> Visitor:
    """Return a person with the shares that a browser holds at this gallery by this secret.

    One statement, asked anew at each request: a share that is revoked or over opens nothing.
    """
    values = {"token_hash": digest(secret), "gallery_id": gallery_id, "now": now()}
    rows = connection.execute(HELD, values).all()
    held = [row for row in rows if row.admitted]
    return replace(
        visitor,
        shared=frozenset(row.album_id for row in held),
        share_options=frozenset().union(*(options_in(row, row.album_id) for row in held)),
        locked=tuple(row.id for row in rows if not row.admitted),
    )


def options_in(row: Any, album_id: str) -> frozenset[tuple[str, ShareOption]]:
    """Return what a share for an album brings with it, as a row says."""
    return frozenset((album_id, option) for option in ShareOption if getattr(row, option))

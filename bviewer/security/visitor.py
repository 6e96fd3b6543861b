"""Who looks: a plain, detached description of a person at one gallery."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, case, select
from sqlalchemy.orm import aliased

from bviewer.models import Access, User, UserSession, now
from bviewer.security.aces import AUTHENTICATED, EVERYONE
from bviewer.security.tokens import digest


def user_principal(user_id: int) -> str:
    """Return the principal of a signed-in person."""
    return f"user:{user_id}"


def gallery_principal(gallery_id: int) -> str:
    """Return the principal of people with a grant for a whole gallery."""
    return f"gallery:{gallery_id}"


def album_principal(album_id: str) -> str:
    """Return the principal of people with a grant for an album and all below it."""
    return f"album:{album_id}"


def share_principal(album_id: str) -> str:
    """Return the principal of holders of a share for an album."""
    return f"share:{album_id}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at one gallery, signed in or not: what every decision takes besides a place.

    `granted` holds the ids of albums that the person has grants for, `shared` those of albums that
    the person holds shares for. `watcher_id` is the owner who looks as this person, who may do what
    the person may and never more.
    """

    user_id: int | None = None
    name: str = ""
    gallery_id: int | None = None
    is_owner: bool = False
    has_gallery: bool = False
    granted: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    watcher_id: int | None = None

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
        principals.update(album_principal(album_id) for album_id in self.granted)
        principals.update(share_principal(album_id) for album_id in self.shared)
        return principals


STRANGER = Visitor()

# An owner may look as somebody else; what another session says of that means nothing.
IS_WATCHING = and_(UserSession.views_as.is_not(None), UserSession.user_id == bindparam("owner_id"))
Seen = aliased(User)
IS_SEEN = and_(
    Seen.id == case((IS_WATCHING, UserSession.views_as_id), else_=UserSession.user_id),
    Seen.active,
)

SIGNED_IN = (
    select(
        User.id,
        Seen.id.label("seen_id"),
        Seen.name,
        IS_WATCHING.label("is_watching"),
        Access.id.label("access_id"),
        Access.album_id,
    )
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(Seen, IS_SEEN)
    .outerjoin(
        Access,
        and_(
            Access.user_id == Seen.id,
            Access.gallery_id == bindparam("gallery_id"),
            Access.active,
        ),
    )
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.gallery_id == bindparam("gallery_id"),
        UserSession.expires_at > bindparam("now"),
        User.active,
    )
)


def load_visitor(connection: Connection, token: str, gallery_id: int, owner_id: int) -> Visitor:
    """Return the person behind a session's secret at this gallery, a stranger if it is not good.

    One statement, asked anew at each request: revoking takes effect with the next one.
    """
    values = {
        "token_hash": digest(token),
        "gallery_id": gallery_id,
        "owner_id": owner_id,
        "now": now(),
    }
    rows = connection.execute(SIGNED_IN, values).all()
    if not rows:
        return STRANGER
    person = rows[0]
    if person.is_watching and person.seen_id in {None, owner_id}:
        return Visitor(watcher_id=person.id)
    grants = [row.album_id for row in rows if row.access_id is not None]
    return Visitor(
        user_id=person.seen_id,
        name=person.name,
        gallery_id=gallery_id,
        is_owner=person.seen_id == owner_id,
        watcher_id=person.id if person.is_watching else None,
        has_gallery=None in grants,
        granted=frozenset(album_id for album_id in grants if album_id is not None),
    )

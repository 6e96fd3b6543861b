"""Who is asking: a plain, detached description of a signed-in person at one gallery."""

from dataclasses import dataclass

from pyramid.authorization import Authenticated, Everyone
from sqlalchemy import Connection, and_, bindparam, select

from bviewer.models import Access, User, UserSession, now
from bviewer.security.tokens import digest
from bviewer.security.visibility import (
    STRANGER,
    Viewer,
    album_principal,
    gallery_principal,
    user_principal,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person, and what they were given access to in this gallery."""

    user_id: int
    name: str
    gallery_id: int
    has_gallery: bool
    album_ids: frozenset[str]

    def principals(self) -> set[str]:
        """What ACLs know of this person."""
        principals = {Everyone, Authenticated, user_principal(self.user_id)}
        principals.update(album_principal(album_id) for album_id in self.album_ids)
        if self.has_gallery:
            principals.add(gallery_principal(self.gallery_id))
        return principals

    def viewer(self, owner_id: int) -> Viewer:
        """What the SQL form of the visibility rule knows of this person."""
        return Viewer(self.user_id == owner_id, self.has_gallery, self.album_ids)


IDENTITY = (
    select(User.id, User.name, Access.id.label("access_id"), Access.album_id)
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(
        Access,
        and_(
            Access.user_id == User.id,
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


def load_identity(connection: Connection, token: str, gallery_id: int) -> Identity | None:
    """The person behind a session's secret at this gallery; None if it is not (or no longer) good.

    One statement, asked anew at each request: revoking takes effect with the next one.
    """
    values = {"token_hash": digest(token), "gallery_id": gallery_id, "now": now()}
    rows = connection.execute(IDENTITY, values).all()
    if not rows:
        return None
    given = [row for row in rows if row.access_id is not None]
    return Identity(
        user_id=rows[0].id,
        name=rows[0].name,
        gallery_id=gallery_id,
        has_gallery=any(row.album_id is None for row in given),
        album_ids=frozenset(row.album_id for row in given if row.album_id is not None),
    )


def viewer_of(identity: Identity | None, owner_id: int) -> Viewer:
    """The viewer behind an identity, or a stranger."""
    return STRANGER if identity is None else identity.viewer(owner_id)

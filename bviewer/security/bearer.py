"""Programs, which send the token of a person with each request: who they are, and what of that
person's rights they have."""

import re
from typing import Any

from pyramid.location import lineage
from pyramid.request import Request
from sqlalchemy import Engine, bindparam, or_, select

from bviewer.config.methods import SAFE_METHODS
from bviewer.db.bare import bare_rows
from bviewer.models import Access, ApiToken, Membership, Scope, User, now
from bviewer.security.permissions import Permission
from bviewer.security.session_lifetime import NOTED_EVERY
from bviewer.security.tokens import API_TOKEN, API_TOKEN_PREFIX, digest
from bviewer.security.visitor import STRANGER, Visitor, is_given, with_grants

CREDENTIALS = re.compile(r"bearer +(\S.*)", re.ASCII | re.IGNORECASE)

# What a token must be good for, to change what asks for one of these. What visitors may do, such as
# having an archive made, changes nothing.
NEEDED = {
    Permission.EDIT: Scope.WRITE,
    Permission.MANAGE: Scope.MANAGE,
    Permission.OPERATE: Scope.MANAGE,
}


GOOD = (
    select(
        User.id,
        User.name,
        User.superuser,
        ApiToken.id.label("token_id"),
        ApiToken.scope,
        ApiToken.album_id.label("bound_to"),
        or_(ApiToken.used_at.is_(None), ApiToken.used_at <= bindparam("noted")).label(
            "is_to_be_noted"
        ),
        Access.id.label("access_id"),
        Access.album_id,
    )
    .join(ApiToken, ApiToken.user_id == User.id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Access, is_given(User.id, Membership.group_id))
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.gallery_id == bindparam("gallery_id"),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > bindparam("now")),
        User.active,
    )
)


def bearer_credentials(request: Request) -> str | None:
    """Return what is sent as a token, ours or not."""
    sent = CREDENTIALS.fullmatch(request.environ.get("HTTP_AUTHORIZATION", ""))
    return sent[1] if sent else None


def bearer_token(request: Request) -> str | None:
    """Return the token of a program, if one was sent that looks like ours, be it good or not.

    Others may be meant for a proxy that passes them on: browsers come through it as well.
    """
    credentials = bearer_credentials(request)
    if credentials is None or not credentials.startswith(API_TOKEN_PREFIX):
        return None
    return credentials


def load_bearer(engine: Engine, token: str, gallery_id: int, owner_id: int) -> Visitor:
    """Return the person in whose name a program asks at this gallery, a stranger if its token is
    not good.

    One statement, asked anew at each request: revoking takes effect with the next one.
    """
    if not API_TOKEN.fullmatch(token):
        return STRANGER
    present = now()
    values = {
        "token_hash": digest(token),
        "gallery_id": gallery_id,
        "now": present,
        "noted": present - NOTED_EVERY,
    }
    rows = bare_rows(engine, GOOD, values)
    if not rows:
        return STRANGER
    person, scope = rows[0], Scope(rows[0].scope)
    visitor = Visitor(
        user_id=person.id,
        name=person.name,
        gallery_id=gallery_id,
        is_owner=person.id == owner_id,
        is_operator=person.superuser and scope == Scope.MANAGE,
        scope=scope,
        bound_to=person.bound_to,
        token_to_note=person.token_id if person.is_to_be_noted else None,
    )
    return with_grants(visitor, rows)


def is_within_token(
    visitor: Visitor, request: Request, context: Any, permission: Permission
) -> bool:
    """Return whether what a program asks for is among what its token is good for, whatever the
    person may do."""
    return is_within_album(visitor, context) and (
        request.method in SAFE_METHODS or has_scope(visitor, permission)
    )


def has_scope(visitor: Visitor, permission: Permission) -> bool:
    """Return whether a program may change what a permission is asked for."""
    needed = NEEDED.get(permission)
    if needed is None or visitor.scope is None:
        return needed is None
    scopes = list(Scope)
    return scopes.index(visitor.scope) >= scopes.index(needed)


def is_within_album(visitor: Visitor, context: Any) -> bool:
    """Return whether a node is the album that a token is bound to, or below it; any is, if it is
    bound to none."""
    if visitor.bound_to is None:
        return True
    for node in lineage(context):
        album_ids = getattr(node, "ancestry_ids", None)
        if album_ids is not None:
            return visitor.bound_to in album_ids
    return False

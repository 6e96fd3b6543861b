"""Pyramid's security policy: a session cookie for who, the ACLs of the resource tree for what."""

from typing import Any

from pyramid.authorization import ACLHelper, Everyone
from pyramid.request import Request, RequestLocalCache
from pyramid.security import Allowed, Denied

from bviewer.security.identity import Identity, load_identity
from bviewer.security.permissions import Permission

EVERYONE = frozenset({Everyone})


def may_everyone(context: Any, permission: Permission) -> bool:
    """Whether a stranger may do something with a node, whoever asks now."""
    return bool(ACLHelper().permits(context, EVERYONE, permission))


class SecurityPolicy:
    """Decides each request from the current state of the database."""

    def __init__(self) -> None:
        self._acl = ACLHelper()
        self._identities = RequestLocalCache(self._load_identity)

    def identity(self, request: Request) -> Identity | None:
        """The signed-in person, looked up once per request."""
        return self._identities.get_or_create(request)

    def authenticated_userid(self, request: Request) -> str | None:
        """The id of the signed-in person as text."""
        identity = self.identity(request)
        return None if identity is None else str(identity.user_id)

    def permits(self, request: Request, context: Any, permission: Permission) -> Allowed | Denied:
        """What everyone may do is decided without asking who it is.

        ACLs deny nothing to a person that they allow to everyone, so the second look can only allow
        more. It spares public thumbnails a statement.
        """
        decision = self._acl.permits(context, EVERYONE, permission)
        if decision:
            return decision
        identity = self.identity(request)
        if identity is None:
            return decision
        return self._acl.permits(context, identity.principals(), permission)

    def remember(self, request: Request, token: str, **_: Any) -> list[tuple[str, str]]:
        """Headers that hand out the session's cookie."""
        self._identities.clear(request)
        return request.session_cookie.get_headers(token)

    def forget(self, request: Request, **_: Any) -> list[tuple[str, str]]:
        """Headers that take the cookie back."""
        self._identities.clear(request)
        return request.session_cookie.get_headers(None)

    def _load_identity(self, request: Request) -> Identity | None:
        token, gallery = request.session_token, request.gallery
        if token is None or gallery is None:
            return None
        with request.registry["bviewer.bare_engine"].connect() as connection:
            return load_identity(connection, token, gallery.id)

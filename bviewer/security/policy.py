"""Pyramid's security policy: a session cookie or a token for who, the ACLs of the resource tree for
what."""

from typing import Any

from pyramid.authorization import ACLHelper, Everyone
from pyramid.request import Request, RequestLocalCache
from pyramid.security import Allowed, Denied

from bviewer.security.bearer import is_within_album, is_within_token, load_bearer
from bviewer.security.permissions import Permission
from bviewer.security.visitor import STRANGER, Visitor, load_visitor, with_shares

EVERYONE = frozenset({Everyone})


def may_everyone(context: Any, permission: Permission) -> bool:
    """Return whether a stranger may do something with a node, whoever asks now."""
    return bool(ACLHelper().permits(context, EVERYONE, permission))


def may_by_more_scope(visitor: Visitor, context: Any, permission: Permission) -> bool:
    """Return whether a program might do something with a node if its token were good for more: it
    is told so, as it may read that the node is there."""
    return (
        visitor.scope is not None
        and is_within_album(visitor, context)
        and bool(ACLHelper().permits(context, visitor.principals(), permission))
    )


class SecurityPolicy:
    """Decides each request from the current state of the database."""

    def __init__(self) -> None:
        self._acl = ACLHelper()
        self._visitors = RequestLocalCache(self._load_visitor)

    def visitor(self, request: Request) -> Visitor:
        """Return who asks, looked up once per request."""
        return self._visitors.get_or_create(request)

    def identity(self, request: Request) -> Visitor | None:
        """Return the signed-in person."""
        visitor = self.visitor(request)
        return None if visitor.user_id is None else visitor

    def authenticated_userid(self, request: Request) -> str | None:
        """Return the id of the signed-in person as text."""
        identity = self.identity(request)
        return None if identity is None else str(identity.user_id)

    def permits(self, request: Request, context: Any, permission: Permission) -> Allowed | Denied:
        """Decide what everyone may do without asking who it is.

        ACLs deny nothing to a person that they allow to everyone, so the second look can only allow
        more. It spares public thumbnails a statement.

        A program may do no more than its token is good for, not even what everyone may.
        """
        if request.bearer_token is not None:
            visitor = self.visitor(request)
            if not is_within_token(visitor, request, context, permission):
                return Denied("%s is not what the token is good for", permission)
            return self._acl.permits(context, visitor.principals(), permission)
        decision = self._acl.permits(context, EVERYONE, permission)
        if decision:
            return decision
        visitor = self.visitor(request)
        if visitor == STRANGER:
            return decision
        return self._acl.permits(context, visitor.principals(), permission)

    def remember(self, request: Request, token: str, **_: Any) -> list[tuple[str, str]]:
        """Return headers that hand out the session's cookie."""
        self._visitors.clear(request)
        return request.session_cookie.get_headers(token)

    def forget(self, request: Request, **_: Any) -> list[tuple[str, str]]:
        """Return headers that take the cookie back."""
        self._visitors.clear(request)
        return request.session_cookie.get_headers(None)

    def _load_visitor(self, request: Request) -> Visitor:
        token, secret, gallery = request.session_token, request.share_secret, request.gallery
        if gallery is not None and request.bearer_token is not None:
            return self._load_bearer(request)
        if gallery is None or (token is None and secret is None):
            return STRANGER
        with request.autocommit_engine.connect() as connection:
            visitor = STRANGER
            if token is not None:
                idle = request.runtime.settings.session_idle
                visitor = load_visitor(connection, token, gallery.id, gallery.owner_id, idle)
            # The shares are those of the owner's own browser, not of whom an owner looks as.
            if secret is not None and visitor.watcher_id is None:
                visitor = with_shares(connection, visitor, secret, gallery.id)
        if visitor.session_to_note is not None:
            request.note_session(visitor.session_to_note)
        return visitor

    def _load_bearer(self, request: Request) -> Visitor:
        gallery = request.gallery
        engine, token = request.autocommit_engine, request.bearer_token
        visitor = load_bearer(engine, token, gallery.id, gallery.owner_id)
        if visitor.token_to_note is not None:
            request.note_token(visitor.token_to_note)
        return visitor

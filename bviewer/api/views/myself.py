"""One's own account: who one is, where one is signed in, and the tokens of one's programs."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import TypeAdapter
from pyramid.csrf import get_csrf_token
from pyramid.request import Request

from bviewer.accounts.api_tokens import find_token, revoke_token, tokens_of
from bviewer.accounts.profile import choose_language, rename_user
from bviewer.accounts.sessions import OpenSession, end_session, sessions_of
from bviewer.accounts.sign_up import count_taken, refuse_more_names
from bviewer.api.answers import Answer, tag_of
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import left_out
from bviewer.api.members import only, part_asked, part_named, place_of
from bviewer.api.named import sent_fields
from bviewer.api.own import managed_self, myself
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.db.public_ids import ALL, Part
from bviewer.models import ApiToken, User
from bviewer.presenters.documents.accounts import (
    Myself,
    SessionDocument,
    TokenDocument,
    session_document,
    token_document,
    token_used,
)
from bviewer.problems import Problem
from bviewer.security.permissions import Permission
from bviewer.tree.api import (
    MyselfNode,
    SessionCollection,
    SessionMember,
    TokenCollection,
    TokenMember,
)
from bviewer.tree.ways import albums_at_their_places

MYSELF = TypeAdapter(Myself)


class MyChange(Sent):
    """What somebody changes of themselves. Mail address and password need the present password, so
    they are changed on a page."""

    name: str = left_out()
    language: str | None = left_out()


class SessionQuery(PageQuery):
    """Which sessions."""

    document: ClassVar[Any] = SessionDocument


class TokenQuery(PageQuery):
    """Which tokens."""

    document: ClassVar[Any] = TokenDocument


@endpoint(MyselfNode, "GET", permission=None, answer=Myself)
def show_myself(_context: MyselfNode, request: Request) -> Answer:
    """Tell whoever asks who they are, and what they may do here."""
    document = told_of(request, myself(request))
    # A token of forms differs each time, and is no change.
    tag = tag_of(MYSELF.dump_json(document))
    if request.bearer_token is None:
        document["csrf_token"] = get_csrf_token(request)
    return Answer(document, headers={"ETag": tag})


@endpoint(MyselfNode, "PATCH", permission=None, answer=Myself)
def update_myself(context: MyselfNode, request: Request, body: MyChange) -> Answer:
    """Change one's own name or language; a token needs the scope `manage`."""
    user, values = managed_self(request), sent_fields(body)
    if "name" in values:
        change_name(request, user, values["name"].strip())
    if "language" in values:
        choose_language(request.dbsession, user, values["language"])
    return show_myself(context, request)


@endpoint(SessionCollection, "GET", permission=None, answer=Page[SessionDocument])
def list_sessions(_context: SessionCollection, request: Request, query: SessionQuery) -> Answer:
    """List where one is signed in, at all galleries; a token needs the scope `manage`."""
    found = own_sessions(request, part_asked(request, query))

    def documents(rows: Sequence[OpenSession]) -> list[SessionDocument]:
        return [session_document(request.urls, row) for row in rows]

    return page(request, found, query, place_of, documents)


@endpoint(SessionMember, "GET", permission=None, answer=SessionDocument)
def show_session(context: SessionMember, request: Request) -> SessionDocument:
    """Tell of a session of one's own; a token needs the scope `manage`."""
    return session_document(request.urls, only(own_sessions(request, part_named(context))))


@endpoint(SessionMember, "DELETE", permission=None, answer=None, status=HTTPStatus.NO_CONTENT)
def delete_session(context: SessionMember, request: Request) -> None:
    """End a session of one's own; a token needs the scope `manage`."""
    found = only(own_sessions(request, part_named(context)))
    end_session(request.dbsession, request.visitor.user_id, found.id)


@endpoint(TokenCollection, "GET", permission=None, answer=Page[TokenDocument])
def list_tokens(_context: TokenCollection, request: Request, query: TokenQuery) -> Answer:
    """List the tokens of one's programs at this gallery; a token needs the scope `manage`.

    Tokens are made on one's own page alone.
    """
    place = place_in(request, query) or [""]
    tokens = sorted(own_tokens(request), key=lambda token: token.id)
    found = [token for token in tokens if token.id > place[0]][: query.limit + 1]

    def documents(rows: Sequence[ApiToken]) -> list[TokenDocument]:
        return [token_document(request.urls, row) for row in rows]

    return page(request, found, query, lambda token: [token.id], documents)


@endpoint(TokenMember, "GET", permission=None, answer=TokenDocument)
def show_token(context: TokenMember, request: Request) -> TokenDocument:
    """Tell of a token of one's own; a token needs the scope `manage`."""
    return token_document(request.urls, token_at(context, request))


@endpoint(TokenMember, "DELETE", permission=None, answer=None, status=HTTPStatus.NO_CONTENT)
def delete_token(context: TokenMember, request: Request) -> None:
    """Let a program in no more; a token needs the scope `manage`."""
    user, token = managed_self(request), token_at(context, request)
    revoke_token(request.dbsession, user, request.gallery.id, token.id)


def told_of(request: Request, user: User) -> Myself:
    """Return what somebody is told of themselves."""
    visitor, urls = request.visitor, request.urls
    token = None
    if request.bearer_token is not None:
        token = find_token(request.dbsession, request.bearer_token)
    document: Myself = {
        "id": user.public_id,
        "name": user.name,
        "language": user.language,
        "is_owner": visitor.is_owner,
        "is_operator": visitor.is_operator,
        "has_gallery": visitor.has_gallery,
        "granted": albums_granted(request),
        "token": None if token is None else token_used(token),
        "links": {
            "self": urls.api("users", "me"),
            "html": urls.at_home("account"),
            "sessions": urls.api("sessions"),
            "tokens": urls.api("tokens"),
        },
    }
    if visitor.bound_to is None:
        document["mail"] = user.mail
    return document


def albums_granted(request: Request) -> list[str]:
    """Return the ids of albums that somebody was given, and may open by what they ask with."""
    granted = request.visitor.granted
    known = albums_at_their_places(request.reading, request.root, granted)
    return [
        album_id
        for album_id in sorted(granted)
        if album_id in known and request.has_permission(Permission.VIEW, known[album_id])
    ]


def change_name(request: Request, user: User, name: str) -> None:
    """Change the name by which somebody signs in; nobody finds out all names that are taken."""
    engine, address = request.runtime.engine, request.remote_addr or ""
    refuse_more_names(engine, address)
    try:
        rename_user(request.dbsession, user, name)
    except Problem as problem:
        if problem.code == "user_exists":
            # When the transaction of the request is over: SQLite has one writer at a time.
            request.add_finished_callback(lambda _request: count_taken(engine, address))
        raise


def own_sessions(request: Request, part: Part = ALL) -> list[OpenSession]:
    """Return sessions of whoever asks."""
    user, idle = managed_self(request), request.runtime.settings.session_idle
    secret = None if request.bearer_token is not None else request.session_token
    return sessions_of(request.dbsession, user.id, secret, idle, part)


def own_tokens(request: Request) -> Sequence[ApiToken]:
    """Return the tokens of whoever asks, at this gallery."""
    user = managed_self(request)
    return tokens_of(request.dbsession, user.id, request.gallery.id)


def token_at(context: TokenMember, request: Request) -> ApiToken:
    """Return the token that an address names."""
    return only([token for token in own_tokens(request) if token.id == context.__name__])

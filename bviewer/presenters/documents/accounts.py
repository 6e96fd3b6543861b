"""Accounts as programs read them: one's own, and all of them for whoever runs the site."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.accounts.directory import Known
from bviewer.accounts.sessions import OpenSession
from bviewer.models import ApiToken, Scope, User
from bviewer.presenters.documents.people import Links
from bviewer.tree.urls import Urls


class TokenUsed(TypedDict):
    """What the token that was sent is good for."""

    id: str
    scope: Scope
    album: Annotated[str | None, Field(description="The one album that it is for.")]
    expires_at: datetime | None


class MyLinks(TypedDict):
    """Addresses."""

    self: str
    html: str
    sessions: str
    tokens: str


class Myself(TypedDict):
    """Whoever asks, and what they may do at this gallery."""

    id: str
    name: str
    mail: NotRequired[
        Annotated[str | None, Field(description="Not told to a token that is for one album.")]
    ]
    language: Annotated[str | None, Field(description="Null is as the browser says.")]
    is_owner: bool
    is_operator: bool
    has_gallery: Annotated[bool, Field(description="Whether they may see all albums.")]
    granted: Annotated[list[str], Field(description="Ids of albums that they were given.")]
    token: TokenUsed | None
    csrf_token: NotRequired[
        Annotated[str, Field(description="For X-CSRF-Token, of a browser that changes something.")]
    ]
    links: MyLinks


class SessionDocument(TypedDict):
    """A browser that somebody is signed in at."""

    id: str
    host: Annotated[str, Field(description="Of the gallery.")]
    browser: str
    address: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    is_this: Annotated[bool, Field(description="Whether it is the one that asks.")]
    links: Links


class TokenDocument(TypedDict):
    """A token of a program; its secret is told by nothing."""

    id: str
    label: str
    scope: Scope
    album: str | None
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None
    links: Links


class UserDocument(TypedDict):
    """An account."""

    id: str
    name: str
    mail: str | None
    active: Annotated[bool, Field(description="Whether they can sign in.")]
    is_operator: Annotated[bool, Field(description="Whether they run the site.")]
    hosts: Annotated[list[str], Field(description="Of the galleries that belong to them.")]
    links: Links


class UserInFull(UserDocument):
    """An account with numbers."""

    galleries: Annotated[int, Field(description="That gave them something.")]
    sessions: int
    used_at: Annotated[
        datetime | None, Field(description="When one of the sessions was used last.")
    ]


def token_used(token: ApiToken) -> TokenUsed:
    """Return what a program is told of its token."""
    return {
        "id": token.id,
        "scope": Scope(token.scope),
        "album": token.album_id,
        "expires_at": token.expires_at,
    }


def session_document(urls: Urls, row: OpenSession) -> SessionDocument:
    """Return what somebody is told of a session of theirs."""
    return {
        "id": row.public_id,
        "host": row.host,
        "browser": row.browser,
        "address": row.address,
        "created_at": row.created_at,
        "used_at": row.used_at,
        "expires_at": row.expires_at,
        "is_this": row.is_this,
        "links": {"self": urls.api("sessions", row.public_id)},
    }


def token_document(urls: Urls, token: ApiToken) -> TokenDocument:
    """Return what somebody is told of a token of theirs."""
    return {
        **token_used(token),
        "label": token.label,
        "created_at": token.created_at,
        "used_at": token.used_at,
        "links": {"self": urls.api("tokens", token.id)},
    }


def user_document(urls: Urls, user: User, hosts: Sequence[str]) -> UserDocument:
    """Return what whoever runs the site is told of an account."""
    return {
        "id": user.public_id,
        "name": user.name,
        "mail": user.mail,
        "active": user.active,
        "is_operator": user.superuser,
        "hosts": list(hosts),
        "links": {"self": urls.api("users", user.public_id)},
    }


def user_in_full(urls: Urls, user: User, hosts: Sequence[str], known: Known) -> UserInFull:
    """Return the same with what is known of the account."""
    return {
        **user_document(urls, user, hosts),
        "galleries": known.galleries,
        "sessions": known.sessions,
        "used_at": known.used_at,
    }

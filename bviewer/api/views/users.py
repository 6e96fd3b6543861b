"""The accounts of the site, for whoever runs it. No answer has a password."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pyramid.request import Request

from bviewer.accounts.addresses import checked_mail
from bviewer.accounts.directory import find_user_named, hosts_of, known_of, search_users
from bviewer.accounts.users import add_user, disable_user, enable_user, remove_user
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import left_out
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.refusals import MISSING
from bviewer.models import User
from bviewer.presenters.documents.accounts import (
    UserDocument,
    UserInFull,
    user_document,
    user_in_full,
)
from bviewer.security.permissions import Permission
from bviewer.tree.api import UserCollection, UserMember
from bviewer.views.site.users import require_other


class UserQuery(PageQuery):
    """Which accounts."""

    document: ClassVar[Any] = UserDocument
    q: Annotated[
        str, Field(max_length=200, description="What is in the name or the mail address.")
    ] = ""


class UserToMake(Sent):
    """Who somebody is. They choose a password themselves, once a link has let them in."""

    name: str
    mail: str | None = None


class UserChange(Sent):
    """What becomes of an account."""

    active: Annotated[bool, Field(description="Whether they can sign in.")] = left_out()


@endpoint(UserCollection, "GET", permission=Permission.OPERATE, answer=Page[UserDocument])
def list_users(_context: UserCollection, request: Request, query: UserQuery) -> Answer:
    """List the accounts of the site, by name."""
    session, place = request.dbsession, place_in(request, query) or [""]
    found = search_users(session, query.q.strip(), place[0], query.limit)

    def documents(users: Sequence[User]) -> list[UserDocument]:
        hosts = hosts_of(session, [user.id for user in users])
        return [user_document(request.urls, user, hosts[user.id]) for user in users]

    return page(request, found, query, lambda user: [user.name], documents)


@endpoint(UserMember, "GET", permission=Permission.OPERATE, answer=UserInFull)
def show_user(context: UserMember, request: Request) -> UserInFull:
    """Tell of an account."""
    return told_user(request, user_at(context, request))


@endpoint(
    UserCollection,
    "POST",
    permission=Permission.OPERATE,
    answer=UserInFull,
    status=HTTPStatus.CREATED,
)
def create_user(_context: UserCollection, request: Request, body: UserToMake) -> Answer:
    """Add an account for somebody who is to have a gallery."""
    mail = checked_mail(body.mail) if body.mail else None
    user = add_user(request.dbsession, body.name.strip(), mail=mail)
    document = told_user(request, user)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(UserMember, "PATCH", permission=Permission.OPERATE, answer=UserInFull)
def update_user(context: UserMember, request: Request, body: UserChange) -> UserInFull:
    """Let somebody in no more, or again."""
    user = user_at(context, request)
    if body.active is False:
        require_other(request, user)
        disable_user(request.dbsession, user)
    elif body.active:
        enable_user(request.dbsession, user)
    return told_user(request, user)


@endpoint(
    UserMember,
    "DELETE",
    permission=Permission.OPERATE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_user(context: UserMember, request: Request) -> None:
    """Remove an account for good, unless galleries belong to it."""
    user = user_at(context, request)
    require_other(request, user)
    remove_user(request.dbsession, user)


def user_at(context: UserMember, request: Request) -> User:
    """Return the account that an address names."""
    user = find_user_named(request.dbsession, context.__name__)
    if user is None:
        raise MISSING
    return user


def told_user(request: Request, user: User) -> UserInFull:
    """Return what whoever runs the site is told of an account."""
    hosts = hosts_of(request.dbsession, [user.id])[user.id]
    return user_in_full(request.urls, user, hosts, known_of(request.dbsession, user))

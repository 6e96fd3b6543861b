"""Whoever asks, about their own account: what of it a program may do in their name."""

from http import HTTPStatus

from pyramid.request import Request

from bviewer.api.refusals import MISSING, MORE_SCOPE, Refusal
from bviewer.models import Scope, User

NOBODY = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "sign_in_needed",
    "This is about whoever asks: send a token, or sign in.",
    headers={"WWW-Authenticate": 'Bearer realm="bviewer"'},
)


def myself(request: Request) -> User:
    """Return the row of whoever asks; refuse strangers.

    Whoever looks as somebody else is told nothing of their account, as on its page.
    """
    visitor = request.visitor
    if visitor.watcher_id is not None:
        raise MISSING
    if visitor.user_id is None:
        raise NOBODY
    user: User = request.dbsession.get_one(User, visitor.user_id)
    return user


def managed_self(request: Request) -> User:
    """Return the same to whom the whole account is open: a browser, or a program with a token that
    is good for everything.

    One that only reads may be in the hands of others: where its person signs in from is not theirs
    to know.
    """
    user, visitor = myself(request), request.visitor
    if visitor.scope is not None and (visitor.scope != Scope.MANAGE or visitor.bound_to):
        raise MORE_SCOPE
    return user

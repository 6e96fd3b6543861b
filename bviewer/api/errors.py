"""What becomes of exceptions at addresses of the API: the answers of pages, as documents."""

import logging
from http import HTTPStatus
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config
from sqlalchemy.exc import OperationalError

from bviewer.api.endpoints import Endpoint, find_endpoints, is_beside
from bviewer.api.refusals import MISSING, MORE_SCOPE, Refusal, answered
from bviewer.delivery.disk import DiskSilent
from bviewer.library.names import printable
from bviewer.presenters.documents.problems import pointer_to
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.queue.storage import StorageAway
from bviewer.security.policy import may_by_more_scope
from bviewer.security.redaction import without_secrets
from bviewer.tree.api import ApiNode
from bviewer.views.readable import is_api
from bviewer.views.refusals import status_of

log = logging.getLogger(__name__)

RETRY_SECONDS = {"Retry-After": "5"}
BUSY = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "busy",
    "The gallery is busy: try again shortly.",
    headers=RETRY_SECONDS,
)
FAILED = Refusal(
    HTTPStatus.INTERNAL_SERVER_ERROR, "failed", "Something broke. It is not your fault."
)
# What is refused unless somebody says that it is meant, and how.
CONFIRMED_BY = {"more_open_there": "may_open", "folder_was_closed": "may_close"}
NO_CSRF_TOKEN = Refusal(
    HTTPStatus.FORBIDDEN,
    "csrf_token_needed",
    "Changes by a browser's session need the token of users/me in X-CSRF-Token.",
)


class ApiPredicate:
    """`is_api=True`: a view is for addresses of the API."""

    def __init__(self, wanted: bool, _info: Any) -> None:
        self._wanted = wanted

    def text(self) -> str:
        """Return it as it was written."""
        return f"is_api = {self._wanted}"

    phash = text

    def __call__(self, _context: Any, request: Request) -> bool:
        return is_api(request.environ) == self._wanted


@exception_view_config(Refusal)
def show_refusal(error: Refusal, _request: Request) -> Response:
    """Tell what the API does not take."""
    return answered(error)


@exception_view_config(Problem, is_api=True)
def show_problem(problem: Problem, request: Request) -> Response:
    """Tell what a service refuses, in the caller's language."""
    request.tm.doom()
    field = CONFIRMED_BY.get(problem.code, problem.field)
    detail = explained(request.language, problem)
    seconds = problem.params.get("seconds")
    return answered(
        Refusal(
            HTTPStatus(status_of(problem)),
            problem.code,
            detail,
            [{"pointer": pointer_to(*field.split("/")), "detail": detail}] if field else (),
            problem.params,
            {} if seconds is None else {"Retry-After": str(seconds)},
        )
    )


@exception_view_config(HTTPForbidden, is_api=True)
@exception_view_config(HTTPNotFound, is_api=True)
def show_missing(_error: Exception, request: Request) -> Response:
    """Answer alike what is missing and what is denied; but tell whoever may see what is there that
    it takes other methods, or that their token is good for less."""
    try:
        return answered(refusal_at(request))
    except OperationalError as error:  # No other exception view looks after this one.
        return show_busy(error, request)


def refusal_at(request: Request) -> Refusal:
    """Return why there is no answer to a request."""
    _ = request.visitor  # Asked on every path: what is denied costs as much as what is missing.
    context = getattr(request, "context", None)
    if not isinstance(context, ApiNode) or is_beside(request):
        return MISSING
    found = find_endpoints(request.registry, type(context))
    there = [each for each in found if each.name == request.view_name]
    if not any(is_open(each, context, request) for each in there):
        return MISSING
    meant = [each for each in there if each.method == request.method]
    if not meant:
        methods = sorted({each.method for each in there})
        return Refusal(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method_not_allowed",
            f"This takes {', '.join(methods)}.",
            headers={"Allow": ", ".join([*methods, *(["HEAD"] if "GET" in methods else [])])},
        )
    is_program = request.visitor.scope is not None
    return MORE_SCOPE if is_program and is_open(meant[0], context, request) else MISSING


def is_open(endpoint: Endpoint, context: Any, request: Request) -> bool:
    """Return whether a caller sees that an endpoint is there, be it with another token."""
    permission = endpoint.permission
    return (
        permission is None
        or bool(request.has_permission(permission, context))
        or may_by_more_scope(request.visitor, context, permission)
    )


@exception_view_config(BadCSRFOrigin, is_api=True)
@exception_view_config(BadCSRFToken, is_api=True)
def show_bad_origin(_error: Exception, _request: Request) -> Response:
    """Refuse a change by a browser that no page of ours asked for."""
    return answered(NO_CSRF_TOKEN)


@exception_view_config(OperationalError, is_api=True)
@exception_view_config(StorageAway, is_api=True)
@exception_view_config(DiskSilent, is_api=True)
def show_busy(error: Any, _request: Request) -> Response:
    """Ask to come again, as the database or what else we stand on is locked or away."""
    log.error("away: %s", printable(str(getattr(error, "orig", error))))
    return answered(BUSY)


@exception_view_config(Exception, is_api=True)
def show_failure(error: Exception, request: Request) -> Response:
    """Answer what nothing else answers: the reason goes to the log only."""
    path = without_secrets(printable(request.path))
    log.error("%s %s failed", request.method, path, exc_info=error)
    return answered(FAILED)


def includeme(config: Configurator) -> None:
    """Tell programs and people apart by the address."""
    config.add_view_predicate("is_api", ApiPredicate)

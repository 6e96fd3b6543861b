"""Endpoints: views of the API, declared once for serving and for describing them.

    @endpoint(AlbumMember, "PATCH", permission=Permission.EDIT, answer=AlbumDocument)
    def change_album(context, request, body: AlbumChange) -> AlbumDocument: ...

What a view's `query` and `body` are annotated with is what it is sent, read and checked before it
is called. What it returns is told as JSON; None is an answer without a body.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from http import HTTPStatus
from inspect import get_annotations
from typing import Any

import venusian
from pydantic import BaseModel, TypeAdapter
from pyramid.config import Configurator
from pyramid.csrf import check_csrf_token
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED

from bviewer.api.answers import Answer, write_answer
from bviewer.api.bodies import Sent, read_body
from bviewer.api.preconditions import require_unchanged
from bviewer.api.queries import read_query
from bviewer.api.refusals import MISSING
from bviewer.api.repeats import once
from bviewer.config.methods import SAFE_METHODS
from bviewer.security.permissions import Permission
from bviewer.tree.api import ApiNode, Member
from bviewer.tree.urls import API_ROOT
from bviewer.views.forms import sent_body

REGISTERED = "bviewer.api.endpoints"

View = Callable[..., Any]


@dataclass(frozen=True)
class Endpoint:
    """A view of a resource of the API.

    `name` follows the address of the resource, if it is an action. Without a `permission`, the view
    itself tells to each what they may see, or it `asks` for one of what a body names, or of the
    token alone. `answer` is
    the type of what it returns, `status` that of its answer, and `problems` are the statuses of
    refusals besides those that any may have. What `is_repeatable` is answered alike again by
    itself.
    """

    context: type[ApiNode]
    method: str
    view: View
    permission: Permission | None
    answer: Any
    name: str = ""
    status: HTTPStatus = HTTPStatus.OK
    asks: Permission | None = None
    problems: tuple[HTTPStatus, ...] = ()
    is_repeatable: bool = False

    @property
    def id(self) -> str:
        """Return the name of the endpoint, which is that of its view."""
        name: str = self.view.__name__
        return name

    @property
    def is_conditional(self) -> bool:
        """Return whether it changes a member of the API, which has a tag.

        What is repeatable writes on its own, and would wait for whoever holds the member.
        """
        is_change = self.method not in SAFE_METHODS and not self.is_repeatable
        return is_change and issubclass(self.context, Member)

    @property
    def body(self) -> type[BaseModel] | None:
        """Return the type of what is sent, if something is."""
        return self._annotations.get("body")

    @property
    def query(self) -> type[BaseModel] | None:
        """Return the type of the query, if it takes one."""
        return self._annotations.get("query")

    @cached_property
    def writer(self) -> TypeAdapter[Any]:
        """Return what writes an answer."""
        return TypeAdapter(self.answer)

    @cached_property
    def _annotations(self) -> dict[str, Any]:
        return get_annotations(self.view, eval_str=True)

    def __call__(self, context: Any, request: Request) -> Response:
        """Answer a request."""
        if is_beside(request):
            raise MISSING
        if self.method not in SAFE_METHODS:
            require_own_page(request)
        query = read_query(request, self.query)
        asked = {} if self.query is None else {"query": query}
        if self.method in SAFE_METHODS:
            return self.respond(request, self.view(context, request, **asked))
        body = sent_body(request)
        sent = self._sent(body)
        if self.is_repeatable:
            return self._change(context, request, asked, sent)
        return once(request, body, lambda: self._change(context, request, asked, sent))

    def _sent(self, body: bytes) -> dict[str, Any]:
        """Return what was sent, if something is to be; no more than nothing if nothing is."""
        if self.body is not None:
            return {"body": read_body(body, self.body)}
        if body:
            read_body(body, Sent)
        return {}

    def _change(
        self, context: Any, request: Request, asked: dict[str, Any], sent: dict[str, Any]
    ) -> Response:
        """Change what is still what it was, and tell of it."""
        reader = None if self.is_repeatable else self._tag_reader(request)
        read_tag = None if reader is None else partial(reader.tag, request=request, asked=asked)
        context = require_unchanged(request, context, read_tag)
        return self.respond(request, self.view(context, request, **asked, **sent))

    def respond(self, request: Request, answer: Any) -> Response:
        """Return what the view returned, as an answer."""
        if isinstance(answer, Response):
            return answer
        if not isinstance(answer, Answer):
            answer = Answer(answer)
        return write_answer(request, answer, answer.status or self.status, self.writer)

    def _tag_reader(self, request: Request) -> "Endpoint | None":
        """Return what tells, with the same query, of what this endpoint changes, if that can be
        read: at its own address, else at that of the resource."""
        there = {
            each.name: each
            for each in find_endpoints(request.registry, self.context)
            if each.method == "GET" and each.query is self.query
        }
        return there.get(self.name) or there.get("")

    def tag(self, context: Any, request: Request, asked: dict[str, Any]) -> str:
        """Return the tag of what this endpoint tells."""
        tag: str = self.respond(request, self.view(context, request, **asked)).headers["ETag"]
        return tag


def endpoint(  # noqa: PLR0913 - each says by its name what it is.
    context: type[ApiNode],
    method: str,
    *,
    permission: Permission | None,
    answer: Any,
    name: str = "",
    status: HTTPStatus = HTTPStatus.OK,
    asks: Permission | None = None,
    problems: tuple[HTTPStatus, ...] = (),
    is_repeatable: bool = False,
) -> Callable[[View], View]:
    """Declare a view of the API (see `Endpoint`)."""

    def declare(view: View) -> View:
        declared = Endpoint(
            context,
            method,
            view,
            permission,
            answer,
            name,
            status,
            asks,
            problems,
            is_repeatable,
        )

        def register(scanner: Any, _name: str, _view: View) -> None:
            scanner.config.add_endpoint(declared)

        venusian.attach(view, register, category="pyramid")
        return view

    return declare


def require_own_page(request: Request) -> None:
    """Refuse what the session of a browser is to change unless a page of ours asks for it.

    Nobody else has rights that a page of another site could use: it cannot send a token, nor JSON
    without asking first, and browsers send it no cookie of a link (SameSite). Raises BadCSRFToken.
    """
    if request.bearer_token is None and request.identity is not None:
        check_csrf_token(request, token=None)


def is_beside(request: Request) -> bool:
    """Return whether an address only begins with that of something; the API itself is at either."""
    path = request.environ["PATH_INFO"]
    return bool(request.subpath) or (path.endswith("/") and path != f"{API_ROOT}/")


def add_endpoint(config: Configurator, declared: Endpoint) -> None:
    """Have an endpoint described, and served by `serve_endpoints`."""
    config.registry.setdefault(REGISTERED, []).append(declared)


def serve_endpoints(config: Configurator) -> None:
    """Serve all endpoints there are, those that read first.

    Each view that is asked for another method raises an error before the next one is asked.
    """
    for each in sorted(all_endpoints(config.registry), key=changes_something):
        add_endpoint_view(config, each)


def changes_something(declared: Endpoint) -> bool:
    """Return whether an endpoint may change something."""
    return declared.method not in SAFE_METHODS


def add_endpoint_view(config: Configurator, declared: Endpoint) -> None:
    """Serve one endpoint."""
    permission = declared.permission
    config.add_view(
        declared,
        context=declared.context,
        name=declared.name,
        request_method=declared.method,
        for_programs=True,
        require_csrf=False,  # See `require_own_page`.
        permission=NO_PERMISSION_REQUIRED if permission is None else permission,
    )


def all_endpoints(registry: Registry) -> list[Endpoint]:
    """Return all endpoints there are."""
    endpoints: list[Endpoint] = registry[REGISTERED]
    return endpoints


def find_endpoints(registry: Registry, context: type) -> Iterator[Endpoint]:
    """Yield the endpoints of resources of a class, and those at actions of theirs."""
    for each in all_endpoints(registry):
        if issubclass(context, each.context):
            yield each


def includeme(config: Configurator) -> None:
    """Let modules declare endpoints."""
    config.add_directive("add_endpoint", add_endpoint)
    config.add_directive("serve_endpoints", serve_endpoints)

"""Whoever looks as somebody else changes nothing: a view must say that it ends just that."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from bviewer.config.methods import SAFE_METHODS

View = Callable[[Any, Request], Any]


def viewing_deriver(view: View, info: Any) -> View:
    """Refuse what is not read, before any form is."""
    if info.options.get("while_viewing") or info.exception_only:
        return view

    def reading_view(context: Any, request: Request) -> Any:
        if request.method not in SAFE_METHODS and request.visitor.watcher_id is not None:
            raise HTTPNotFound
        return view(context, request)

    return reading_view


viewing_deriver.options = ("while_viewing",)  # type: ignore[attr-defined]


def is_viewing(request: Request) -> bool:
    """Return whether a page says as whom it is looked at; one about a failure asks nobody."""
    status = request.response.status_int
    return (status < 400 or status == 404) and request.visitor.watcher_id is not None


def includeme(config: Configurator) -> None:
    """Between the permission and the token of a form."""
    config.add_request_method(is_viewing, property=True)
    config.add_view_deriver(viewing_deriver, "viewing", under="secured_view", over="csrf_view")

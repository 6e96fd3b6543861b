"""Programs with a token read whatever their person may read, and change something only by views
that are made for it: a page takes forms of browsers alone."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMethodNotAllowed
from pyramid.request import Request

from bviewer.config.methods import SAFE_METHODS

View = Callable[[Any, Request], Any]


def programs_deriver(view: View, info: Any) -> View:
    """Refuse what is not read, before anything is: nobody looks at the token of a form either."""
    if info.options.get("for_programs") or info.exception_only:
        return view

    def reading_view(context: Any, request: Request) -> Any:
        if request.method not in SAFE_METHODS and request.bearer_token is not None:
            raise HTTPMethodNotAllowed(headers={"Allow": "GET, HEAD"})
        return view(context, request)

    return reading_view


programs_deriver.options = ("for_programs",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """Between the permission and the token of a form."""
    config.add_view_deriver(programs_deriver, "programs", under="secured_view", over="csrf_view")

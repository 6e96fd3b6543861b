"""Every page has one address: `page=True` on a view redirects all other spellings to it."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMovedPermanently, HTTPNotFound
from pyramid.request import Request

from bviewer.tree.urls import node_path, with_query_string

View = Callable[[Any, Request], Any]


def page_deriver(view: View, info: Any) -> View:
    """Refuse extra segments and redirect to the canonical address, once access is checked."""
    if not info.options.get("page"):
        return view

    def page_view(context: Any, request: Request) -> Any:
        if request.subpath:
            raise HTTPNotFound
        is_read = request.method in {"GET", "HEAD"}
        if is_read and request.path_info != canonical_path(context, request):
            raise HTTPMovedPermanently(canonical_url(context, request))
        return view(context, request)

    return page_view


page_deriver.options = ("page",)  # type: ignore[attr-defined]


def canonical_path(context: Any, request: Request) -> str:
    """Return the decoded path of a page: nodes end in a slash, their views do not."""
    return node_path(context, request.view_name)


def canonical_url(context: Any, request: Request) -> str:
    """Return the full address of a page, with the query it was asked with."""
    url = request.urls.of(context, *filter(None, [request.view_name]))
    return with_query_string(url, request.query_string)


def includeme(config: Configurator) -> None:
    """Below the permission check: whoever may not see a page learns nothing of its address."""
    config.add_view_deriver(page_deriver, "page", under="csrf_view")

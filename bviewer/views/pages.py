"""Every page has one address: `page=True` on a view redirects all other spellings to it."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPMovedPermanently, HTTPNotFound
from pyramid.location import lineage
from pyramid.request import Request

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


def node_path(node: Any) -> str:
    """The decoded path of a node, without a final slash."""
    return "/".join(reversed([step.__name__ for step in lineage(node)]))


def canonical_path(context: Any, request: Request) -> str:
    """The decoded path of a page: nodes end in a slash, their views do not."""
    return f"{node_path(context)}/{request.view_name}"


def canonical_url(context: Any, request: Request) -> str:
    """The full address of a page, with the query it was asked with."""
    elements = [request.view_name] if request.view_name else []
    url = request.resource_url(context, *elements)
    return f"{url}?{request.query_string}" if request.query_string else url


def includeme(config: Configurator) -> None:
    """Below the permission check: whoever may not see a page learns nothing of its address."""
    config.add_view_deriver(page_deriver, "page", under="csrf_view")

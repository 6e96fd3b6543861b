"""Every page has one address: `page=True` on a view redirects all other spellings to it.

`subpath=1` is for one more segment behind the view's name.
"""

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
    length = info.options.get("subpath") or 0

    def page_view(context: Any, request: Request) -> Any:
        if len(request.subpath) != length:
            raise HTTPNotFound
        is_read = request.method in {"GET", "HEAD"}
        if not is_read and request.view_name and request.path_info.endswith("/"):
            raise HTTPNotFound  # What stands guard at a door knows its one address.
        if is_read and request.path_info != canonical_path(context, request):
            raise HTTPMovedPermanently(canonical_url(context, request))
        return view(context, request)

    return page_view


page_deriver.options = ("page", "subpath")  # type: ignore[attr-defined]


def canonical_path(context: Any, request: Request) -> str:
    """Return the decoded path of a page: nodes end in a slash, their views do not."""
    return node_path(context, request.view_name, *request.subpath)


def canonical_url(context: Any, request: Request) -> str:
    """Return the full address of a page, with the query it was asked with."""
    url = request.urls.of(context, *filter(None, [request.view_name, *request.subpath]))
    return with_query_string(url, request.query_string)


def includeme(config: Configurator) -> None:
    """Below the permission check: whoever may not see a page learns nothing of its address.

    Above that of tokens: no form is read at an address that is none.
    """
    config.add_view_deriver(page_deriver, "page", under="secured_view", over="csrf_view")

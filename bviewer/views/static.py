"""Our own files: styles, scripts and pictures, under a name that changes with their content."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.static import static_view

from bviewer.tree.root import NoTree

FOLDER = Path(__file__).parent.parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"  # A year, which is as long as caches believe.

View = Callable[[Any, Request], Response]


def content_digest(folder: Path) -> str:
    """Return a short digest of all files of a folder."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def static_deriver(view: View, info: Any) -> View:
    """Let browsers keep a file for ever, because another content has another address."""
    if not isinstance(info.original_view, static_view):
        return view

    def kept_view(context: Any, request: Request) -> Response:
        response = view(context, request)
        response.headers["Cache-Control"] = FOR_EVER
        return response

    return kept_view


def send_icon(_context: Any, request: Request) -> HTTPFound:
    """Redirect to the icon, for programs that read no page."""
    return HTTPFound(request.static_url("bviewer:static/icons/icon-192.png"))


def includeme(config: Configurator) -> None:
    """Answer at any host."""
    config.add_view_deriver(static_deriver, "static")
    name = f"static/{content_digest(FOLDER)}"
    reading = {"factory": NoTree, "request_method": ("GET", "HEAD")}
    config.add_static_view(name, "bviewer:static", cache_max_age=None, **reading)
    config.add_route("favicon", "/favicon.ico", **reading)
    config.add_view(send_icon, route_name="favicon", permission=NO_PERMISSION_REQUIRED)

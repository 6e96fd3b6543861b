"""What is missing and what is denied look the same; what breaks says nothing about why."""

import logging
from typing import Any

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPMovedPermanently
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from sqlalchemy.exc import OperationalError

from bviewer.config.addresses import is_of_own_network
from bviewer.delivery.disk import DiskSilent
from bviewer.library.names import printable
from bviewer.presenters.languages import Message, mark
from bviewer.queue.storage import StorageAway
from bviewer.security import Permission
from bviewer.security.redaction import without_secrets
from bviewer.tree.paths import leading_ids, split_path
from bviewer.tree.relocation import as_known_to, find_node
from bviewer.tree.resources import ORIGINALS, AlbumResource, ImageResource, VideoResource
from bviewer.tree.root import UnknownHost
from bviewer.tree.urls import node_path
from bviewer.views.forms import UnreadableForm
from bviewer.views.kept import kept_fields
from bviewer.views.readable import refused

log = logging.getLogger(__name__)

# Titles and texts.
NOT_FOUND = mark("Nothing here"), mark("There is no such page, or it is not for you.")
UNKNOWN_HOST = (
    mark("No gallery has this name"),
    mark("To those who look after it: this command lets it answer here."),
)
SIGNED_OUT = (
    mark("You are signed out"),
    mark("What you typed is kept on this page: sign in in another tab, then send it again."),
)
VIEWING = (
    NOT_FOUND[0],
    mark(
        "What you typed is kept on this page: "
        "end looking as somebody else in another tab, then send it again."
    ),
)
KEPT = (
    mark("Please try again"),
    mark("The form has expired. What you typed is kept on this page, and can be sent again."),
)
EXPIRED = (
    mark("Please try again"),
    mark("The form has expired. Go back: what you typed is still there, and can be sent again."),
)
BUSY = mark("One moment"), mark("The gallery is busy. Please try again shortly.")
FAILED = mark("Something broke"), mark("It is not your fault, and it was noted.")


@notfound_view_config(renderer="bviewer:templates/error.html")
@forbidden_view_config(renderer="bviewer:templates/error.html")
def show_missing(_context: Any, request: Request) -> Any:
    """Answer 404 for both; but follow an old link to what has moved, and may be seen."""
    try:
        moved = find_moved(request)
        # Asked on every path: a denied page costs the same statements as one that is missing.
        _ = request.identity
    except OperationalError as error:  # No other exception view looks after this one.
        return show_busy(error, request)
    if moved is not None:
        return HTTPMovedPermanently(moved)
    is_viewing = request.visitor.watcher_id is not None
    if (request.identity is None or is_viewing) and (kept := kept_fields(request)):
        return error_page(request, 404, *(VIEWING if is_viewing else SIGNED_OUT)) | {"kept": kept}
    return error_page(request, 404, *NOT_FOUND) | {"account": account_name(request)}


@exception_view_config(UnknownHost, renderer="bviewer:templates/error.html")
def show_unknown_host(error: UnknownHost, request: Request) -> Any:
    """Tell people who are near the installation, and nobody else, how a gallery gets a name."""
    if not is_of_own_network(request.remote_addr or ""):
        return show_missing(error, request)
    return error_page(request, 404, *UNKNOWN_HOST) | {"is_host_unknown": True}


def account_name(request: Request) -> str | None:
    """Return who is told that they are signed in: nobody while an owner looks as somebody else."""
    if request.gallery is None or request.identity is None or request.is_viewing:
        return None
    name: str = request.identity.name
    return name


def find_moved(request: Request) -> str | None:
    """Return the address today of what the path's last id names, for somebody who may see it.

    Every address that a node ever had is ids from the beginning: no other path is a way to it. The
    new one names no hidden album that the old one did not, unless to people who are trusted with
    it.
    """
    segments = split_path(request.path_info) or []
    if request.gallery is None or request.method not in {"GET", "HEAD"}:
        return None
    ids = leading_ids(segments)
    if not ids:
        return None
    node, rest = load_node(request, ids[-1]), segments[len(ids) :]
    if node is None or not is_address(node, rest):
        return None
    if not request.has_permission(Permission.VIEW, node):
        return None
    known = as_known_to(request.visitor, node, ids)
    if known is None or is_there(known, rest, request.path_info):
        return None
    return request.urls.of(known, *rest)


def load_node(request: Request, node_id: str) -> AlbumResource | ImageResource | None:
    """Return the node of that id, wherever it stands today."""
    sizes = request.runtime.settings.sizes
    with request.autocommit_engine.connect() as connection:
        return find_node(connection, request.gallery, node_id, sizes)


def is_address(node: AlbumResource | ImageResource, rest: list[str]) -> bool:
    """Return whether what follows the id may follow it: nothing, a feed, the name of an image's
    bytes."""
    if isinstance(node, AlbumResource):
        return rest in ([], ["feed"])
    names: set[str] = {*node.__parent__.home.rendition_names}
    if not isinstance(node, VideoResource):
        names |= ORIGINALS
    return not rest or (len(rest) == 1 and rest[0] in names)


def is_there(node: AlbumResource | ImageResource, rest: list[str], path_info: str) -> bool:
    """Return whether the path was right already: then it is missing for another reason."""
    return path_info.removesuffix("/") == node_path(node, *rest)


@exception_view_config(UnreadableForm)
def show_unreadable(_error: Exception, request: Request) -> Response:
    """Refuse a form that is no text."""
    return refused(request)


@exception_view_config(BadCSRFOrigin, renderer="bviewer:templates/error.html")
@exception_view_config(BadCSRFToken, renderer="bviewer:templates/error.html")
def show_bad_form(_error: Exception, request: Request) -> dict[str, Any]:
    """Refuse a form from another page, another browser or long ago; what is of our pages can be
    confirmed."""
    kept = kept_fields(request) if request.gallery else []
    page = error_page(request, 400, *(KEPT if kept else EXPIRED))
    return page | {"kept": kept, "is_confirmed": True}


@exception_view_config(OperationalError, renderer="bviewer:templates/error.html")
def show_busy(error: OperationalError, request: Request) -> dict[str, Any]:
    """Ask to come again, as the database is locked or away: nothing was decided, nothing is
    shown."""
    log.error("database: %s", printable(str(error.orig)))
    request.response.headers["Retry-After"] = "5"
    return error_page(request, 503, *BUSY)


@exception_view_config(StorageAway, renderer="bviewer:templates/error.html")
def show_away(error: StorageAway, request: Request) -> dict[str, Any]:
    """Ask to come again, as what is not in the database is away."""
    log.error("storage: %s", printable(str(error)))
    request.response.headers["Retry-After"] = "5"
    return error_page(request, 503, *BUSY)


@exception_view_config(DiskSilent, renderer="bviewer:templates/error.html")
def show_silent(error: DiskSilent, request: Request) -> dict[str, Any]:
    """Ask to come again, as the disk with the photographs does not answer."""
    log.warning("%s", error)
    request.response.headers["Retry-After"] = "5"
    return error_page(request, 503, *BUSY)


@exception_view_config(Exception, renderer="bviewer:templates/error.html")
def show_failure(error: Exception, request: Request) -> dict[str, Any]:
    """Answer what nothing else answers: the reason goes to the log only."""
    path = without_secrets(printable(request.path))
    log.error("%s %s failed", request.method, path, exc_info=error)
    return error_page(request, 500, *FAILED)


def error_page(request: Request, status: int, title: Message, text: Message) -> dict[str, Any]:
    """Return an error page that nothing keeps, and that needs no database."""
    request.response.status_int = status
    request.response.headers["Cache-Control"] = "no-store"
    return {"title": title, "text": text, "status": status}

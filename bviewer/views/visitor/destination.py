"""Where to go after signing in: to nodes of this gallery alone, and owners to pages of theirs."""

from typing import Any
from urllib.parse import unquote

from pyramid.authorization import ACLHelper
from pyramid.request import Request

from bviewer.security import Permission
from bviewer.security.visitor import Visitor, load_visitor
from bviewer.tree.branches import BRANCHES
from bviewer.tree.paths import path_ids, segment_id, split_path
from bviewer.tree.relocation import as_known_to, find_node
from bviewer.views.visitor.owners_pages import permission_of

# Pages of whoever is signed in, which are no nodes.
PAGES = {"/account": "account"}


def came_from(request: Request) -> str:
    """Return the path that somebody wanted to see: as the link says it, or else as the browser
    does.

    The page that says that nothing is there does not say where: all such pages are alike.
    """
    if "next" in request.params:
        return str(request.params["next"])
    referrer = request.referer or ""
    path = referrer.removeprefix(request.host_url)
    is_ours = path != referrer and path.startswith("/")
    return unquote(path.partition("?")[0]) if is_ours else ""


def local_destination(request: Request, token: str, path: str) -> str:
    """Return the address of the node that a path names, or of a page of owners about it, or the
    home.

    The path comes from whoever made the link, so it is never echoed: the address is built anew from
    the node that its last id names, and from the name of a page that there is. It must not tell
    more than the person whose session `token` has just started may see.
    """
    if path in PAGES:
        return request.urls.at_home(PAGES[path])
    segments = split_path(path) or []
    if not segments:
        return request.urls.home
    gallery, idle = request.gallery, request.runtime.settings.session_idle
    connection = request.dbsession.connection()
    visitor = load_visitor(connection, token, gallery.id, gallery.owner_id, idle)
    node, rest = named(request, visitor, segments)
    if node is None:
        return request.urls.home
    wanted = permission_of(request.registry, node, rest)
    if wanted is not None and may(visitor, wanted, node):
        return request.urls.of(node, *rest)
    return request.urls.of(node) if may(visitor, Permission.VIEW, node) else request.urls.home


def may(visitor: Visitor, permission: Permission, node: Any) -> bool:
    """Return whether somebody may do something with a node."""
    return bool(ACLHelper().permits(node, visitor.principals(), permission))


def named(request: Request, visitor: Visitor, segments: list[str]) -> tuple[Any, list[str]]:
    """Return the node that a path names, if somebody may know its address, and what follows it."""
    if segments[0] in BRANCHES:
        return request.root[segments[0]], segments[1:]
    ids = path_ids(segments)
    if not ids:
        return request.root, segments
    sizes = request.runtime.settings.sizes
    node = find_node(request.dbsession.connection(), request.gallery, ids[-1], sizes)
    last = max(place for place, segment in enumerate(segments) if segment_id(segment))
    return node and as_known_to(visitor, node, ids), segments[last + 1 :]

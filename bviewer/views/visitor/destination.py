"""Where to go after signing in: only to nodes of this gallery."""

from urllib.parse import unquote

from pyramid.authorization import ACLHelper
from pyramid.request import Request

from bviewer.security import Permission
from bviewer.security.visitor import load_visitor
from bviewer.tree.paths import path_ids, split_path
from bviewer.tree.relocation import as_known_to, find_node

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
    """Return the address of the node that a path names, or the home.

    The path comes from whoever made the link, so it is never echoed: the address is built anew from
    the node that its last id names. It must not tell more than the person whose session `token`
    has just started may see.
    """
    if path in PAGES:
        return request.urls.at_home(PAGES[path])
    home, ids = request.urls.home, path_ids(split_path(path) or [])
    if not ids:
        return home
    connection = request.dbsession.connection()
    gallery, settings = request.gallery, request.runtime.settings
    node = find_node(connection, gallery, ids[-1], settings.sizes)
    idle = settings.session_idle
    visitor = load_visitor(connection, token, gallery.id, gallery.owner_id, idle)
    if node is None:
        return home
    if not ACLHelper().permits(node, visitor.principals(), Permission.VIEW):
        return home
    known = as_known_to(visitor, node, ids)
    return home if known is None else request.urls.of(known)

"""Where to go after signing in: only to nodes of this gallery."""

from pyramid.request import Request

from bviewer.tree.paths import path_ids, split_path
from bviewer.tree.relocation import find_node


def local_destination(request: Request, path: str) -> str:
    """The address of the node that a path names, or the home.

    The path comes from whoever made the link, so it is never echoed: the address is built anew from
    the node that its last id names.
    """
    ids = path_ids(split_path(path) or [])
    if not ids:
        return request.resource_url(request.root)
    sizes = request.registry["bviewer.settings"].sizes
    with request.registry["bviewer.bare_engine"].connect() as connection:
        node = find_node(connection, request.gallery, ids[-1], sizes)
    return request.resource_url(request.root if node is None else node)

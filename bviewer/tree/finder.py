"""Finding albums and items by their ids alone, as the API names them, for whoever asks."""

from collections.abc import Mapping
from typing import TypeVar

from pyramid.request import Request
from sqlalchemy import Connection

from bviewer.renditions.sizes import Size
from bviewer.tree.paths import segment_id
from bviewer.tree.relocation import as_known_to, find_node, find_node_quickly
from bviewer.tree.resources import AlbumResource, HomeResource, ImageResource, MotionResource

VIA = "via"  # The parameter of addresses with ids of hidden albums that whoever asks knows.
MOST_KNOWN = 32
NONE: frozenset[str] = frozenset()

Node = TypeVar("Node", AlbumResource, ImageResource)


class Finder:
    """Finds a node at its place in the tree, unless what is told of it would tell of a hidden album
    that nobody has named.

    As in paths, whoever has the id of a hidden album may open it; `via` names those above a node.
    """

    def __init__(self, request: Request, home: HomeResource) -> None:
        """`home` has the rows of what the address names."""
        self._request = request
        self._home = home

    @property
    def named(self) -> frozenset[str]:
        """Return the ids of albums that the request names beside that of the node."""
        if not self._request.environ.get("QUERY_STRING"):
            return NONE
        ids = self._request.GET.get(VIA, "").split(",", MOST_KNOWN)[:MOST_KNOWN]
        return frozenset(filter(None, map(segment_id, ids)))

    def album(self, album_id: str) -> AlbumResource | None:
        """Return the album of an id; None if there is none that may be told of."""
        node = self._find(album_id)
        return node if isinstance(node, AlbumResource) else None

    def item(self, item_id: str) -> ImageResource | None:
        """Return the item of an id; None if there is none that may be told of."""
        node = self._find(item_id)
        is_item = isinstance(node, ImageResource) and not isinstance(node, MotionResource)
        return node if is_item else None  # type: ignore[return-value]

    def again(self, connection: Connection, node: Node) -> Node | None:
        """Return a node as it is by now in a transaction; None if it is not there any more."""
        node_id = node.album.id if isinstance(node, AlbumResource) else node.image.id
        found = find_node(connection, self._home.gallery, node_id, self._sizes)
        return found if type(found) is type(node) else None

    def album_again(self, connection: Connection, album_id: str) -> AlbumResource:
        """Return an album as it is by now in a transaction."""
        node = find_node(connection, self._home.gallery, album_id, self._sizes)
        assert isinstance(node, AlbumResource)
        as_known_to(self._request.visitor, node, {album_id, *self.named})
        return node

    def item_again(self, connection: Connection, item_id: str) -> ImageResource:
        """Return an item as it is by now in a transaction."""
        node = find_node(connection, self._home.gallery, item_id, self._sizes)
        assert isinstance(node, ImageResource)
        as_known_to(self._request.visitor, node, {item_id, *self.named})
        return node

    @property
    def _sizes(self) -> Mapping[str, Size]:
        sizes: Mapping[str, Size] = self._request.runtime.settings.sizes
        return sizes

    def _find(self, node_id: str) -> AlbumResource | ImageResource | None:
        if segment_id(node_id) != node_id:
            return None
        node = node_in(self._home, node_id)
        if node is None and node_id not in self._request.path_info:
            engine, gallery = self._request.autocommit_engine, self._home.gallery
            node = find_node_quickly(engine, gallery, node_id, self._sizes)
        if node is None:
            return None
        return as_known_to(self._request.visitor, node, {node_id, *self.named})


def node_in(home: HomeResource, node_id: str) -> AlbumResource | ImageResource | None:
    """Return the node of an id among the rows that came with the address; None if it is not among
    them."""
    albums, image = home.rows.albums, home.rows.images.get(node_id)
    album_id = node_id if image is None else image.album_id
    if album_id not in albums:
        return None
    way = [albums[album_id]]
    while way[-1].parent_id is not None:
        way.append(albums[way[-1].parent_id])
    node: AlbumResource | ImageResource = home
    for row in way[-2::-1]:
        node = node[row.id]  # type: ignore[assignment]
    return node if image is None else node[image.id]  # type: ignore[return-value]

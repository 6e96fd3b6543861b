"""The resource tree: what the URL names, and whose ACLs decide.

`root` chooses the gallery by host. `ancestry` loads every node that the URL names in one statement,
so that Pyramid's own traversal then walks dictionaries in memory. `resources` wraps the rows: rows
know nothing of the web, resources carry the ACLs and the names. `relocation` finds what has moved,
`urls` makes all addresses. `branches` are what is beside the albums.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: "Configurator") -> None:
    """Make the album tree the URL tree."""
    # Commands take addresses from this room, and need nothing of Pyramid.
    from bviewer.tree.root import requested_gallery, root_factory  # noqa: PLC0415
    from bviewer.tree.urls import urls_of  # noqa: PLC0415

    config.set_root_factory(root_factory)
    config.add_request_method(requested_gallery, "gallery", reify=True)
    config.add_request_method(urls_of, "urls", reify=True)

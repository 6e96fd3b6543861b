"""The resource tree: what the URL names, and whose ACLs decide.

`root` chooses the gallery by host. `ancestry` loads every node that the URL names in one statement,
so that Pyramid's own traversal then walks dictionaries in memory. `resources` wraps the rows: rows
know nothing of the web, resources carry the ACLs and the names. `relocation` finds what has moved.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from bviewer.tree.resources import AlbumResource, HomeResource, ImageResource, RenditionResource
    from bviewer.tree.root import NoTree, root_factory

__all__ = [
    "AlbumResource",
    "HomeResource",
    "ImageResource",
    "NoTree",
    "RenditionResource",
    "root_factory",
]


def __getattr__(name: str) -> Any:
    """Return a name of this room; commands take addresses from here, and need no resources."""
    if name not in __all__:
        raise AttributeError(name)
    module = "root" if name in {"NoTree", "root_factory"} else "resources"
    return getattr(import_module(f"{__name__}.{module}"), name)


def includeme(config: "Configurator") -> None:
    """Make the album tree the URL tree."""
    from bviewer.tree.root import requested_gallery, root_factory  # noqa: PLC0415

    config.set_root_factory(root_factory)
    config.add_request_method(requested_gallery, "gallery", reify=True)

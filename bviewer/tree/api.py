"""The REST API's part of the tree: collections, whose members stand at their place in the album tree.

A member is a leaf below the album or image that it is about, which is its parent: what ACLs say of
that, they say of the member. So nothing is open here that its page does not show, and no page of
people is found here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from bviewer.security.permissions import Permission
from bviewer.security.visibility import ACE, branch_acl

VERSION = "v1"


class ApiNode:
    """A node of the API."""

    __acl__: Any = ()

    def __init__(self, parent: Any, name: str) -> None:
        self.__parent__ = parent
        self.__name__ = name

    def __getitem__(self, segment: str) -> Any:
        raise KeyError(segment)


class Member(ApiNode):
    """A member of a collection by its id, whether there is one or not; as closed as that is."""


class NodeMember(Member):
    """An album or an item as the API has it: below its resource, which is its parent."""

    def __init__(self, collection: "Collection", node: Any) -> None:
        super().__init__(node, node.__name__)
        self.collection = collection

    @property
    def node(self) -> Any:
        """Return the album or image."""
        return self.__parent__


class AlbumMember(NodeMember):
    """An album."""


class ItemMember(NodeMember):
    """A photograph, a clip or a film."""


class Collection(ApiNode):
    """What is listed under a name of the API.

    It needs a permission; or it lists to each what they may see, and has views without one.
    """

    permission: ClassVar[Permission | None] = None
    member: ClassVar[type[Member]] = Member

    def __acl__(self) -> list[ACE]:
        return branch_acl(self.home.gallery.owner_id, self.permission)

    def __getitem__(self, segment: str) -> Member:
        return self.member(self, segment)

    @property
    def home(self) -> Any:
        """Return the gallery's home, below which the API is."""
        version = self.__parent__
        return version.__parent__.__parent__


class AlbumCollection(Collection):
    """The albums of the gallery."""

    def __getitem__(self, segment: str) -> AlbumMember:
        node = self.home.finder.album(segment)
        if node is None:
            raise KeyError(segment)
        return AlbumMember(self, node)


class ItemCollection(Collection):
    """The photographs, clips and films of the gallery."""

    def __getitem__(self, segment: str) -> ItemMember:
        node = self.home.finder.item(segment)
        if node is None:
            raise KeyError(segment)
        return ItemMember(self, node)


class GalleryDocument(Collection):
    """The gallery itself: it has no members."""

    def __getitem__(self, segment: str) -> Member:
        raise KeyError(segment)


class ApiVersion(ApiNode):
    """All collections, by their names in addresses."""

    collections: ClassVar[Mapping[str, type[Collection]]] = {
        "gallery": GalleryDocument,
        "albums": AlbumCollection,
        "items": ItemCollection,
    }

    def __getitem__(self, segment: str) -> Collection:
        return self.collections[segment](self, segment)

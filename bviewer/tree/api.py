"""The REST API in the tree: collections, whose members stand at their place in the album tree.

A member is a leaf below the album or image that it is about, which is its parent: what ACLs say of
that, they say of the member. So nothing is open here that its page does not show, and no page of
people is found here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from bviewer.security.permissions import Permission
from bviewer.security.visibility import ACE, branch_acl

VERSION = "v1"


# What is called with a request of the API as soon as its gallery is known, and nothing is looked up
# yet. No event of Pyramid: with a listener to one, each thumbnail would look for those of all.
ENTRY = "bviewer.api.entry"


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

    member = AlbumMember

    def __getitem__(self, segment: str) -> AlbumMember:
        node = self.home.finder.album(segment)
        if node is None:
            raise KeyError(segment)
        return AlbumMember(self, node)


class ItemCollection(Collection):
    """The photographs, clips and films of the gallery."""

    member = ItemMember

    def __getitem__(self, segment: str) -> ItemMember:
        node = self.home.finder.item(segment)
        if node is None:
            raise KeyError(segment)
        return ItemMember(self, node)


class Single(Collection):
    """What has no members."""

    def __getitem__(self, segment: str) -> Member:
        raise KeyError(segment)


class GalleryNode(Single):
    """The gallery itself."""

    permission = Permission.MANAGE


class ChangesNode(Single):
    """What has changed."""


class SlideshowMember(Member):
    """A random show, by the id that whoever began it was told."""


class SlideshowCollection(Collection):
    """Random shows."""

    member = SlideshowMember


class ArchiveMember(Member):
    """An archive."""


class ArchiveCollection(Collection):
    """Archives of albums."""

    member = ArchiveMember


class FolderCollection(Single):
    """The folders of the gallery's home."""

    permission = Permission.EDIT


class SyncMember(Member):
    """What a sync did."""


class SyncNow(Member):
    """Whether a sync waits or runs, and how far it is."""


class SyncCollection(Collection):
    """The syncs of the gallery."""

    permission = Permission.EDIT
    member = SyncMember

    def __getitem__(self, segment: str) -> Member:
        return SyncNow(self, segment) if segment == "now" else super().__getitem__(segment)


class DeletionMember(Member):
    """A deleted album, or what was taken out of one."""


class DeletionCollection(Collection):
    """What can be put back."""

    permission = Permission.EDIT
    member = DeletionMember


class ShareMember(Member):
    """A link that opens an album."""


class ShareCollection(Collection):
    """Links that open albums."""

    permission = Permission.MANAGE
    member = ShareMember


class GrantMember(Member):
    """An access of somebody to an album, or to the gallery."""


class GrantCollection(Collection):
    """Who was given access."""

    permission = Permission.MANAGE
    member = GrantMember


class GroupMember(Member):
    """A group of people."""


class GroupCollection(Collection):
    """Groups of people."""

    permission = Permission.MANAGE
    member = GroupMember


class AccessRequestMember(Member):
    """Somebody's wish to see more."""


class AccessRequestCollection(Collection):
    """Wishes to see more."""

    permission = Permission.MANAGE
    member = AccessRequestMember


class InvitationMember(Member):
    """An invitation by mail that nobody has used yet."""


class InvitationCollection(Collection):
    """Invitations by mail."""

    permission = Permission.MANAGE
    member = InvitationMember


class PersonMember(Member):
    """Somebody whom the owner knows."""


class PersonCollection(Collection):
    """Everybody who has something in the gallery, or had."""

    permission = Permission.MANAGE
    member = PersonMember


class EventCollection(Single):
    """Who changed what people may see and do."""

    permission = Permission.MANAGE


class SessionMember(Member):
    """A browser that somebody is signed in at."""


class SessionCollection(Collection):
    """The sessions of whoever asks."""

    member = SessionMember


class TokenMember(Member):
    """A token of a program."""


class TokenCollection(Collection):
    """The tokens of programs of whoever asks, at this gallery."""

    member = TokenMember


class GalleryMember(Member):
    """A gallery of the site, by its host."""

    permission: ClassVar[Permission] = Permission.OPERATE


class GalleryCollection(Collection):
    """The galleries of the site, for whoever runs it."""

    permission = Permission.OPERATE
    member = GalleryMember


class MyselfNode(Member):
    """Whoever asks."""


class UserMember(Member):
    """An account of the site."""

    permission: ClassVar[Permission] = Permission.OPERATE


class UserCollection(Collection):
    """The accounts of the site, for whoever runs it; and one's own, for each."""

    permission = Permission.OPERATE
    member = UserMember

    def __getitem__(self, segment: str) -> Member:
        return MyselfNode(self, segment) if segment == "me" else super().__getitem__(segment)


class SiteEventCollection(Single):
    """Who changed what of the accounts and galleries of the site."""

    permission = Permission.OPERATE


class ApiVersion(ApiNode):
    """All collections, by their names in addresses."""

    collections: ClassVar[Mapping[str, type[Collection]]] = {
        "gallery": GalleryNode,
        "albums": AlbumCollection,
        "items": ItemCollection,
        "changes": ChangesNode,
        "slideshows": SlideshowCollection,
        "archives": ArchiveCollection,
        "folders": FolderCollection,
        "syncs": SyncCollection,
        "deletions": DeletionCollection,
        "shares": ShareCollection,
        "grants": GrantCollection,
        "groups": GroupCollection,
        "access-requests": AccessRequestCollection,
        "invitations": InvitationCollection,
        "people": PersonCollection,
        "events": EventCollection,
        "sessions": SessionCollection,
        "tokens": TokenCollection,
        "users": UserCollection,
        "galleries": GalleryCollection,
        "site-events": SiteEventCollection,
    }

    def __getitem__(self, segment: str) -> Collection:
        return self.collections[segment](self, segment)

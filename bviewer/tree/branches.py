"""Branches of a gallery's tree beside its albums: their names are no ids, and no SQL finds them."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from bviewer.security.permissions import Permission
from bviewer.security.tokens import SHARE_TOKEN_LENGTH
from bviewer.security.visibility import ACE, branch_acl
from bviewer.tree.api import VERSION, ApiVersion

TOKEN = re.compile(rf"[\w-]{{{SHARE_TOKEN_LENGTH}}}", re.ASCII)


class Branch:
    """A part of the tree that is closed to all but the people with its permission.

    Its children are resources of their own: `children` makes them from the branch and their name.
    """

    permission: ClassVar[Permission | None] = None
    children: ClassVar[Mapping[str, Callable[["Branch", str], Any]]] = {}
    ancestry_ids: ClassVar[Sequence[str]] = ()  # It is in no album: see `security.bearer`.

    def __init__(self, parent: Any, name: str) -> None:
        self.__parent__ = parent
        self.__name__ = name

    def __acl__(self) -> list[ACE]:
        return branch_acl(self.__parent__.gallery.owner_id, self.permission)

    def __getitem__(self, segment: str) -> Any:
        return self.children[segment](self, segment)


class AdminBranch(Branch):
    """The gallery's admin."""

    permission = Permission.MANAGE


class SiteBranch(Branch):
    """The operator's part."""

    permission = Permission.OPERATE


class ApiBranch(Branch):
    """The REST API, by its versions."""

    children: ClassVar[Mapping[str, Callable[[Branch, str], Any]]] = {VERSION: ApiVersion}


class ShareBranch(Branch):
    """The links that open an album to whoever holds them."""

    def __getitem__(self, segment: str) -> "ShareLink":
        # What is no link at all is looked up nowhere.
        if not TOKEN.fullmatch(segment):
            raise KeyError(segment)
        return ShareLink(self, segment)


class ShareLink:
    """A link by its secret, whether there is one or not; as closed as its branch."""

    __acl__: tuple[ACE, ...] = ()

    def __init__(self, parent: ShareBranch, name: str) -> None:
        self.__parent__ = parent
        self.__name__ = name


BRANCHES: Mapping[str, type[Branch]] = {
    "admin": AdminBranch,
    "site": SiteBranch,
    "api": ApiBranch,
    "s": ShareBranch,
}

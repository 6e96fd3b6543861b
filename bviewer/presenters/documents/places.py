"""Where documents are in the tree: their addresses, and what may be done there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bviewer.models import Visibility
from bviewer.presenters.motion import motions_shown
from bviewer.presenters.pictures import Pictures
from bviewer.security.permissions import Permission
from bviewer.security.visibility import are_details_shown, are_positions_shown
from bviewer.security.visitor import Visitor
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls, with_query


@dataclass(frozen=True)
class Place:
    """What holds for all that is in an album: its addresses for people and for programs, and what a
    caller may do and see there.

    `via` names the hidden albums on the way that the caller has to name; `items` and `query` stand
    around the ids of items in their addresses.
    """

    album: AlbumResource
    visitor: Visitor
    html: str
    api: str
    via: str | None
    items: str
    query: str
    may_download: bool
    may_edit: bool

    def item_api(self, item_id: str) -> str:
        """Return the address of an item for programs."""
        return f"{self.items}{item_id}{self.query}"

    @cached_property
    def motions(self) -> frozenset[str | None]:
        """Return by what kinds of films photographs move."""
        return motions_shown(self.visitor, self.album, has_originals=self.may_download)

    @cached_property
    def shows_details(self) -> bool:
        """Return whether it is told what cameras say."""
        return are_details_shown(self.visitor, self.album.flags)

    @cached_property
    def shows_positions(self) -> bool:
        """Return whether it is told where photographs were taken."""
        return are_positions_shown(self.visitor, self.album.flags, self.album.positions)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of albums for one caller, each found once.

    `named` are the ids of hidden albums that the caller knows, and `may` tells what they may do
    with a node.
    """

    urls: Urls
    pictures: Pictures
    visitor: Visitor
    may: Callable[[Permission, Any], object]
    named: Collection[str] = ()
    known: dict[str, Place] = field(default_factory=dict)

    def of(self, album: AlbumResource) -> Place:
        """Return the place of an album."""
        place = self.known.get(album.album.id)
        if place is None:
            place = self.known[album.album.id] = self._place(album)
        return place

    def parent(self, album: AlbumResource) -> AlbumResource | None:
        """Return the album above, if there is one that the caller may open and know of."""
        above = album.__parent__
        if above is None or album.is_short or not self.may(Permission.VIEW, above):
            return None
        return above

    def _place(self, album: AlbumResource) -> Place:
        via = self._via(album, is_below=False)
        return Place(
            album,
            self.visitor,
            html=self.urls.of(album),
            api=self.urls.api("albums", album.album.id, via=via),
            via=via,
            items=self.urls.api("items", ""),
            query=with_query("", {"via": self._via(album, is_below=True)}),
            may_download=bool(self.may(Permission.DOWNLOAD, album)),
            may_edit=bool(self.may(Permission.EDIT, album)),
        )

    def _via(self, album: AlbumResource, *, is_below: bool) -> str | None:
        """Return the ids of the hidden albums above a node that its address does not name."""
        ids, flags = [], album.flags[1:] if is_below else album.flags[1:-1]
        for depth, (album_id, flag) in enumerate(flags, 2):
            trusted = self.visitor.is_trusted_with(album.ancestry_ids[:depth])
            if flag == Visibility.HIDDEN and album_id in self.named and not trusted:
                ids.append(album_id)
        return ",".join(ids) or None

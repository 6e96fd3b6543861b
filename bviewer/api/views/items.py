"""Items: photographs, clips and films of providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from pyramid.request import Request
from sqlalchemy import Row

from bviewer.albums.crawling import ItemFilter, ItemsOf, find_listed, items_found
from bviewer.albums.items import position
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import LocalTime, Moment
from bviewer.api.named import album_named
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.refusals import MISSING
from bviewer.api.telling import albums_known, ground_of, item_documents, places_of
from bviewer.presenters.documents.items import ItemDocument, ItemDocuments, ItemInFull
from bviewer.security.permissions import Permission
from bviewer.tree.api import ItemCollection, ItemMember
from bviewer.tree.resources import ImageResource


class ItemQuery(PageQuery):
    """Which items."""

    document: ClassVar[Any] = ItemDocument
    album: Annotated[
        str | None, Field(description="The id of an album: what it shows itself, in its order.")
    ] = None
    kind: Annotated[
        Literal["image", "clip", "video"] | None,
        Field(description="Photographs, clips of the library, or films of YouTube and Vimeo."),
    ] = None
    year: Annotated[
        int | None, Field(ge=1, le=9998, description="The year it was taken in, by its local time.")
    ] = None
    since: Annotated[
        LocalTime | None, Field(description="Local time: what was taken then or later.")
    ] = None
    missing: Annotated[
        bool | None, Field(description="Whether its file is missing; none is but to its owner.")
    ] = None
    broken: Annotated[bool | None, Field(description="Whether it cannot be shown.")] = None
    updated_after: Annotated[
        Moment | None, Field(description="Those that changed after a moment.")
    ] = None

    def chosen(self) -> ItemFilter:
        """Return which items are asked for."""
        return ItemFilter(
            self.kind, self.year, self.since, self.missing, self.broken, self.updated_after
        )


@endpoint(ItemCollection, "GET", permission=None, answer=Page[ItemDocument])
def list_items(_context: ItemCollection, request: Request, query: ItemQuery) -> Answer:
    """List all that you can find, by their ids; or what one album shows, in its order."""
    if query.album is not None:
        return list_items_of(request, query, query.album)
    place = place_in(request, query) or [""]
    ground, limit = ground_of(request), query.limit + 1
    found = items_found(request.reading, ground, query.chosen(), place[0], limit)

    def documents(rows: Sequence[Row[Any]]) -> list[ItemDocument]:
        albums = albums_known(request, {row.album_id for row in rows})
        return item_documents(request, rows, albums)

    return page(request, found, query, lambda row: [row.id], documents)


def list_items_of(request: Request, query: ItemQuery, album_id: str) -> Answer:
    """Return a page of the items of one album."""
    album = album_named(request, album_id)
    items = ItemsOf(album.order, query.chosen(), request.visitor.is_owner)
    place = position_of(place_in(request, query), album.order)
    found = items.after(request.reading, album_id, place, query.limit + 1)

    def documents(rows: Sequence[Row[Any]]) -> list[ItemDocument]:
        return item_documents(request, rows, {album_id: album}, album_id)

    return page(request, found, query, lambda row: told_position(row, album.order), documents)


def told_position(row: Row[Any], order: str) -> list[Any]:
    """Return where an item stands in an order, as JSON."""
    return [
        part.hex() if isinstance(part, bytes) else str(part) if isinstance(part, datetime) else part
        for part in (order, *position(row, order))
    ]


def position_of(place: list[Any] | None, order: str) -> tuple[Any, ...] | None:
    """Return the position that a page ended with; from the beginning if the album has another order
    by now."""
    if place is None or place[0] != order:
        return None
    *others, sort_key, item_id = place[1:]
    times = [datetime.fromisoformat(each) if isinstance(each, str) else each for each in others]
    return (*times, bytes.fromhex(sort_key), item_id)


@endpoint(ItemMember, "GET", permission=Permission.VIEW, answer=ItemInFull)
def show_item(context: ItemMember, request: Request) -> ItemInFull:
    """Tell of a photograph, a clip or a film, with what its camera says."""
    return told_item(request, context.node)


def told_item(request: Request, node: ImageResource) -> ItemInFull:
    """Return what somebody is told of one item."""
    image, album = node.image, node.__parent__
    row = find_listed(request.reading, image.album_id, image.id)
    if row is None:  # It went elsewhere since it was looked up.
        raise MISSING
    return ItemDocuments(places_of(request, image.id)).in_full(row, album, row.camera)

"""Albums."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator
from pyramid.request import Request

from bviewer.albums.child_pages import Listing
from bviewer.albums.crawling import album_ids_found
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Moment
from bviewer.api.named import album_named
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.telling import album_documents, albums_found, ground_of
from bviewer.presenters.documents.albums import AlbumDocument
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumCollection, AlbumMember
from bviewer.tree.resources import AlbumResource


class AlbumQuery(PageQuery):
    """Which albums."""

    document: ClassVar[Any] = AlbumDocument
    parent: Annotated[
        str | None, Field(description="The id of an album: those in it, in their order.")
    ] = None
    updated_after: Annotated[
        Moment | None, Field(description="Those that changed after a moment; not with a parent.")
    ] = None

    @model_validator(mode="after")
    def one_filter(self) -> Self:
        """Refuse to look for changes in one album alone."""
        if self.parent is not None and self.updated_after is not None:
            raise ValueError("updated_after goes without parent")
        return self


@endpoint(AlbumCollection, "GET", permission=None, answer=Page[AlbumDocument])
def list_albums(_context: AlbumCollection, request: Request, query: AlbumQuery) -> Answer:
    """List all albums that you can find, by their ids; or those in one album, in their order."""
    if query.parent is not None:
        return list_children(request, query, query.parent)
    place = place_in(request, query) or [""]
    found = album_ids_found(
        request.reading, ground_of(request), place[0], query.limit + 1, query.updated_after
    )

    def documents(ids: Sequence[str]) -> list[AlbumDocument]:
        return album_documents(request, albums_found(request, ids))

    return page(request, found, query, lambda album_id: [album_id], documents)


def list_children(request: Request, query: AlbumQuery, parent_id: str) -> Answer:
    """Return a page of the albums in one."""
    parent = album_named(request, parent_id)
    listing = Listing(request.visitor, parent.ancestry_ids, parent.order, with_empty=True)
    place = place_in(request, query)
    found = listing.some(request.dbsession, place[0] if place else None, query.limit + 1)

    def documents(rows: Sequence[Any]) -> list[AlbumDocument]:
        albums = albums_found(request, [row.id for row in rows])
        return album_documents(request, albums, parent_id)

    return page(request, found, query, lambda row: [row.id], documents)


@endpoint(AlbumMember, "GET", permission=Permission.VIEW, answer=AlbumDocument)
def show_album(context: AlbumMember, request: Request) -> AlbumDocument:
    """Tell of an album."""
    return told_album(request, context.node)


def told_album(request: Request, album: AlbumResource) -> AlbumDocument:
    """Return what somebody is told of one album."""
    return album_documents(request, [album], album.album.id)[0]

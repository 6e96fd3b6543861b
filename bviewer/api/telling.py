"""From rows to documents, for whoever asks: what presenters get instead of a request."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pyramid.request import Request
from sqlalchemy import Row

from bviewer.albums.crawling import Ground, summaries_of, summaries_of_one
from bviewer.presenters.documents.albums import AlbumDocument, AlbumDocuments
from bviewer.presenters.documents.items import ItemDocument, ItemDocuments
from bviewer.presenters.documents.places import Places
from bviewer.security.permissions import Permission
from bviewer.tree.relocation import as_known_to
from bviewer.tree.resources import AlbumResource
from bviewer.tree.ways import albums_at_their_places
from bviewer.views.visitor.frame import pictures_of


def places_of(request: Request, *named: str) -> Places:
    """Return the places of albums for whoever asks; `named` are ids that the request has named."""

    def may(permission: Permission, node: Any) -> object:
        return request.has_permission(permission, node)

    known = {*request.root.finder.named, *named}
    return Places(request.urls, pictures_of(request), request.visitor, may, known)


def ground_of(request: Request) -> Ground:
    """Return where somebody finds albums: from the home, if they may open it, and from what they
    were given; or from the one album that their token is for."""
    visitor, home = request.visitor, request.root
    ids = {visitor.bound_to} if visitor.bound_to else {home.album.id, *visitor.given}
    albums = albums_at_their_places(request.reading, home, ids)
    tops = [albums[album_id] for album_id in ids if album_id in albums]
    tops = [album for album in tops if request.has_permission(Permission.VIEW, album)]
    trusted = [album for album in tops if visitor.is_trusted_with(album.ancestry_ids)]
    return Ground(visitor, request.gallery.id, ids_of(tops), ids_of(trusted))


def ids_of(albums: Iterable[AlbumResource]) -> frozenset[str]:
    """Return the ids of albums."""
    return frozenset(album.album.id for album in albums)


def albums_known(request: Request, ids: Iterable[str], *named: str) -> dict[str, AlbumResource]:
    """Return albums that somebody has found by going from listing to listing, by their ids, with
    addresses that tell of no hidden album; `named` are ids that the request has named."""
    known = {*request.root.finder.named, *named}
    found = albums_at_their_places(request.reading, request.root, ids)
    for album in list(found.values()):
        as_known_to(request.visitor, album, known)
    return found


def albums_found(request: Request, ids: Iterable[str]) -> list[AlbumResource]:
    """Return the same in the order of the ids, but for those that went away since they were
    found."""
    known = albums_known(request, ids)
    return [known[album_id] for album_id in ids if album_id in known]


def album_documents(
    request: Request, albums: Sequence[AlbumResource], *named: str
) -> list[AlbumDocument]:
    """Return what somebody is told of albums that they may open."""
    ids = [album.album.id for album in albums]
    if len(ids) == 1:
        summaries = summaries_of_one(request.reading, ids[0])
    else:
        summaries = summaries_of(request.reading, ids)
    documents = AlbumDocuments(places_of(request, *named), summaries)
    return [documents.document(album) for album in albums]


def item_documents(
    request: Request, rows: Collection[Row[Any]], albums: dict[str, AlbumResource], *named: str
) -> list[ItemDocument]:
    """Return what somebody is told of items, given the albums that they are in; nothing of those
    whose albums went away meanwhile."""
    documents = ItemDocuments(places_of(request, *named))
    return [documents.document(row, albums[row.album_id]) for row in rows if row.album_id in albums]

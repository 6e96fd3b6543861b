"""What was deleted: it can be put back for a while."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from pyramid.request import Request
from sqlalchemy import Row

from bviewer.albums.removing import restore_deleted
from bviewer.albums.trash import (
    deletion_of,
    deletions_before,
    find_deletion,
    folders_left,
    let_folders_return,
)
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.named import is_managing
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.refusals import MISSING, MORE_SCOPE
from bviewer.api.views.albums import told_album
from bviewer.presenters.documents.albums import AlbumDocument
from bviewer.presenters.documents.deletions import (
    DeletionDocument,
    FolderLeft,
    deletion_document,
    folder_left,
)
from bviewer.security.permissions import Permission
from bviewer.tree.api import DeletionCollection, DeletionMember, FolderCollection
from bviewer.tree.paths import segment_id


class DeletionQuery(PageQuery):
    """Which deletions."""

    document: ClassVar[Any] = DeletionDocument


@endpoint(DeletionCollection, "GET", permission=Permission.EDIT, answer=Page[DeletionDocument])
def list_deletions(_context: DeletionCollection, request: Request, query: DeletionQuery) -> Answer:
    """List what can be put back, the last deleted first."""
    place = place_in(request, query)
    after = (datetime.fromisoformat(place[0]), place[1]) if place else None
    found = deletions_before(request.dbsession, request.gallery.id, after, query.limit + 1)

    def documents(rows: Sequence[Row[Any]]) -> list[DeletionDocument]:
        return [deletion_document(row, request.urls) for row in rows]

    return page(request, found, query, lambda row: [row.deleted_at.isoformat(), row.id], documents)


@endpoint(DeletionMember, "GET", permission=Permission.EDIT, answer=DeletionDocument)
def show_deletion(context: DeletionMember, request: Request) -> DeletionDocument:
    """Tell of an album that was deleted, or of what was taken out of one."""
    row = deletion_of(request.dbsession, request.gallery.id, id_in(context))
    if row is None:
        raise MISSING
    return deletion_document(row, request.urls)


@endpoint(DeletionMember, "POST", name="restore", permission=Permission.EDIT, answer=AlbumDocument)
def restore_deletion(context: DeletionMember, request: Request) -> AlbumDocument:
    """Put it back to where it was; the album is told then."""
    session = request.dbsession
    if deletion_of(session, request.gallery.id, id_in(context)) is None:
        raise MISSING
    deletion = find_deletion(session, request.gallery.id, id_in(context))
    album_id = restore_deleted(session, deletion).id
    session.flush()
    return told_album(request, request.root.finder.album_again(session.connection(), album_id))


@endpoint(FolderCollection, "GET", name="left", permission=Permission.EDIT, answer=Page[FolderLeft])
def list_left_folders(_context: FolderCollection, request: Request) -> Answer:
    """List the folders which no album is made of, as it was deleted or let go of them."""
    found = folders_left(request.dbsession, request.gallery.id)
    return Answer({"data": [folder_left(*row) for row in found], "after": None})


@endpoint(
    FolderCollection,
    "DELETE",
    name="left",
    permission=Permission.EDIT,
    asks=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_left_folders(_context: FolderCollection, request: Request) -> None:
    """Let the next sync make albums again of all folders of this list, as open as those above."""
    if not is_managing(request):
        raise MORE_SCOPE
    let_folders_return(request.dbsession, request.gallery.id)


def id_in(context: DeletionMember) -> str:
    """Return the id that an address names; what is none is the id of nothing."""
    return context.__name__ if segment_id(context.__name__) == context.__name__ else ""

"""Links that open albums."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pyramid.request import Request

from bviewer.access import shares
from bviewer.access.holders import find_good_share
from bviewer.access.shares import ListedShare, make_share, revoke_share
from bviewer.albums.editing import find_album
from bviewer.albums.selections import select_items
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Id, Ids
from bviewer.api.members import only, part_asked, part_named
from bviewer.api.named import album_named
from bviewer.api.paging import Page, PageQuery, page
from bviewer.db.public_ids import Part
from bviewer.presenters.documents.shares import NewShare, ShareDocument, share_document
from bviewer.security.permissions import Permission
from bviewer.security.visitor import ShareOption
from bviewer.tree.api import ShareCollection, ShareMember
from bviewer.views.visitor.frame import own_gallery


class ShareQuery(PageQuery):
    """Which links."""

    document: ClassVar[Any] = ShareDocument
    album: Annotated[str | None, Field(description="The id of the album that they open.")] = None


class ShareToMake(Sent):
    """What a new link is for."""

    album: Id
    label: Annotated[str, Field(description="What its owner calls it.")]
    password: Annotated[str, Field(description="Empty is none.")] = ""
    last_day: Annotated[date | None, Field(description="Null is as long as it is there.")] = None
    download: bool = True
    details: bool = True
    position: bool = False
    items: Annotated[
        Ids | None, Field(description="Of the album: it opens a new one that has them alone.")
    ] = None


@endpoint(ShareCollection, "GET", permission=Permission.MANAGE, answer=Page[ShareDocument])
def list_shares(_context: ShareCollection, request: Request, query: ShareQuery) -> Answer:
    """List the links of the gallery, or of one album; those that open nothing any more as well."""
    if query.album is not None:
        album_named(request, query.album, Permission.EDIT)
    part = part_asked(request, query)
    found = shares.list_shares(request.dbsession, request.gallery.id, query.album, part)

    def documents(rows: Sequence[ListedShare]) -> list[ShareDocument]:
        return [share_document(request.urls, row) for row in rows]

    return page(request, found, query, lambda row: [row.share.public_id], documents)


@endpoint(ShareMember, "GET", permission=Permission.MANAGE, answer=ShareDocument)
def show_share(context: ShareMember, request: Request) -> ShareDocument:
    """Tell of a link, but not its address: nobody keeps that."""
    return share_document(request.urls, share_at(context, request))


@endpoint(
    ShareCollection,
    "POST",
    permission=Permission.MANAGE,
    answer=NewShare,
    status=HTTPStatus.CREATED,
)
def create_share(_context: ShareCollection, request: Request, body: ShareToMake) -> Answer:
    """Make a link. Its address is in this answer alone."""
    session, gallery = request.dbsession, own_gallery(request)
    album_id = album_named(request, body.album, Permission.EDIT, "album").album.id
    if body.items is not None:
        album_id = select_items(session, find_album(session, album_id), body.items).id
    token = make_share(
        session,
        gallery,
        album_id,
        label=body.label,
        password=body.password,
        last_day=body.last_day,
        options={option: getattr(body, option) for option in ShareOption},
    )
    share = find_good_share(session, gallery.id, token)
    assert share is not None
    made = only(shares.list_shares(session, gallery.id, part=Part(only=share.public_id)))
    document: NewShare = {
        **share_document(request.urls, made),
        "link": request.urls.at_home("s", token),
    }
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(
    ShareMember,
    "DELETE",
    permission=Permission.MANAGE,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def delete_share(context: ShareMember, request: Request) -> None:
    """Take a link back: it opens nothing from the next request on, and is listed for a year."""
    share = share_at(context, request).share
    revoke_share(request.dbsession, own_gallery(request), share.id)


def share_at(context: ShareMember, request: Request) -> ListedShare:
    """Return the link that an address names."""
    return only(shares.list_shares(request.dbsession, request.gallery.id, part=part_named(context)))

"""Adding, changing and deleting albums."""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field
from pyramid.request import Request

from bviewer.albums import trash
from bviewer.albums.adding import add_album
from bviewer.albums.applying import apply_below
from bviewer.albums.arranging import arrange
from bviewer.albums.editing import find_album
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.changing import AlbumChange, AlbumValues, change_named
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import FOR_MANAGERS, Id, Ids, Number
from bviewer.api.named import albums_named, calling, require_audience_scope, sent_fields
from bviewer.api.selecting import editable_album
from bviewer.api.views.albums import told_album
from bviewer.models import Album, Visibility
from bviewer.presenters.documents.albums import AlbumDocument
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumCollection, AlbumMember

Setting = Literal["visibility", "own_order", "downloads", "positions"]


class NewAlbum(AlbumValues):
    """A new album, for what is picked; it is private unless something else is said."""

    parent: Id
    title: str
    visibility: Annotated[Visibility, Field(description=f"Any but private: {FOR_MANAGERS}")] = (
        Visibility.PRIVATE
    )


class AlbumChanges(Sent):
    """The same change of several albums: of all, or of none."""

    ids: Ids
    change: AlbumChange


class Arrangement(Sent):
    """Albums and items of an album in the order in which they are to be there."""

    ids: Ids
    place: Annotated[int, Field(ge=1, le=10**6, description="Of the first, from 1.")] = 1


class Application(Sent):
    """Which settings of an album are to hold for all below it."""

    settings: Annotated[
        list[Setting],
        Field(min_length=1, max_length=4, description=f"Any but own_order: {FOR_MANAGERS}"),
    ]


@endpoint(
    AlbumCollection,
    "POST",
    permission=None,
    asks=Permission.EDIT,
    answer=AlbumDocument,
    status=HTTPStatus.CREATED,
)
def create_album(_context: AlbumCollection, request: Request, body: NewAlbum) -> Answer:
    """Add an album to another one."""
    session, values = request.dbsession, sent_fields(body)
    parent = editable_album(request, body.parent, "parent")
    if body.visibility == Visibility.PRIVATE:
        values.pop("visibility", None)
    require_audience_scope(request, values)
    album = add_album(session, parent, body.title, body.visibility)
    said = {name: value for name, value in values.items() if name in AlbumValues.model_fields}
    change_named(request, [album.id], said)
    document = album_now(request, album.id)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(AlbumMember, "PATCH", permission=Permission.EDIT, answer=AlbumDocument)
def update_album(context: AlbumMember, request: Request, body: AlbumChange) -> AlbumDocument:
    """Change an album: what is said about it, who sees it, where it is, which folder it follows."""
    values = sent_fields(body)
    require_audience_scope(request, values)
    album_id = context.node.album.id
    change_named(request, [album_id], values)
    return album_now(request, album_id)


@endpoint(AlbumCollection, "PATCH", permission=None, asks=Permission.EDIT, answer=Number)
def update_albums(_context: AlbumCollection, request: Request, body: AlbumChanges) -> Number:
    """Change several albums alike: all, or none."""
    found = list(albums_named(request, dict.fromkeys(body.ids), Permission.EDIT))
    values = sent_fields(body.change)
    require_audience_scope(request, values, "change")
    with calling({}, "change"):
        change_named(request, found, values)
    return {"number": len(found)}


@endpoint(
    AlbumMember, "DELETE", permission=Permission.EDIT, answer=None, status=HTTPStatus.NO_CONTENT
)
def delete_album(context: AlbumMember, request: Request) -> None:
    """Delete an album with all that is below it; for 30 days it can be put back."""
    trash.delete_album(request.dbsession, row_of(context, request))


@endpoint(AlbumMember, "POST", name="arrange", permission=Permission.EDIT, answer=AlbumDocument)
def arrange_album(context: AlbumMember, request: Request, body: Arrangement) -> AlbumDocument:
    """Put albums and items of an album at a place in it; from now on it is arranged by hand."""
    album = row_of(context, request)
    arrange(request.dbsession, album, body.ids, body.place)
    return album_now(request, album.id)


@endpoint(AlbumMember, "POST", name="apply", permission=Permission.EDIT, answer=Number)
def apply_album_settings(context: AlbumMember, request: Request, body: Application) -> Number:
    """Let settings of an album hold for all albums below it, whatever they had of their own."""
    require_audience_scope(request, body.settings)
    names = {"order" if name == "own_order" else name for name in body.settings}
    return {"number": apply_below(request.dbsession, row_of(context, request), names)}


def row_of(context: AlbumMember, request: Request) -> Album:
    """Return the row of an album."""
    return find_album(request.dbsession, context.node.album.id)


def album_now(request: Request, album_id: str) -> AlbumDocument:
    """Return what is told of an album as it is by now."""
    session = request.dbsession
    session.flush()
    return told_album(request, request.root.finder.album_again(session.connection(), album_id))

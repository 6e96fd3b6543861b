"""Films of YouTube and Vimeo in albums."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field
from pyramid.request import Request

from bviewer.albums.editing import find_album
from bviewer.albums.films import film_at
from bviewer.albums.item_editing import ItemValues
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import Id, LocalTime
from bviewer.api.named import calling
from bviewer.api.refusals import MISSING
from bviewer.api.selecting import editable_album
from bviewer.api.views.item_changes import FIELDS, item_now
from bviewer.models import ItemKind
from bviewer.presenters.documents.items import ItemInFull
from bviewer.security.permissions import Permission
from bviewer.tree.api import ItemCollection, ItemMember
from bviewer.videos import pictures
from bviewer.videos.addresses import LONGEST_ADDRESS
from bviewer.videos.editing import add_video, find_video
from bviewer.videos.pictures import want_again


class NewVideo(Sent):
    """A film of a provider for an album."""

    album: Id
    address: Annotated[
        str, Field(max_length=LONGEST_ADDRESS, description="Of its page, or its id there.")
    ]
    title: str = ""
    caption: str = ""
    taken: Annotated[LocalTime | None, Field(description="Null is now.")] = None


@endpoint(
    ItemCollection,
    "POST",
    permission=None,
    asks=Permission.EDIT,
    answer=ItemInFull,
    status=HTTPStatus.CREATED,
)
def create_video(_context: ItemCollection, request: Request, body: NewVideo) -> Answer:
    """Put a film of YouTube or Vimeo into an album."""
    session, album = request.dbsession, editable_album(request, body.album, "album")
    with calling(FIELDS):
        values = ItemValues(body.title, body.caption, body.taken)
        video = add_video(session, album, body.address, values)
    session.flush()
    request.enqueue(pictures.fetch_picture, film_at(video.path).id)
    document = item_now(request, video.id)
    return Answer(document, headers={"Location": document["links"]["self"]})


@endpoint(
    ItemMember,
    "POST",
    name="fetch",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.ACCEPTED,
)
def fetch_picture(context: ItemMember, request: Request) -> None:
    """Have the picture of a film fetched again, whenever that was tried last."""
    session, item = request.dbsession, context.node.image
    if item.kind != ItemKind.VIDEO:
        raise MISSING
    film = find_video(session, find_album(session, item.album_id), item.id)
    want_again(session, film)
    request.enqueue(pictures.fetch_picture, film.id)

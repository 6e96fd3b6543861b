"""Random shows.

On pages a show is of the browser that began it, by its cookie. Here it is told a secret, which is
the show's name. Both are of the person who began it, and neither is a right: each photograph is
asked for at the moment that it is shown.
"""

import re
from http import HTTPStatus
from typing import Annotated, Self

from pydantic import Field, model_validator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from sqlalchemy.orm import Session

from bviewer.albums.crawling import find_listed
from bviewer.albums.editing import find_album
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.named import album_named
from bviewer.api.refusals import MISSING
from bviewer.api.telling import places_of
from bviewer.db.reading import SingleStatements
from bviewer.db.sessions import reading_session
from bviewer.models import Slideshow, SlideshowState
from bviewer.presenters.documents.items import ItemDocument, ItemDocuments
from bviewer.presenters.documents.slideshows import (
    ShownDocument,
    SlideshowDocument,
    drawing_document,
    shown_document,
    slideshow_document,
)
from bviewer.security.permissions import Permission
from bviewer.security.tokens import new_token
from bviewer.slideshow import asking
from bviewer.slideshow.asking import (
    LONGEST,
    SHORTEST,
    USUAL,
    Choice,
    Viewer,
    end_former,
    find_slideshow,
    key_of,
    set_seconds,
)
from bviewer.slideshow.drawing import draw_slideshow
from bviewer.tree.api import SlideshowCollection, SlideshowMember
from bviewer.tree.below import FoundImage
from bviewer.tree.resources import AlbumResource
from bviewer.views.sent import LARGEST
from bviewer.views.visitor.frame import own_asker
from bviewer.views.visitor.showing import showing_after, showing_before

SECRET = re.compile(r"[\w-]{43}", re.ASCII)
Seconds = Annotated[
    int, Field(description=f"For which each is to be shown: {SHORTEST} to {LONGEST}.")
]


class SlideshowWanted(Sent):
    """What to show."""

    album: Annotated[str, Field(description="The id of an album.")]
    seconds: Seconds = USUAL
    all: Annotated[bool, Field(description="Whether all take part, or a random half.")] = False


class SlideshowChange(Sent):
    """How to go on."""

    seconds: Seconds


class ShowStep(Sent):
    """Where to go: on from a number, or back. The same step is answered alike again."""

    after: Annotated[int, Field(ge=0, le=LARGEST, description="The number shown last.")] = 0
    before: Annotated[
        int | None, Field(ge=0, le=LARGEST, description="Instead: back from this number.")
    ] = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse two ways at once."""
        if len(self.model_fields_set) > 1:
            raise ValueError("say after or before")
        return self


@endpoint(
    SlideshowCollection,
    "POST",
    permission=None,
    answer=SlideshowDocument,
    status=HTTPStatus.CREATED,
    asks=Permission.VIEW,
)
def begin_slideshow(
    _context: SlideshowCollection, request: Request, body: SlideshowWanted
) -> Answer:
    """Begin a random show of an album and what is below it.

    Its id is told now, and nowhere else.
    """
    album = album_named(request, body.album, Permission.VIEW, "album")
    secret = new_token()
    show = asking.begin_slideshow(
        request.dbsession,
        find_album(request.dbsession, album.album.id),
        album.ancestry_ids,
        Viewer(request.visitor, key_in(request, secret), own_asker(request)),
        Choice(body.seconds, body.all),
    )
    request.enqueue(draw_slideshow, show.id)
    document = slideshow_document(show, secret, album, places_of(request, album.album.id))
    return Answer(document, None, {"Location": document["links"]["self"]})


@endpoint(SlideshowMember, "GET", permission=None, answer=SlideshowDocument)
def show_slideshow(context: SlideshowMember, request: Request) -> SlideshowDocument:
    """Tell how far a show is."""
    show, album = own_show(context, request, request.dbsession)
    return told_show(context, request, show, album)


@endpoint(SlideshowMember, "PATCH", permission=None, answer=SlideshowDocument)
def update_slideshow(
    context: SlideshowMember, request: Request, body: SlideshowChange
) -> SlideshowDocument:
    """Show each item for other seconds."""
    session = request.dbsession
    show, album = own_show(context, request, session)
    set_seconds(session, key_in(request, context.__name__), body.seconds)
    session.refresh(show)
    return told_show(context, request, show, album)


@endpoint(SlideshowMember, "DELETE", permission=None, answer=None, status=HTTPStatus.NO_CONTENT)
def end_slideshow(context: SlideshowMember, request: Request) -> None:
    """End a show."""
    own_show(context, request, request.dbsession)
    end_former(request.dbsession, key_in(request, context.__name__))


@endpoint(
    SlideshowMember,
    "POST",
    name="next",
    permission=None,
    answer=ShownDocument,
    is_repeatable=True,
)
def step_slideshow(context: SlideshowMember, request: Request, body: ShowStep) -> ShownDocument:
    """Go to the next item, or to the one before.

    Ask with the number that was shown last: if an answer was lost, the same one is told again.
    """
    # It writes a statement at a time, as pages that go on do: no transaction is open meanwhile.
    with reading_session(request.runtime.engine) as session:
        show, album = own_show(context, request, session)
        is_new = show.state == SlideshowState.NEW
    if is_new:
        return drawing_document(body.after)
    key = key_in(request, context.__name__)
    try:
        if body.before is not None:
            showing = showing_before(album, request, key, body.before)
        else:
            showing = showing_after(album, request, key, body.after)
    except HTTPNotFound:
        raise MISSING from None
    found = showing.photograph
    return shown_document(showing, None if found is None else told_item(request, found, album))


def key_in(request: Request, secret: str) -> str:
    """Return the key of a show by the secret that whoever asks was told."""
    return key_of(secret, "", request.visitor.user_id)


def own_show(
    context: SlideshowMember, request: Request, session: Session
) -> tuple[Slideshow, AlbumResource]:
    """Return the show of a secret and its album, which may be open no more."""
    if not SECRET.fullmatch(context.__name__):
        raise MISSING
    show = find_slideshow(session, key_in(request, context.__name__))
    if show is None or show.gallery_id != request.gallery.id:
        raise MISSING
    return show, album_named(request, show.album_id)


def told_show(
    context: SlideshowMember, request: Request, show: Slideshow, album: AlbumResource
) -> SlideshowDocument:
    """Return what is told of a show."""
    return slideshow_document(show, context.__name__, album, places_of(request, show.album_id))


def told_item(request: Request, found: FoundImage, album: AlbumResource) -> ItemDocument | None:
    """Return what is told of the item that is shown; None if it went elsewhere since."""
    image = found.resource.image
    row = find_listed(SingleStatements(request.autocommit_engine), image.album_id, image.id)
    if row is None:
        return None
    documents = ItemDocuments(places_of(request, album.album.id))
    return documents.document(row, found.resource.__parent__)

"""Each photograph of a random show, at the moment that it is shown.

What was drawn may be closed, gone or elsewhere by now: so a photograph is asked for by the ACLs of
its own page, and the albums that lead to it by those of listings.
"""

from functools import partial

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.db.sessions import work_session
from bviewer.models import ImageState, Slideshow
from bviewer.presenters.slideshow import ShownPhotograph, shown_photograph
from bviewer.security import Permission
from bviewer.slideshow.asking import find_slideshow, finish, key_of, note_use
from bviewer.slideshow.sets import Sets
from bviewer.slideshow.showing import Showing, go_on
from bviewer.slideshow.storage import open_sets
from bviewer.tree.below import FoundImage, find_image
from bviewer.tree.resources import AlbumResource
from bviewer.views.sent import LARGEST, number
from bviewer.views.visitor.frame import pictures_of

# Photographs. A show is kept for a day after its use was noted; one that has come as far as this
# goes on by itself, and comes as far again within an hour.
NOTED_EACH = 50


@view_config(
    context=AlbumResource,
    name="showing",
    request_method="POST",
    permission=Permission.VIEW,
    page=True,
)
def tell_showing(context: AlbumResource, request: Request) -> Response:
    """Tell a script the photograph after a number, or the one before it.

    Token and number do not stand in a form: that would take longer to read.
    """
    is_back = "before" in request.GET
    at = number(request.GET.get("before" if is_back else "after"))
    show_there = showing_before if is_back else showing_after
    showing = show_there(context, request, own_key(context, request), at)
    shown = shown_in(request, showing)
    photograph = shown and shown._asdict()
    told = {"number": showing.number, "end": showing.is_end, "photograph": photograph}
    response = Response(json_body=told)
    response.headers["Cache-Control"] = "no-store"
    return response


def showing_after(context: AlbumResource, request: Request, key: str, after: int) -> Showing:
    """Return where the show of a key is after a number, and note that it is used, or at its end.

    Raises HTTPNotFound if there is no show.
    """
    engine = request.runtime.engine
    showing = go_on(sets_of(request), key, after, partial(viewable, context, request))
    if showing.is_end:
        with work_session(engine) as session:
            if not finish(session, key):
                raise HTTPNotFound
    elif showing.number < NOTED_EACH or showing.number % NOTED_EACH == 0:
        with work_session(engine) as session:
            note_use(session, key)
    return showing


def showing_before(context: AlbumResource, request: Request, key: str, before: int) -> Showing:
    """Return where the show of a key is before a number."""
    look = partial(viewable, context, request)
    return go_on(sets_of(request), key, before, look, backwards=True)


def showing_at(context: AlbumResource, request: Request, at: int) -> Showing:
    """Return a show at the photograph of a number, or at the last one that was taken."""
    before = at + 1 if at else LARGEST
    taken = sets_of(request).before(own_key(context, request), before)
    if taken is None:
        return Showing(0)
    return Showing(taken.number, viewable(context, request, taken.image_id))


def sets_of(request: Request) -> Sets:
    """Return what was drawn for shows."""
    return open_sets(request.runtime, request.autocommit_engine)


def viewable(context: AlbumResource, request: Request, image_id: str) -> FoundImage | None:
    """Return an image if the show may show it to this visitor at this moment."""
    found = find_image(request.autocommit_engine, context, image_id)
    if found is None or found.resource.image.state != ImageState.READY:
        return None
    for album in found.albums:
        if album.album.missing or not request.has_permission(Permission.LIST, album):
            return None
    return found if request.has_permission(Permission.VIEW, found.resource) else None


def own_key(context: AlbumResource, request: Request) -> str:
    """Return the key of the show of an album in this browser.

    Raises HTTPNotFound if no show ever began in it.
    """
    if request.show_secret is None:
        raise HTTPNotFound
    return key_of(request.show_secret, context.album.id, request.visitor.user_id)


def own_show(context: AlbumResource, request: Request) -> Slideshow | None:
    """Return the show of an album that this browser has begun."""
    if request.show_secret is None:
        return None
    return find_slideshow(request.dbsession, own_key(context, request))


def shown_in(request: Request, showing: Showing) -> ShownPhotograph | None:
    """Return the photograph at which a show is, for its page."""
    if showing.photograph is None:
        return None
    pictures = pictures_of(request)
    return shown_photograph(
        request.language, pictures, request.urls, showing.number, showing.photograph
    )

"""`…/slideshow`: a random show of what this visitor may see in an album and below it.

A show belongs to the browser that began it. It tells nothing of rights: each photograph is asked
for at the moment that it is shown, by the same ACLs as its own page, and so are the listings that
lead to it.
"""

from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.albums.editing import find_album
from bviewer.models import Slideshow, SlideshowState
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.security.tokens import new_token
from bviewer.slideshow.asking import (
    LONGEST,
    SHORTEST,
    Choice,
    Viewer,
    begin_slideshow,
    key_of,
    set_seconds,
)
from bviewer.slideshow.drawing import draw_slideshow
from bviewer.tree.resources import AlbumResource
from bviewer.views.refusals import note_status
from bviewer.views.sent import number
from bviewer.views.visitor.frame import frame_of, not_to_be_kept, own_asker
from bviewer.views.visitor.showing import own_key, own_show, showing_after, showing_at, shown_in

PAGE = "bviewer:templates/visitor/slideshow.html"
STAGE = "bviewer:templates/visitor/show.html"


@view_config(
    context=AlbumResource,
    name="slideshow",
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer=PAGE,
)
def show_slideshow(context: AlbumResource, request: Request) -> Any:
    """Show where the show is: at a photograph, still to be drawn, at its end, or not begun."""
    show = own_show(context, request)
    page = slideshow_page(context, request, show)
    if show is None or "new" in request.GET:
        return page
    at = number(request.GET.get("at"))
    showing = showing_at(context, request, at)
    if show.state == SlideshowState.BUILT or (at and showing.photograph):
        shown = {"showing": showing, "shown": shown_in(request, showing)}
        return render_to_response(STAGE, page | shown, request)
    return page | {
        "is_new": show.state == SlideshowState.NEW,
        "is_over": show.state == SlideshowState.FINISHED,
    }


@view_config(
    context=AlbumResource,
    name="slideshow",
    request_method="POST",
    permission=Permission.VIEW,
    page=True,
    renderer=PAGE,
)
def change_slideshow(context: AlbumResource, request: Request) -> Any:
    """Begin a show, or go on in it where there is no script."""
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise HTTPBadRequest
    try:
        return action(context, request)
    except Problem as problem:
        request.tm.doom()
        note_status(request, problem)
        refusal = explained(request.language, problem)
        page = slideshow_page(context, request, own_show(context, request))
        return {**page, "refusal": refusal, "choice": sent_choice(request)}


def begin(context: AlbumResource, request: Request) -> Response:
    """Have a show drawn."""
    secret, visitor = request.show_secret or new_token(), request.visitor
    show = begin_slideshow(
        request.dbsession,
        find_album(request.dbsession, context.album.id),
        context.ancestry_ids,
        Viewer(visitor, key_of(secret, context.album.id, visitor.user_id), own_asker(request)),
        sent_choice(request),
    )
    request.enqueue(draw_slideshow, show.id)
    url, headers = address(context, request), request.show_cookie.get_headers(secret)
    return HTTPSeeOther(url, headers=headers)


def sent_choice(request: Request) -> Choice:
    """Return what was chosen of a show."""
    return Choice(number(request.POST.get("seconds")), request.POST.get("photographs") == "all")


def show_next(context: AlbumResource, request: Request) -> Response:
    """Go on to the next photograph."""
    after = number(request.POST.get("after"))
    showing = showing_after(context, request, own_key(context, request), after)
    return HTTPSeeOther(address(context, request, None if showing.is_end else showing.number))


def note_seconds(context: AlbumResource, request: Request) -> Response:
    """Note for how long photographs are shown from now on."""
    set_seconds(request.dbsession, own_key(context, request), number(request.POST.get("seconds")))
    return HTTPSeeOther(address(context, request))


ACTIONS = {"begin": begin, "next": show_next, "seconds": note_seconds}


def address(context: AlbumResource, request: Request, at: int | None = None) -> str:
    """Return where a show is looked at, at the photograph of a number."""
    url: str = request.urls.of(context, "slideshow", at=at)
    return url


def slideshow_page(
    context: AlbumResource, request: Request, show: Slideshow | None
) -> dict[str, Any]:
    """Return the variables of the page of a show, or of the one where it is begun."""
    not_to_be_kept(request)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "url": address(context, request),
        "show": show,
        "choice": Choice(show.seconds, show.is_all) if show else Choice(),
        "limits": (SHORTEST, LONGEST),
    }

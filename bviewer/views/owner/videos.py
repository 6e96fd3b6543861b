"""Films of YouTube and Vimeo in an album: which there are, and adding another one.

What is done to them there is done on the pages of items.
"""

from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bviewer.albums.editing import find_album
from bviewer.albums.films import film_at
from bviewer.albums.item_editing import ItemValues
from bviewer.models import Gallery
from bviewer.presenters.languages import mark
from bviewer.presenters.videos import VideoLine
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.videos.addresses import LONGEST_ADDRESS
from bviewer.videos.editing import add_video, find_video, videos_of
from bviewer.videos.pictures import fetch_picture, want_again
from bviewer.views.owner.buttons import Action, press
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.owner.item import ItemForm

FORM = "bviewer:templates/owner/videos.html"


class VideoForm(ItemForm):
    """Which film, and what a person says about it."""

    address = StringField(mark("Address"), [DataRequired(), Length(max=LONGEST_ADDRESS)])


EMPTY: dict[str, Any] = {"address": "", "title": "", "caption": "", "time": None}


@view_config(
    context=AlbumResource,
    name="videos",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def show_videos(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show the films of an album, and a form for another one."""
    return videos_page(context, request, VideoForm.showing(request, **EMPTY))


@view_config(
    context=AlbumResource,
    name="videos",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def add(context: AlbumResource, request: Request) -> Any:
    """Put a film into an album; or have the picture of one fetched again."""
    if "action" in request.POST:
        url = request.urls.of(context, "videos")
        actions: dict[str, Action] = {"again": partial(fetch_again, context)}
        return press(request, actions, url, lambda: show_videos(context, request))
    form = VideoForm.sent(request, **EMPTY)
    if form.is_accepted:
        values = form.values()
        address = values.pop("address")
        album = find_album(request.dbsession, context.album.id)
        try:
            video = add_video(request.dbsession, album, address, ItemValues(**values))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            request.enqueue(fetch_picture, film_at(video.path).id)
            return done(request, request.urls.of(context, "videos"), "video-added")
    return videos_page(context, request, form)


def fetch_again(context: AlbumResource, request: Request, _gallery: Gallery) -> str:
    """Have the picture of a film fetched again, whenever that was tried last."""
    album = find_album(request.dbsession, context.album.id)
    film = find_video(request.dbsession, album, request.POST.get("item", ""))
    want_again(request.dbsession, film)
    request.enqueue(fetch_picture, film.id)
    return "started"


def videos_page(context: AlbumResource, request: Request, form: VideoForm) -> dict[str, Any]:
    """Return the variables of the list's template."""
    if not form.is_accepted:
        request.response.status_int = form.status()
    url, language = request.urls.of(context), request.language
    return {
        **album_admin_page(context, request),
        "form": form,
        "videos": [
            VideoLine(image, video, url, language)
            for image, video in videos_of(request.dbsession, context.album.id)
        ],
        "is_fetching": request.runtime.settings.video_pictures,
    }

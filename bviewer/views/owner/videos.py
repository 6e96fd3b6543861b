"""Films of YouTube and Vimeo in an album: adding, changing, moving and deleting them."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from bviewer.albums.editing import LONGEST_DESCRIPTION, LONGEST_TITLE, find_album
from bviewer.models import Gallery, Provider, Video
from bviewer.presenters.album_admin import album_links
from bviewer.presenters.languages import mark
from bviewer.presenters.moving import targets
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.outline import outline
from bviewer.tree.resources import AlbumResource
from bviewer.videos.addresses import LONGEST_ADDRESS
from bviewer.videos.editing import (
    NAMES,
    VideoValues,
    add_video,
    change_video,
    delete_video,
    find_video,
    move_video,
    require_place,
    title_of,
    videos_of,
)
from bviewer.views.owner.albums import TIMES
from bviewer.views.owner.buttons import Action, Outcome, press
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.owner.transfers import unseen_opening

LIST = "bviewer:templates/owner/videos.html"
ONE = "bviewer:templates/owner/video.html"


class VideoForm(OwnerForm):
    """What a person says about a film."""

    title = StringField(mark("Title"), [Length(max=LONGEST_TITLE)])
    caption = TextAreaField(mark("Caption"), [Length(max=LONGEST_DESCRIPTION)])
    time = DateTimeLocalField(mark("Time"), [Optional()], format=TIMES)


class NewVideoForm(VideoForm):
    """Which film, and what a person says about it."""

    address = StringField(mark("Address"), [DataRequired(), Length(max=LONGEST_ADDRESS)])


EMPTY: dict[str, Any] = {"address": "", "title": "", "caption": "", "time": None}


@view_config(
    context=AlbumResource,
    name="videos",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=LIST,
)
def show_videos(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show the films of an album, and a form for another one."""
    return videos_page(context, request, NewVideoForm.showing(request, **EMPTY))


@view_config(
    context=AlbumResource,
    name="videos",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=LIST,
)
def add(context: AlbumResource, request: Request) -> Any:
    """Put a film into an album."""
    form = NewVideoForm.sent(request, **EMPTY)
    if form.is_accepted:
        values = form.values()
        address = values.pop("address")
        album = find_album(request.dbsession, context.album.id)
        try:
            add_video(request.dbsession, album, address, VideoValues(**values))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, request.urls.of(context, "videos"), "video-added")
    return videos_page(context, request, form)


def videos_page(context: AlbumResource, request: Request, form: VideoForm) -> dict[str, Any]:
    """Return the variables of the list's template."""
    request.response.status_int = form.status()
    return {
        **album_admin_page(context, request),
        "form": form,
        "videos": videos_of(request.dbsession, context.album.id),
        "title_of": title_of,
        "provider_of": provider_of,
    }


@view_config(
    context=AlbumResource,
    name="video",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    subpath=1,
    renderer=ONE,
)
def show_video(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show what is said about a film, and where it may go."""
    video = requested_video(context, request)
    return video_page(context, request, video, VideoForm.showing(request, **stored(video)))


@view_config(
    context=AlbumResource,
    name="video",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    subpath=1,
    renderer=ONE,
)
def change(context: AlbumResource, request: Request) -> Any:
    """Change what is said about a film; move or delete it."""
    video = requested_video(context, request)
    actions: dict[str, Action] = {
        "move": partial(move, context, video),
        "delete": partial(delete, context, video),
    }
    if request.POST.get("action") in actions:
        url = request.urls.of(context, "video", video.id)
        return press(request, actions, url, lambda: show_video(context, request))
    form = VideoForm.sent(request, **stored(video))
    if form.is_accepted:
        try:
            change_video(request.dbsession, video, VideoValues(**form.values()))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, request.urls.of(context, "videos"), "saved")
    return video_page(context, request, video, form)


def move(context: AlbumResource, video: Video, request: Request, _gallery: Gallery) -> Outcome:
    """Put a film into another album; ask once where more people can see it."""
    session = request.dbsession
    target = find_album(session, request.POST.get("to", ""))
    require_place(session, video, target)
    if asked := unseen_opening(request, find_album(session, context.album.id), target):
        return {"sending": asked}
    move_video(session, video, target, may_open=True)
    return "moved", request.urls.of(context, "videos")


def delete(
    context: AlbumResource, video: Video, request: Request, _gallery: Gallery
) -> tuple[str, str]:
    """Take a film out of the album, if somebody has said that they are sure."""
    if request.POST.get("sure") != "yes":
        raise Problem("not_confirmed", "sure")
    delete_video(request.dbsession, video)
    return "video-deleted", request.urls.of(context, "videos")


def requested_video(context: AlbumResource, request: Request) -> Video:
    """Return the film that the address names; 404 if the album has none of that id."""
    (video_id,) = request.subpath
    try:
        return find_video(request.dbsession, context.album.id, video_id)
    except Problem as problem:
        raise HTTPNotFound from problem


def stored(video: Video) -> dict[str, Any]:
    """Return what the form shows of a film."""
    return {"title": video.title, "caption": video.caption, "time": video.time}


def provider_of(video: Video) -> str:
    """Return whose a film is, as people know the name."""
    return NAMES[Provider(video.provider)]


def video_page(
    context: AlbumResource, request: Request, video: Video, form: VideoForm
) -> dict[str, Any]:
    """Return the variables of the page about a film."""
    if form.message is not None:
        request.response.status_int = form.status()
    return {
        **album_admin_page(context, request),
        "links": album_links(request.urls, context, "videos"),
        "form": form,
        "video": video,
        "title": title_of(video),
        "provider": provider_of(video),
        "targets": targets(outline(request.dbsession, request.gallery.id), ""),
    }

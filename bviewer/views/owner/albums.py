"""Changing what an album says of itself, who sees it and how it is sorted."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from bviewer.albums.editing import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    AlbumValues,
    change_album,
    find_album,
)
from bviewer.albums.items import items_from
from bviewer.models import Album, Positions, SortOrder, Visibility
from bviewer.presenters.languages import Message, mark
from bviewer.presenters.tiles import item_tile
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import ChoiceField, OwnerForm
from bviewer.views.owner.frame import album_admin_page
from bviewer.views.visitor.frame import pictures_of

# The first is what a form shows, so that nothing of a time is lost; browsers leave out seconds.
TIMES = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
SHOWN = 24  # Photographs beside the form.
FORM = "bviewer:templates/owner/edit_album.html"


VISIBILITIES: dict[str, Message] = {
    Visibility.VISIBLE: mark("Visible: whoever can see the album that it is in"),
    Visibility.HIDDEN: mark("Hidden: whoever has its address"),
    Visibility.PRIVATE: mark("Private: you, and the people to whom you open it"),
}
AS_ABOVE = mark("As the album above")
ORDERS: dict[str, Message] = {
    SortOrder.OLDEST: mark("Oldest first"),
    SortOrder.NEWEST: mark("Newest first"),
    SortOrder.NAME: mark("By name"),
    SortOrder.NAME_DOWN: mark("By name, backwards"),
    SortOrder.HAND: mark("By hand, as you arrange it"),
}
DOWNLOADS = {
    "yes": mark("Whoever sees a photograph may have its file"),
    "no": mark("Nobody but you downloads files; videos are played from theirs"),
}
POSITIONS: dict[str, Message] = {
    Positions.NOBODY: mark("Told to nobody"),
    Positions.TRUSTED: mark("Told to you, and to people with access"),
    Positions.EVERYBODY: mark("Told to everybody"),
}


class AlbumForm(OwnerForm):
    """What an owner decides about an album."""

    title = StringField(mark("Title"), [DataRequired(), Length(max=LONGEST_TITLE)])
    description = TextAreaField(mark("Description"), [Length(max=LONGEST_DESCRIPTION)])
    time = DateTimeLocalField(
        mark("Time"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    visibility = ChoiceField(
        mark("Who can see it"),
        VISIBILITIES,
    )
    order = ChoiceField(mark("Order"), {"": AS_ABOVE, **ORDERS})
    downloads = ChoiceField(mark("Downloads"), {"": AS_ABOVE, **DOWNLOADS})
    positions = ChoiceField(mark("Where photographs were taken"), {"": AS_ABOVE, **POSITIONS})


class HomeForm(AlbumForm):
    """What an owner decides about a gallery's home, which is in no other album."""

    order = ChoiceField(mark("Order"), ORDERS)
    downloads = ChoiceField(mark("Downloads"), DOWNLOADS)
    positions = ChoiceField(
        mark("Where photographs were taken"),
        {"": mark("As the gallery's settings say"), **POSITIONS},
    )


@view_config(
    context=AlbumResource,
    name="edit",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def edit_album(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show an album's form, with the album in sight."""
    album = find_album(request.dbsession, context.album.id)
    return edit_page(context, request, form_of(context).showing(request, **stored(album)))


@view_config(
    context=AlbumResource,
    name="edit",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def change(context: AlbumResource, request: Request) -> Any:
    """Change an album."""
    album = find_album(request.dbsession, context.album.id)
    form = form_of(context).sent(request, **stored(album))
    if form.is_accepted:
        try:
            change_album(request.dbsession, album, AlbumValues(**form.values()))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, request.urls.of(context), "saved")
    return edit_page(context, request, form)


def form_of(context: AlbumResource) -> type[AlbumForm]:
    """Return the form of an album."""
    return HomeForm if context.__parent__ is None else AlbumForm


def edit_page(context: AlbumResource, request: Request, form: AlbumForm) -> dict[str, Any]:
    """Return the variables of the form's template: the photographs stay in sight."""
    request.response.status_int = form.status()
    items = items_from(
        request.dbsession,
        context.album.id,
        context.order,
        None,
        limit=SHOWN,
        with_missing=True,
    )
    url, pictures = request.urls.of(context), pictures_of(request)
    tiles = [item_tile(request.language, pictures, url, item) for item in items]
    cover = find_album(request.dbsession, context.album.id).cover_id
    return {**album_admin_page(context, request), "form": form, "tiles": tiles, "cover": cover}


def stored(album: Album) -> dict[str, Any]:
    """Return what the form shows of an album: at the home nothing is as above."""
    values = {name: getattr(album, name) for name in ("title", "description", "time", "visibility")}
    is_home = album.parent_id is None
    downloads = True if is_home and album.downloads is None else album.downloads
    return {
        **values,
        "order": album.order or (SortOrder.OLDEST if is_home else ""),
        "downloads": {None: "", True: "yes", False: "no"}[downloads],
        "positions": album.positions or "",
    }

"""The edit page of one item: what a person says about it, and taking it out of its album."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from bviewer.albums.chosen_items import choose
from bviewer.albums.editing import find_album
from bviewer.albums.films import NAMES, film_at
from bviewer.albums.item_editing import (
    LONGEST_CAPTION,
    LONGEST_TITLE,
    ItemValues,
    change_item,
    find_image,
)
from bviewer.albums.originals import image_title
from bviewer.albums.removing import remove_items
from bviewer.models import Image
from bviewer.presenters.languages import mark
from bviewer.presenters.taken import title_in
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.resources import ImageResource, VideoResource
from bviewer.views.owner.albums import TIMES
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import OwnerForm
from bviewer.views.visitor.frame import frame_of, not_to_be_kept, pictures_of

FORM = "bviewer:templates/owner/edit_item.html"


class ItemForm(OwnerForm):
    """What a person says about an item."""

    title = StringField(mark("Title"), [Length(max=LONGEST_TITLE)])
    caption = TextAreaField(mark("Caption"), [Length(max=LONGEST_CAPTION)])
    time = DateTimeLocalField(mark("Time"), [Optional()], format=TIMES)


@view_config(
    context=ImageResource,
    name="edit",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def edit_item(context: ImageResource, request: Request) -> dict[str, Any]:
    """Show what is said about an item."""
    image = image_of(context, request)
    return item_page(context, request, image, ItemForm.showing(request, **stored(image)))


@view_config(
    context=ImageResource,
    name="edit",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def change(context: ImageResource, request: Request) -> Any:
    """Change what is said about an item."""
    image = image_of(context, request)
    form = ItemForm.sent(request, **stored(image))
    if form.is_accepted:
        try:
            change_item(request.dbsession, image, sent_values(form, image))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, request.urls.of(context), "saved")
    return item_page(context, request, image, form)


def sent_values(form: ItemForm, image: Image) -> ItemValues:
    """Return what was filled in; a time that stayed is the stored one, to the last digit."""
    values = ItemValues(**form.values())
    if values.time == image.time.replace(microsecond=0):
        return ItemValues(values.title, values.caption, image.time)
    return values


@view_config(
    context=ImageResource,
    name="remove",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
)
def remove(context: ImageResource, request: Request) -> Any:
    """Take an item out of its album."""
    session = request.dbsession
    album = find_album(session, context.image.album_id)
    try:
        remove_items(session, album, choose(session, album, [context.image.id]))
    except Problem as problem:  # It went elsewhere since the page was shown.
        raise HTTPNotFound from problem
    return done(request, request.urls.of(context.__parent__, "items"), "removed")


def image_of(context: ImageResource, request: Request) -> Image:
    """Return the row of an item, which may have gone elsewhere since its address was looked up."""
    album = find_album(request.dbsession, context.image.album_id)
    try:
        return find_image(request.dbsession, album, context.image.id)
    except Problem as problem:
        raise HTTPNotFound from problem


def stored(image: Image) -> dict[str, Any]:
    """Return what the form shows of an item."""
    return {
        "title": image.own_title,
        "caption": image.caption,
        "time": image.time.replace(microsecond=0),
    }


def item_page(
    context: ImageResource, request: Request, image: Image, form: ItemForm
) -> dict[str, Any]:
    """Return the variables of the form's template."""
    not_to_be_kept(request)
    request.response.status_int = form.status()
    url, file_time = request.urls.of(context), image.file_time
    is_video = isinstance(context, VideoResource)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "form": form,
        "title": title_in(request.language, image),
        "provider": NAMES[film_at(image.path).provider] if is_video else None,
        "file_title": image_title(image.path),
        "file_time": None if file_time is None else request.language.moment(file_time),
        "picture": pictures_of(request).picture(url, context.image, "small2x").url,
    }

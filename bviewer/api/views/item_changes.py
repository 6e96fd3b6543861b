"""Changing what is said about items, and taking them out of their albums."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pyramid.request import Request

from bviewer.albums import removing
from bviewer.albums.chosen_items import choose
from bviewer.albums.editing import find_album
from bviewer.albums.item_editing import ItemValues, change_item, change_items, find_image
from bviewer.albums.item_times import reset_times, shift_times
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.fields import LocalTime, Number, Selection, left_out
from bviewer.api.named import calling, sent_fields
from bviewer.api.selecting import Selected, selected
from bviewer.api.views.items import told_item
from bviewer.models import Image
from bviewer.presenters.documents.items import ItemInFull
from bviewer.security.permissions import Permission
from bviewer.tree.api import ItemCollection, ItemMember

FIELDS = {"time": "taken", "shift": "shift_seconds"}  # As services call them, and bodies.
LONGEST_SHIFT = 100_000 * 24 * 3600


class ItemChange(Sent):
    """What is to be changed of what is said about an item. What is left out stays as it is."""

    title: str = left_out("Empty is the name of its file.")
    caption: str = left_out()
    taken: LocalTime | None = left_out("Null is the time of its file.")


class ChangeOfItems(ItemChange):
    """What is to be changed of several items."""

    shift_seconds: Annotated[
        int,
        Field(
            ge=-LONGEST_SHIFT,
            le=LONGEST_SHIFT,
            description="By how much the clock of the camera was wrong. Without taken.",
        ),
    ] = left_out()

    @model_validator(mode="after")
    def _require_one_time(self) -> Self:
        if {"taken", "shift_seconds"} <= self.model_fields_set:
            raise ValueError("Either all are taken at one time, or all times are shifted.")
        return self


class ItemChanges(Selection):
    """The same change of several items: of all, or of none."""

    change: ChangeOfItems


class Removed(Number):
    """What was taken out of an album."""

    deletion: Annotated[str, Field(description="By which it can be put back for 30 days.")]


@endpoint(ItemMember, "PATCH", permission=Permission.EDIT, answer=ItemInFull)
def update_item(context: ItemMember, request: Request, body: ItemChange) -> ItemInFull:
    """Change what is said about an item."""
    session, item = request.dbsession, context.node.image
    image = find_image(session, find_album(session, item.album_id), item.id)
    with calling(FIELDS):
        change_item(session, image, changed(image, sent_fields(body)))
    return item_now(request, item.id)


def changed(image: Image, values: dict[str, Any]) -> ItemValues:
    """Return all that is said about an item, with some of it changed."""
    return ItemValues(
        values.get("title", image.own_title),
        values.get("caption", image.caption),
        values.get("taken", image.time),
    )


@endpoint(ItemCollection, "PATCH", permission=None, asks=Permission.EDIT, answer=Number)
def update_items(_context: ItemCollection, request: Request, body: ItemChanges) -> Number:
    """Change several items of an album alike, or shift their times: all, or none."""
    meant, values = selected(request, body), sent_fields(body.change)
    with calling(FIELDS, "change"):
        if "taken" in values and values["taken"] is None:
            del values["taken"]
            reset_times(request.dbsession, *meant)
        if "shift_seconds" in values:
            shift = timedelta(seconds=values.pop("shift_seconds"))
            shift_times(request.dbsession, *meant, shift)
        if values:
            change_each(request, meant, values)
    return {"number": meant.chosen.number}


def change_each(request: Request, meant: Selected, values: dict[str, Any]) -> None:
    """Say the same about several items."""
    change_items(request.dbsession, *meant, lambda image: changed(image, values))


@endpoint(
    ItemMember, "DELETE", permission=Permission.EDIT, answer=None, status=HTTPStatus.NO_CONTENT
)
def delete_item(context: ItemMember, request: Request) -> None:
    """Take an item out of its album; for 30 days it can be put back."""
    session, item = request.dbsession, context.node.image
    album = find_album(session, item.album_id)
    removing.remove_items(session, album, choose(session, album, [item.id]))


@endpoint(
    ItemCollection, "POST", name="remove", permission=None, asks=Permission.EDIT, answer=Removed
)
def remove_items(_context: ItemCollection, request: Request, body: Selection) -> Removed:
    """Take items out of an album: all, or none."""
    meant = selected(request, body)
    deletion = removing.remove_items(request.dbsession, *meant)
    return {"number": meant.chosen.number, "deletion": deletion.album_id}


def item_now(request: Request, item_id: str) -> ItemInFull:
    """Return what is told of an item as it is by now."""
    session = request.dbsession
    session.flush()
    return told_item(request, request.root.finder.item_again(session.connection(), item_id))

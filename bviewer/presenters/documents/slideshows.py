"""Random shows as programs read them."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.models import Slideshow, SlideshowState
from bviewer.presenters.documents.items import ItemDocument
from bviewer.presenters.documents.places import Places
from bviewer.slideshow.showing import Showing
from bviewer.tree.resources import AlbumResource


class SlideshowLinks(TypedDict):
    """Addresses."""

    self: str
    next: Annotated[str, Field(description="POST how far it was shown: the next one is told.")]
    album: str


class SlideshowDocument(TypedDict):
    """A random show of an album and what is below it."""

    id: Annotated[str, Field(description="A secret of whoever began it: keep it as such.")]
    album: Annotated[str, Field(description="The id of the album.")]
    state: Annotated[
        SlideshowState, Field(description="Whether its items are still to be drawn, or all shown.")
    ]
    items: Annotated[int, Field(description="How many were drawn.")]
    seconds: Annotated[int, Field(description="For which each is to be shown.")]
    all: Annotated[bool, Field(description="Whether all take part, or a random half.")]
    links: SlideshowLinks


class ShownDocument(TypedDict):
    """Where a show is."""

    state: Annotated[
        Literal["drawing", "shown", "passed", "end"],
        Field(description="`drawing` and `passed` tell of none yet: ask again, with this number."),
    ]
    number: Annotated[int, Field(description="Of the item in the show: it is asked on from there.")]
    item: ItemDocument | None


def slideshow_document(
    show: Slideshow, secret: str, album: AlbumResource, places: Places
) -> SlideshowDocument:
    """Return what is told of a show to whoever began it."""
    place, urls = places.of(album), places.urls
    return {
        "id": secret,
        "album": show.album_id,
        "state": SlideshowState(show.state),
        "items": show.number,
        "seconds": show.seconds,
        "all": show.is_all,
        "links": {
            "self": urls.api("slideshows", secret, via=place.via),
            "next": urls.api("slideshows", secret, "next", via=place.via),
            "album": place.api,
        },
    }


def shown_document(showing: Showing, item: ItemDocument | None) -> ShownDocument:
    """Return where a show is that was drawn."""
    if showing.is_end:
        return {"state": "end", "number": showing.number, "item": None}
    state: Literal["shown", "passed"] = "passed" if item is None else "shown"
    return {"state": state, "number": showing.number, "item": item}


def drawing_document(number: int) -> ShownDocument:
    """Return where a show is of which nothing was drawn yet."""
    return {"state": "drawing", "number": number, "item": None}

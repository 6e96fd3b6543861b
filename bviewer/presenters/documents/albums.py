"""Albums as programs read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.albums.originals import followed
from bviewer.library.names import printable
from bviewer.models import Positions, SortOrder, Visibility
from bviewer.presenters.documents.places import Places
from bviewer.presenters.documents.times import LocalTime
from bviewer.security.visibility import audience_of
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import view_url


class AlbumLinks(TypedDict):
    """Addresses."""

    self: str
    html: str
    parent: Annotated[str | None, Field(description="The album above, if it may be opened.")]
    albums: Annotated[str, Field(description="The albums in it, in their order.")]
    items: Annotated[str, Field(description="What it shows itself, in its order.")]
    cover: Annotated[str | None, Field(description="The item on its cover.")]
    feed: str


class AlbumDocument(TypedDict):
    """An album, with the numbers that the caller is told of what is in it and below."""

    id: str
    parent: Annotated[str | None, Field(description="The id of the album above.")]
    title: str
    description: str
    time: Annotated[LocalTime | None, Field(description="Local, as its owner says.")]
    first_time: Annotated[LocalTime | None, Field(description="The first of what is in it; local.")]
    last_time: LocalTime | None
    items: Annotated[int, Field(description="Photographs and films in it and below.")]
    films: Annotated[int, Field(description="Those of them that play.")]
    albums: Annotated[
        int, Field(description="Albums in it and below that have items; pages show only these.")
    ]
    order: Annotated[SortOrder, Field(description="How it is sorted.")]
    cover: Annotated[str | None, Field(description="The id of the item on its cover.")]
    updated_at: Annotated[datetime, Field(description="When something of it changed last.")]
    visibility: NotRequired[
        Annotated[Visibility, Field(description="Its own, for who may change it.")]
    ]
    effective_visibility: NotRequired[
        Annotated[Visibility, Field(description="What it amounts to below the albums above.")]
    ]
    own_order: NotRequired[
        Annotated[SortOrder | None, Field(description="Null is as in the album above.")]
    ]
    downloads: NotRequired[bool | None]
    positions: NotRequired[Positions | None]
    folder: NotRequired[Annotated[str | None, Field(description="Relative to the gallery's home.")]]
    missing: NotRequired[bool]
    closed_because: NotRequired[
        Annotated[str | None, Field(description="Why a sync closed it, if one did.")]
    ]
    links: AlbumLinks


@dataclass(frozen=True, slots=True)
class AlbumDocuments:
    """Makes documents of albums; `summaries` has what is told of them, by id and audience."""

    places: Places
    summaries: dict[tuple[str, str], Any]

    def document(self, album: AlbumResource) -> AlbumDocument:
        """Return what a caller is told of an album that they may open."""
        places, row = self.places, album.album
        place, parent = places.of(album), places.parent(album)
        summary = self.summaries[row.id, audience_of(places.visitor, album.ancestry_ids)]
        cover = summary.cover_path and summary.cover_path.rpartition("/")[2]
        folder = followed(summary.folder)
        document: AlbumDocument = {
            "id": row.id,
            "parent": None if parent is None else parent.album.id,
            "title": row.title,
            "description": row.description,
            "time": summary.time,
            "first_time": summary.first_time,
            "last_time": summary.last_time,
            "items": summary.images,
            "films": summary.films,
            "albums": summary.albums,
            "order": SortOrder(album.order),
            "cover": cover,
            "updated_at": summary.updated_at,
            "links": {
                "self": place.api,
                "html": place.html,
                "parent": None if parent is None else places.of(parent).api,
                "albums": places.urls.api("albums", parent=row.id, via=place.via),
                "items": places.urls.api("items", album=row.id, via=place.via),
                "cover": cover and place.item_api(cover),
                "feed": view_url(place.html, "feed"),
            },
        }
        if place.may_edit:
            document.update(
                {
                    "visibility": Visibility(row.visibility),
                    "effective_visibility": album.effective_visibility,
                    "own_order": SortOrder(row.order) if row.order else None,
                    "downloads": None if row.downloads is None else bool(row.downloads),
                    "positions": Positions(row.positions) if row.positions else None,
                    "folder": None if folder is None else printable(folder),
                    "missing": bool(row.missing),
                    "closed_because": summary.closed_because,
                }
            )
        return document

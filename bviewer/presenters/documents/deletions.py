"""What was deleted, as programs read it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Row
from typing_extensions import TypedDict

from bviewer.albums.trash import KEPT_FOR
from bviewer.library.names import printable
from bviewer.tree.urls import Urls


class DeletionLinks(TypedDict):
    """Addresses."""

    self: str
    restore: Annotated[str, Field(description="POST there to put it back.")]


class DeletionDocument(TypedDict):
    """A deleted album with all that was below it, or items that were taken out of an album."""

    id: str
    kind: Literal["album", "items"]
    title: Annotated[str, Field(description="Of the album.")]
    source: Annotated[
        str | None, Field(description="The id of the album that items were taken out of.")
    ]
    deleted_at: datetime
    kept_until: Annotated[datetime, Field(description="It can be put back until then.")]
    albums: Annotated[int, Field(description="Albums in it.")]
    items: Annotated[int, Field(description="Photographs and films in it and below.")]
    films: Annotated[int, Field(description="Those of them that play.")]
    links: DeletionLinks


class FolderLeft(TypedDict):
    """A folder which no album is made of."""

    folder: Annotated[str, Field(description="Relative to the gallery's home.")]
    title: Annotated[
        str | None, Field(description="Of the album that let go of it; null if that is gone.")
    ]


def deletion_document(row: Row[Any], urls: Urls) -> DeletionDocument:
    """Return what is told of what was deleted."""
    return {
        "id": row.id,
        "kind": "album" if row.source_id is None else "items",
        "title": row.title,
        "source": row.source_id,
        "deleted_at": row.deleted_at,
        "kept_until": row.deleted_at + KEPT_FOR,
        "albums": row.albums,
        "items": row.images,
        "films": row.films,
        "links": {
            "self": urls.api("deletions", row.id),
            "restore": urls.api("deletions", row.id, "restore"),
        },
    }


def folder_left(folder: str, title: str | None) -> FolderLeft:
    """Return what is told of a folder which no album is made of."""
    return {"folder": printable(folder), "title": title}

"""Archives of albums as programs read them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.archive.contents import Contents
from bviewer.models import Archive, ArchiveState
from bviewer.models.archive import AT_WORK
from bviewer.presenters.documents.places import Places
from bviewer.tree.resources import AlbumResource

ASKED_EVERY = 2  # Seconds after which there is something new to tell.


class ArchiveLinks(TypedDict):
    """Addresses."""

    self: str
    album: str
    html: Annotated[str, Field(description="The page that tells people how far it is.")]
    file: Annotated[str | None, Field(description="The archive (ZIP), in parts if wished.")]


class ArchiveDocument(TypedDict):
    """An album with what is below it, or a part of it, as one file."""

    id: str
    album: Annotated[str, Field(description="The id of the album.")]
    chosen: Annotated[list[str] | None, Field(description="Ids of items, if not all are in it.")]
    state: Annotated[ArchiveState, Field(description="It can be fetched as soon as it is ready.")]
    reason: Annotated[str | None, Field(description="Why it failed: changed, full or unreadable.")]
    files: Annotated[int, Field(description="How many are to be in it.")]
    done: Annotated[int, Field(description="How many of them were looked at.")]
    bytes: Annotated[int, Field(description="Of these files.")]
    copied: Annotated[int, Field(description="How many of these bytes are in it.")]
    left_out: Annotated[
        int, Field(description="Files that could not be read; MISSING.txt in it names them.")
    ]
    size: Annotated[int | None, Field(description="Of the archive, in bytes.")]
    asked_at: Annotated[datetime, Field(description="When somebody asked for it first.")]
    is_own: Annotated[bool, Field(description="Whether you asked for it, and may cancel it.")]
    wait: Annotated[
        int | None, Field(description="Seconds after which it is further, while it is built.")
    ]
    links: ArchiveLinks


class ArchiveOfferLinks(TypedDict):
    """Addresses."""

    album: str
    archives: Annotated[str, Field(description="POST the album there to have it built.")]


class ArchiveOffer(TypedDict):
    """What an archive of all in an album and below it would hold, for you."""

    album: Annotated[str, Field(description="The id of the album.")]
    albums: Annotated[int, Field(description="Albums below it that are in it.")]
    files: int
    films: Annotated[int, Field(description="Those of the files that play.")]
    bytes: int
    is_possible: Annotated[bool, Field(description="Whether it is not too much, or nothing.")]
    archive: Annotated[
        ArchiveDocument | None, Field(description="The one there is, or was to be, of all this.")
    ]
    links: ArchiveOfferLinks


def archive_document(
    archive: Archive,
    album: AlbumResource,
    places: Places,
    *,
    by: str | None,
    is_own: bool,
    is_lost: bool,
) -> ArchiveDocument:
    """Return what is told of an archive to somebody who may see just what is in it.

    `by` proves to whom that browser belongs that has begun it, if nobody is signed in.
    """
    place, urls = places.of(album), places.urls
    named = None if archive.chosen is None else archive.id
    is_ready = archive.state == ArchiveState.READY and not is_lost
    return {
        "id": archive.id,
        "album": archive.album_id,
        "chosen": archive.chosen,
        "state": ArchiveState.GONE if is_lost else ArchiveState(archive.state),
        "reason": archive.reason,
        "files": archive.total,
        "done": archive.done,
        "bytes": archive.total_bytes,
        "copied": min(archive.copied, archive.total_bytes),
        "left_out": len(archive.left_out),
        "size": archive.size,
        "asked_at": archive.created_at,
        "is_own": is_own,
        "wait": ASKED_EVERY if archive.state in AT_WORK else None,
        "links": {
            "self": urls.api("archives", archive.id, by=by, via=place.via),
            "album": place.api,
            "html": urls.of(album, "download", of=named, by=by),
            "file": urls.of(album, "archive", archive.id) if is_ready else None,
        },
    }


def archive_offer(
    contents: Contents,
    albums: int,
    album: AlbumResource,
    places: Places,
    archive: ArchiveDocument | None,
    *,
    is_possible: bool,
) -> ArchiveOffer:
    """Return what an archive of an album would hold."""
    return {
        "album": album.album.id,
        "albums": albums,
        "files": contents.number,
        "films": contents.films,
        "bytes": contents.size,
        "is_possible": is_possible,
        "archive": archive,
        "links": {"album": places.of(album).api, "archives": places.urls.api("archives")},
    }

"""Archives: an album, or a part of it, as one file. The file is fetched where browsers fetch it."""

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import Field
from pyramid.request import Request

from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.named import album_named
from bviewer.api.queries import Query
from bviewer.api.refusals import MISSING, Refusal
from bviewer.api.telling import places_of
from bviewer.archive.asking import cancel_archive, find_archive_in, fits, is_lost
from bviewer.models import Archive
from bviewer.presenters.documents.archives import (
    ArchiveDocument,
    ArchiveOffer,
    archive_document,
    archive_offer,
)
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumMember, ArchiveCollection, ArchiveMember
from bviewer.tree.resources import AlbumResource
from bviewer.views.visitor.begun import begun_by, is_own
from bviewer.views.visitor.download import asked_archive, contents_there, current_archive
from bviewer.views.visitor.downloadable import downloadable_albums
from bviewer.views.visitor.frame import own_gallery

MOST_CHOSEN = 10_000
OF_SOMEBODY_ELSE = Refusal(
    HTTPStatus.FORBIDDEN, "archive_not_own", "Somebody else asked for it, and waits for it."
)


class ArchiveWanted(Sent):
    """What an archive is to hold."""

    album: Annotated[str, Field(description="The id of an album.")]
    items: Annotated[
        list[str] | None,
        Field(max_length=MOST_CHOSEN, description="Ids of items, if not all are wanted."),
    ] = None


class ArchiveQuery(Query):
    """Whose archive it is."""

    by: Annotated[
        str | None,
        Field(description="From links: proves that a browser, without a person, asked for it."),
    ] = None


@endpoint(AlbumMember, "GET", name="archive", permission=Permission.DOWNLOAD, answer=ArchiveOffer)
def show_archive_offer(context: AlbumMember, request: Request) -> ArchiveOffer:
    """Tell what an archive of an album would hold, and of the one that there is."""
    album: AlbumResource = context.node
    albums = downloadable_albums(album, request)
    contents = contents_there(album, request, albums, None)
    archive = current_archive(album, request, contents) if contents.photographs else None
    return archive_offer(
        contents,
        len(albums) - 1,
        album,
        places_of(request, album.album.id),
        None if archive is None else told_archive(request, album, archive, begun_by(request)),
        is_possible=contents.number > 0 and fits(own_gallery(request), contents),
    )


@endpoint(
    ArchiveCollection,
    "POST",
    permission=None,
    answer=ArchiveDocument,
    status=HTTPStatus.ACCEPTED,
    asks=Permission.DOWNLOAD,
    is_repeatable=True,
)
def create_archive(_context: ArchiveCollection, request: Request, body: ArchiveWanted) -> Answer:
    """Have an archive built of what you may download in an album and below it.

    Whoever asks for the same gets the same one, which may be ready already.
    """
    album = album_named(request, body.album, Permission.DOWNLOAD, "album")
    chosen = None if body.items is None else sorted(set(body.items))
    archive, by = asked_archive(album, request, chosen)
    document = told_archive(request, album, archive, by)
    return Answer(document, None, {"Location": document["links"]["self"], **waiting(document)})


@endpoint(ArchiveMember, "GET", permission=None, answer=ArchiveDocument)
def show_archive(context: ArchiveMember, request: Request, query: ArchiveQuery) -> Answer:
    """Tell how far an archive is, to whoever may see just what is in it."""
    archive, album = archive_named(request, context.__name__)
    document = told_archive(request, album, archive, query.by and begun_by(request))
    return Answer(document, None, waiting(document))


@endpoint(ArchiveMember, "DELETE", permission=None, answer=None, status=HTTPStatus.NO_CONTENT)
def delete_archive(
    context: ArchiveMember,
    request: Request,
    query: ArchiveQuery,  # noqa: ARG001 - it is looked at where pages look at it.
) -> None:
    """Stop building an archive that you have asked for; one that is ready stays for a while."""
    archive, _album = archive_named(request, context.__name__)
    if not is_own(request, archive):
        raise OF_SOMEBODY_ELSE
    cancel_archive(request.dbsession, archive)


def archive_named(request: Request, archive_id: str) -> tuple[Archive, AlbumResource]:
    """Return an archive and its album, if whoever asks would get just the same today."""
    archive = find_archive_in(request.dbsession, request.gallery.id, archive_id)
    if archive is None:
        raise MISSING
    album = album_named(request, archive.album_id, Permission.DOWNLOAD)
    albums = downloadable_albums(album, request)
    contents = contents_there(album, request, albums, archive.chosen)
    if contents.digest != archive.digest:
        raise MISSING
    return archive, album


def told_archive(
    request: Request, album: AlbumResource, archive: Archive, by: str | None
) -> ArchiveDocument:
    """Return what is told of an archive."""
    return archive_document(
        archive,
        album,
        places_of(request, album.album.id),
        by=by,
        is_own=is_own(request, archive) or (by or "").startswith(f"{archive.id}-"),
        is_lost=is_lost(request.runtime.cache, archive),
    )


def waiting(document: Any) -> dict[str, str]:
    """Return when it is worth asking again."""
    return {} if document["wait"] is None else {"Retry-After": str(document["wait"])}

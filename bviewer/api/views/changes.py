"""What changed since a program asked last."""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field
from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.albums.crawling import items_at
from bviewer.api.endpoints import endpoint
from bviewer.api.named import album_named
from bviewer.api.queries import Query
from bviewer.api.telling import album_documents, albums_known, item_documents
from bviewer.changes.cursors import Caller, Followed
from bviewer.changes.feed import MOST, Feed, begin, follow
from bviewer.presenters.documents.albums import AlbumDocument
from bviewer.presenters.documents.items import ItemDocument
from bviewer.security.permissions import Permission
from bviewer.tree.api import ChangesNode


class ChangesQuery(Query):
    """Of what, and since when."""

    album: Annotated[
        str | None,
        Field(
            description="The id of an album: it and what is below it, but for hidden albums which"
            " `via` does not name. Its cursors are good for nothing else."
        ),
    ] = None
    since: Annotated[
        str | None,
        Field(max_length=500, description="The cursor of the answer before; without, that of now."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="The most changes to look at.")] = MOST


class ChangedAlbum(AlbumDocument):
    """An album that changed."""

    opened: Annotated[
        bool, Field(description="All in it may be news: read it anew, with all that is below.")
    ]


class Gone(TypedDict):
    """What you cannot find any more; of an album, with all that was in it."""

    kind: Literal["album", "item"]
    id: str


class Changes(TypedDict):
    """What changed, to be taken over in this order.

    Read an album that is new to you as one that was opened. Numbers of what is in an album change
    without it.
    """

    albums: list[ChangedAlbum]
    items: list[ItemDocument]
    gone: list[Gone]
    cursor: Annotated[str, Field(description="What to ask with the next time; for 30 days.")]
    has_more: Annotated[bool, Field(description="Whether to ask again at once.")]


@endpoint(ChangesNode, "GET", permission=None, answer=Changes, problems=(HTTPStatus.GONE,))
def list_changes(_context: ChangesNode, request: Request, query: ChangesQuery) -> Changes:
    """List what was added, changed, moved, closed or taken away.

    Begin without a cursor: you get the one of now. Then read all that you can find, and from then
    on what changed. If the cursor is too old, or if you may see something else by now, it is
    refused with 410: then begin anew. Hidden albums are told of to those who follow them by their
    ids, as `album`.
    """
    home, followed = request.root, followed_by(request, query)
    secret = request.runtime.settings.secret
    caller = Caller(request.visitor, request.gallery.id, secret, followed)
    if query.since is None:
        feed = begin(request.dbsession, caller)
    else:
        feed = follow(request.dbsession, caller, home.album.id, query.since, query.limit)
    return told(request, feed, *(followed.named if followed else ()))


def followed_by(request: Request, query: ChangesQuery) -> Followed | None:
    """Return the one album that is followed, if one is; refuse one that may not be opened."""
    if query.album is None:
        return None
    album_named(request, query.album)
    return Followed(query.album, request.root.finder.named | {query.album})


def told(request: Request, feed: Feed, *named: str) -> Changes:
    """Return the document of what changed, with what it is by now."""
    known = albums_known(request, {*feed.albums, *feed.items.values()}, *named)
    known = {
        album_id: album
        for album_id, album in known.items()
        if request.has_permission(Permission.VIEW, album)
    }
    albums = [known[each] for each in feed.albums if each in known]
    documents = album_documents(request, albums, *named) if albums else []
    found = items_at(request.reading, feed.items) if feed.items else []
    # One that has gone elsewhere meanwhile is told with its next change.
    items = [row for row in found if row.album_id == feed.items[row.id] and row.album_id in known]
    return {
        "albums": [{**each, "opened": feed.albums[each["id"]]} for each in documents],
        "items": item_documents(request, items, known, *named),
        "gone": [{"kind": each.kind, "id": each.id} for each in feed.gone],
        "cursor": feed.cursor,
        "has_more": feed.is_more,
    }

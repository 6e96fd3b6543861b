"""Folders of the library: looking into them, and putting files of them into albums."""

from bisect import bisect_right
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from pyramid.request import Request

from bviewer.albums.browsing import browse
from bviewer.albums.closed_folders import is_closing
from bviewer.albums.editing import find_album
from bviewer.albums.ignoring_albums import going_with, ignore_album, own_album, pattern_for
from bviewer.albums.jobs import add_pick_job
from bviewer.albums.picking import (
    albums_following,
    bind,
    find_folder_album,
    known_of,
    names_of,
    pick_files,
    rows_of,
    unbind,
)
from bviewer.api.answers import Answer
from bviewer.api.bodies import Sent
from bviewer.api.endpoints import endpoint
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.api.views.syncs import sent_sync
from bviewer.library.listing import FolderNames
from bviewer.library.names import decoded, encoded, sort_key
from bviewer.library.paths import join
from bviewer.presenters.documents.folders import FolderEntries, FolderEntry
from bviewer.presenters.documents.jobs import (
    IgnoringDocument,
    PickedDocument,
    ignoring_document,
)
from bviewer.presenters.documents.syncs import SyncProgress
from bviewer.problems import Problem
from bviewer.security.permissions import Permission
from bviewer.sync.picking import read_picked
from bviewer.tree.api import AlbumMember, FolderCollection
from bviewer.views.visitor.frame import own_gallery

MOST_FILES = 10_000
Path = Annotated[
    str,
    Field(max_length=20_000, description="From the gallery's home on, as a list tells it."),
]
Entry = tuple[bool, str]  # Whether it is a file, and its name.


class FolderQuery(PageQuery):
    """Which folder."""

    document: ClassVar[Any] = FolderEntry
    folder: Path = ""


class FilesWanted(Sent):
    """Which files of a folder an album is to have."""

    folder: Path
    files: Annotated[
        Literal["all"] | Annotated[list[str], Field(max_length=MOST_FILES)],
        Field(description="The values of files as a list tells them, or `all`."),
    ]


class FolderToFollow(Sent):
    """Which folder an album is to follow."""

    folder: Path
    may_close: Annotated[
        bool, Field(description="Whether it may become private, as its folder's last album was.")
    ] = False


@endpoint(FolderCollection, "GET", permission=Permission.EDIT, answer=Page[FolderEntry])
def list_folder(_context: FolderCollection, request: Request, query: FolderQuery) -> Answer:
    """List what is in a folder and not passed over: folders first, each kind in natural order."""
    listing = listing_of(request, query.folder)
    entries = [(False, name) for name in listing.folders] + [(True, name) for name in listing.files]
    place = place_in(request, query)
    start = place_behind(entries, (place[0], decoded(place[1]))) if place else 0

    def documents(shown: Sequence[Entry]) -> list[FolderEntry]:
        made = entries_in(request, listing.path, shown)
        return [made.entry(name, is_folder=not is_file) for is_file, name in shown]

    found = entries[start : start + query.limit + 1]
    return page(request, found, query, lambda entry: [entry[0], encoded(entry[1])], documents)


def listing_of(request: Request, folder: str) -> FolderNames:
    """Return what is in a folder of the gallery; refuse what is none."""
    return browse(request.runtime.library, own_gallery(request), decoded(folder))


def place_behind(entries: Sequence[Entry], last: Entry) -> int:
    """Return where a list goes on behind what was told last, which may be gone by now."""
    return bisect_right(entries, sorted_by(last), key=sorted_by)


def sorted_by(entry: Entry) -> tuple[bool, bytes, str]:
    """Return by what entries are in their order."""
    is_file, name = entry
    return is_file, sort_key(name), name


def entries_in(request: Request, folder: str, shown: Sequence[Entry]) -> FolderEntries:
    """Return what makes documents of some of what is in a folder."""
    session, gallery_id = request.dbsession, request.gallery.id
    folders = [join(folder, name) for is_file, name in shown if not is_file]
    paths = [join(folder, name) for is_file, name in shown if is_file]
    followed_by = find_folder_album(session, gallery_id, folder)
    known = known_of(rows_of(session, [followed_by], paths), followed_by)
    items = {path: row.id for path, row in known.items()}
    albums = albums_following(session, gallery_id, [folder, *folders])
    return FolderEntries(request.urls, folder, albums, items)


@endpoint(
    AlbumMember,
    "POST",
    name="pick",
    permission=Permission.EDIT,
    answer=PickedDocument,
    status=HTTPStatus.ACCEPTED,
)
def pick_from_folder(context: AlbumMember, request: Request, body: FilesWanted) -> PickedDocument:
    """Put files of a folder into an album, but for those that it has already."""
    session = request.dbsession
    album, listing = find_album(session, context.node.album.id), listing_of(request, body.folder)
    is_all = body.files == "all"
    names = listing.files if is_all else names_of(listing, set(map(decoded, body.files)))
    picked = pick_files(session, album, listing.path, names)
    if picked.unread:
        job = add_pick_job(session, album, picked.unread)
        request.enqueue(read_picked, job.id)
    return {"items": picked.number, "unread": len(picked.unread)}


@endpoint(
    AlbumMember,
    "POST",
    name="follow",
    permission=Permission.EDIT,
    answer=SyncProgress,
    status=HTTPStatus.ACCEPTED,
)
def follow_folder(context: AlbumMember, request: Request, body: FolderToFollow) -> Answer:
    """Let an album follow a folder from the next sync on, which is sent."""
    session = request.dbsession
    album, folder = find_album(session, context.node.album.id), listing_of(request, body.folder)
    if not body.may_close and is_closing(session, album, folder.path):
        raise Problem("folder_was_closed", "folder")
    bind(session, album, folder.path, may_close=body.may_close)
    return sent_sync(request)


@endpoint(
    AlbumMember,
    "POST",
    name="unfollow",
    permission=Permission.EDIT,
    answer=None,
    status=HTTPStatus.NO_CONTENT,
)
def unfollow_folder(context: AlbumMember, request: Request) -> None:
    """Let an album follow no folder any more: it holds what you pick."""
    unbind(request.dbsession, find_album(request.dbsession, context.node.album.id))


@endpoint(
    AlbumMember, "GET", name="ignore", permission=Permission.EDIT, answer=IgnoringDocument
)
def ask_to_ignore(context: AlbumMember, request: Request) -> IgnoringDocument:
    """Tell what goes with an album whose folder is passed over."""
    album = own_album(request.dbsession, own_gallery(request), context.node.album.id)
    return ignoring_document(pattern_for(album.folder or ""), going_with(request.dbsession, album))


@endpoint(
    AlbumMember,
    "POST",
    name="ignore",
    permission=Permission.MANAGE,
    answer=SyncProgress,
    status=HTTPStatus.ACCEPTED,
)
def ignore_folder(context: AlbumMember, request: Request) -> Answer:
    """Pass over an album's folder from the next sync on, which is sent."""
    ignore_album(request.dbsession, own_gallery(request), context.node.album.id)
    return sent_sync(request)

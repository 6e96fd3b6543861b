"""Folders of the library: what is in them, and what goes with one that is passed over."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pyramid.request import Request

from bviewer.albums.browsing import browse
from bviewer.albums.closed_folders import albums_following
from bviewer.albums.ignoring_albums import going_with, own_album, pattern_for
from bviewer.albums.picking import (
    find_folder_album,
    known_of,
    rows_of,
)
from bviewer.api.answers import Answer
from bviewer.api.endpoints import endpoint
from bviewer.api.paging import Page, PageQuery, page, place_in
from bviewer.library.listing import FolderNames
from bviewer.library.names import decoded, encoded, file_sort_key, sort_key
from bviewer.library.paths import join
from bviewer.presenters.documents.folders import (
    FolderEntries,
    FolderEntry,
    IgnoringDocument,
    ignoring_document,
)
from bviewer.security.permissions import Permission
from bviewer.tree.api import AlbumMember, FolderCollection
from bviewer.views.visitor.frame import own_gallery

Path = Annotated[
    str,
    Field(max_length=20_000, description="From the gallery's home on, as a list tells it."),
]
Entry = tuple[bool, str]  # Whether it is a file, and its name.


class FolderQuery(PageQuery):
    """Which folder."""

    document: ClassVar[Any] = FolderEntry
    folder: Path = ""


@endpoint(FolderCollection, "GET", permission=Permission.EDIT, answer=Page[FolderEntry])
def list_folders(_context: FolderCollection, request: Request, query: FolderQuery) -> Answer:
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
    gallery = own_gallery(request)
    with request.disk.asked():
        return browse(request.runtime.library, gallery, decoded(folder))


def place_behind(entries: Sequence[Entry], last: Entry) -> int:
    """Return where a list goes on behind what was told last, which may be gone by now."""
    return bisect_right(entries, sorted_by(last), key=sorted_by)


def sorted_by(entry: Entry) -> tuple[bool, bytes, str]:
    """Return by what entries are in their order."""
    is_file, name = entry
    key = file_sort_key if is_file else sort_key
    return is_file, key(name), name


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


@endpoint(AlbumMember, "GET", name="ignore", permission=Permission.EDIT, answer=IgnoringDocument)
def show_ignoring(context: AlbumMember, request: Request) -> IgnoringDocument:
    """Tell what goes with an album whose folder is passed over."""
    album = own_album(request.dbsession, own_gallery(request), context.node.album.id)
    return ignoring_document(pattern_for(album.folder or ""), going_with(request.dbsession, album))

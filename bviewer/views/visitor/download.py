"""`…/download`: an album with all that this visitor may have below it, as one file.

What is in it is decided anew with each request, album by album, by the same ACLs as that of a
single original. So an archive is nobody's whose view is another one by now.
"""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from bviewer.albums.chosen_items import number_of_items
from bviewer.albums.editing import find_album
from bviewer.archive.asking import (
    ask_for_archive,
    cancel_archive,
    find_archive,
    find_archive_of,
    former_archives,
    is_lost,
    last_archive,
    may_be_there,
    require_size,
)
from bviewer.archive.building import build_archive
from bviewer.archive.contents import Contents
from bviewer.archive.files import relative_path
from bviewer.models import Archive, ArchiveState
from bviewer.presenters.download import Download
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.security.askers import is_person
from bviewer.tree.paths import segment_id
from bviewer.tree.resources import AlbumResource
from bviewer.views.refusals import note_status
from bviewer.views.visitor.begun import begun_by, is_own, proof
from bviewer.views.visitor.downloadable import (
    contents_in,
    contents_of,
    downloadable_albums,
)
from bviewer.views.visitor.frame import frame_of, not_to_be_kept, own_asker, own_gallery

FORM = "bviewer:templates/visitor/download.html"


@view_config(
    context=AlbumResource,
    name="download",
    request_method="GET",
    permission=Permission.DOWNLOAD,
    page=True,
    renderer=FORM,
)
def show_download(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show what the archive holds, and how far it is."""
    return download_page(context, request, named_archive(context, request))


@view_config(
    context=AlbumResource,
    name="download",
    request_method="POST",
    permission=Permission.DOWNLOAD,
    page=True,
    renderer=FORM,
)
def change_download(context: AlbumResource, request: Request) -> Any:
    """Have the archive built, or want it no more."""
    named = named_archive(context, request)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise HTTPBadRequest
    try:
        url = action(context, request, named)
    except Problem as problem:
        request.tm.doom()
        note_status(request, problem)
        refusal = explained(request.language, problem)
        return {**download_page(context, request, named), "refusal": refusal}
    return HTTPSeeOther(url)


def begin(context: AlbumResource, request: Request, named: Archive | None) -> str:
    """Have it built; return where one sees how far it is."""
    return begin_with(context, request, None if named is None else named.chosen)


def begin_with(context: AlbumResource, request: Request, chosen: list[str] | None) -> str:
    """Have an archive built of all, or of what is chosen; return where one sees how far it is."""
    archive, by = asked_archive(context, request, chosen)
    return address(context, request, archive, by)


def asked_archive(
    context: AlbumResource, request: Request, chosen: list[str] | None
) -> tuple[Archive, str | None]:
    """Have an archive built of all, or of what is chosen; return it, and the proof of who has begun
    it, if that is nobody who is signed in.

    Whoever begins another one of the same album waits no more for what that held before.
    """
    session, contents = request.dbsession, contents_of(context, request, chosen)
    known = find_archive(session, context.album.id, contents.digest)
    archive = ask_for_archive(
        session,
        request.runtime.cache,
        find_album(session, context.album.id),
        contents,
        own_asker(request),
        None if chosen is None else [each.image_id for each in contents.photographs],
    )
    by = begun_by(request)
    if archive is not known:
        for former in former_archives(session, archive):
            if is_own(request, former):
                cancel_archive(session, former)
        by = None if is_person(archive.asker) else proof(request, archive.id)
    request.enqueue(build_archive, archive.id)
    return archive, by


def cancel(context: AlbumResource, request: Request, named: Archive | None) -> str:
    """Want it no more."""
    contents = contents_of(context, request, None if named is None else named.chosen)
    archive = current_archive(context, request, contents)
    if archive is not None and is_own(request, archive):
        cancel_archive(request.dbsession, archive)
    return address(context, request, named)


ACTIONS = {"begin": begin, "cancel": cancel}


@view_config(
    context=AlbumResource,
    name="archive",
    request_method="GET",
    permission=Permission.DOWNLOAD,
    page=True,
    subpath=1,
)
def send_archive(context: AlbumResource, request: Request) -> Response:
    """Send an archive that is ready, to whoever may see just what is in it."""
    archive = find_archive_of(request.dbsession, context.album.id, request.subpath[0])
    if archive is None or archive.state != ArchiveState.READY:
        raise HTTPNotFound
    if contents_of(context, request, archive.chosen).digest != archive.digest:
        raise HTTPNotFound
    path = relative_path(archive.gallery_id, archive.id)
    response = request.delivery.archive(request, path, context.album.title)
    if response is None:
        raise HTTPNotFound
    return response


def named_archive(context: AlbumResource, request: Request) -> Archive | None:
    """Return the archive of some photographs that the address names; None if it names none."""
    if "of" not in request.GET:
        return None
    archive_id = segment_id(request.GET["of"]) or ""
    archive = find_archive_of(request.dbsession, context.album.id, archive_id)
    if archive is None or archive.chosen is None:
        raise HTTPNotFound
    return archive


def address(
    context: AlbumResource, request: Request, archive: Archive | None, by: str | None = None
) -> str:
    """Return where an archive is shown; `by` proves whose it is."""
    named = archive.id if archive is not None and archive.chosen is not None else None
    url: str = request.urls.of(context, "download", of=named, by=by)
    return url


def download_page(
    context: AlbumResource, request: Request, named: Archive | None
) -> dict[str, Any]:
    """Return the variables of the page."""
    not_to_be_kept(request)
    albums = downloadable_albums(context, request)
    contents = contents_there(context, request, albums, None if named is None else named.chosen)
    archive = current_archive(context, request, contents) if contents.photographs else None
    refusal = too_large(request, contents)
    return {
        "frame": frame_of(context, request),
        "context": context,
        "url": address(context, request, named, begun_by(request)),
        "download": Download(
            contents, len(albums) - 1, archive, request.language, is_possible=refusal is None
        ),
        "file_url": archive and request.urls.of(context, "archive", archive.id),
        "refusal": refusal,
        "can_choose": has_files(context, request),
        "is_own": archive is not None and is_own(request, archive),
    }


def contents_there(
    context: AlbumResource,
    request: Request,
    albums: list[AlbumResource],
    chosen: list[str] | None,
) -> Contents:
    """Return what is in albums, listed only where there may be an archive of it: that takes
    long."""
    is_listed = partial(may_be_there, request.dbsession, context.album.id)
    return contents_in(albums, request, is_listed, chosen)


def has_files(context: AlbumResource, request: Request) -> bool:
    """Return whether there are files in the album itself, to choose from."""
    album_id = context.album.id
    return number_of_items(request.dbsession, album_id, with_missing=False, files_only=True) > 0


def current_archive(context: AlbumResource, request: Request, contents: Contents) -> Archive | None:
    """Return the archive of just this, if there is or will be one, or there was to be one."""
    archive = last_archive(request.dbsession, context.album.id, contents.digest)
    if archive is None or is_lost(request.runtime.cache, archive):
        return None
    return archive


def too_large(request: Request, contents: Contents) -> str | None:
    """Return why all of it cannot be prepared, if it is too much."""
    try:
        require_size(own_gallery(request), contents)
    except Problem as problem:
        return explained(request.language, problem)
    return None

"""What came in: what the last syncs did, with something to do about it."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy import select

from bviewer.albums.editing import set_visibility
from bviewer.albums.ignoring_albums import going_with, ignore_album, own_album, pattern_for
from bviewer.models import Album, Gallery, Visibility
from bviewer.presenters.news import News, album_ids_in, is_news
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.history import KEPT, last_reports
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.branches import AdminBranch
from bviewer.tree.urls import addresses_of
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import admin_page

SHOWN = 10
NEWS = "bviewer:templates/owner/news.html"
IGNORE = "bviewer:templates/owner/ignore.html"


@view_config(
    context=AdminBranch,
    name="news",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=NEWS,
)
def show_news(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show what the last syncs did."""
    return news_page(request)


@view_config(
    context=AdminBranch,
    name="news",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=NEWS,
)
def open_album(_context: AdminBranch, request: Request) -> Any:
    """Open an album that a sync closed; whoever can see the one that it is in sees it then."""
    session = request.dbsession
    try:
        album = own_album(session, gallery_of(request), request.POST.get("album", ""))
    except Problem as problem:
        return refusal(request, problem)
    set_visibility(session, album, Visibility.VISIBLE)
    return done(request, request.urls.at_home("admin", "news"), "opened")


@view_config(
    context=AdminBranch,
    name="ignore",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=IGNORE,
)
def ask_to_ignore(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Say what goes with an album that is ignored from now on."""
    session = request.dbsession
    try:
        album = own_album(session, gallery_of(request), request.GET.get("album", ""))
    except Problem as problem:
        raise HTTPNotFound from problem
    return {
        **admin_page(request),
        "album": album,
        "pattern": pattern_for(album.folder or ""),
        "going": going_with(session, album),
    }


@view_config(
    context=AdminBranch,
    name="ignore",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=NEWS,
)
def ignore(_context: AdminBranch, request: Request) -> Any:
    """Ignore an album's folder from now on."""
    gallery = gallery_of(request)
    try:
        ignore_album(request.dbsession, gallery, request.POST.get("album", ""))
    except Problem as problem:
        return refusal(request, problem)
    request.enqueue(sync_gallery_in_turn, gallery.id)
    return done(request, request.urls.at_home("admin", "news"), "ignored")


def refusal(request: Request, problem: Problem) -> dict[str, Any]:
    """Return the page again, with what is wrong."""
    request.tm.doom()
    request.response.status_int = 422
    return {**news_page(request), "problem": explained(request.language, problem)}


def gallery_of(request: Request) -> Gallery:
    """Return the row of the gallery."""
    gallery: Gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    return gallery


def news_page(request: Request) -> dict[str, Any]:
    """Return the variables of the page, in a number of statements that is always the same."""
    session, gallery = request.dbsession, gallery_of(request)
    reports = [each for each in last_reports(session, gallery.id, KEPT) if is_news(each)][:SHOWN]
    ids = set().union(*map(album_ids_in, reports))
    own = select(Album).where(Album.gallery_id == gallery.id, Album.id.in_(sorted(ids)))
    albums = {album.id: album for album in session.scalars(own)}
    addresses = addresses_of(session, gallery.id, albums)
    home, language = request.urls.home.removesuffix("/"), request.language
    news = [
        News(report, albums, addresses, home, language, gallery.time_zone) for report in reports
    ]
    return {**admin_page(request), "news": news, "problem": None}

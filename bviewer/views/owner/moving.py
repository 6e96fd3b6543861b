"""Moving an album: first where to, then who can see it before and after, and only then it goes."""

from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.audience import people_and_groups
from bviewer.access.shares import count_good_shares
from bviewer.albums.editing import find_album
from bviewer.albums.moving import flags_there, move_album, opening_by_move, require_move
from bviewer.models import Album
from bviewer.presenters.audience import names_of
from bviewer.presenters.moving import Audience, targets
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.security.visibility import Flags, amount, leading_to
from bviewer.tree.outline import outline
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page

FORM = "bviewer:templates/owner/move_album.html"


class Move(NamedTuple):
    """An album, where it is to go, and who can see it before and after; whether that is more."""

    album: Album
    parent: Album
    before: Audience
    after: Audience
    is_opening: bool

    def seen(self) -> str:
        """Return what an owner was told, as the form sends it back."""
        return f"{self.album.parent_id} {self.before.digest()} {self.after.digest()}"


@view_config(
    context=AlbumResource,
    name="move",
    request_method="GET",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def offer_places(context: AlbumResource, request: Request) -> dict[str, Any]:
    """Show where an album may go."""
    return move_page(context, request)


@view_config(
    context=AlbumResource,
    name="move",
    request_method="POST",
    permission=Permission.EDIT,
    page=True,
    renderer=FORM,
)
def move(context: AlbumResource, request: Request) -> Any:
    """Say what a move changes; move, once somebody has confirmed just that."""
    session, sent = request.dbsession, request.POST
    try:
        planned = plan(context, request, sent.get("parent", ""))
        if sent.get("seen") != planned.seen():
            return move_page(context, request, planned=planned)
        move_album(session, planned.album, planned.parent, may_open=sent.get("open") == "yes")
    except Problem as problem:
        request.tm.doom()
        return move_page(context, request, error=explained(request.language, problem))
    return done(request, page_after(request, request.urls.short(context.album.id)), "moved")


def came_from(request: Request) -> str | None:
    """Return the page from which somebody came here, if that is not one of the album's."""
    return "news" if "news" in (request.GET.get("from"), request.POST.get("from")) else None


def page_after(request: Request, url: str) -> str:
    """Return where to go on: what came in, for whoever came from there; else at an address."""
    return request.urls.at_home("admin", "news") if came_from(request) else url


def plan(context: AlbumResource, request: Request, parent_id: str) -> Move:
    """Return what a move would do; refuse one that cannot be."""
    session = request.dbsession
    album, parent = find_album(session, context.album.id), find_album(session, parent_id)
    require_move(session, album, parent)
    after = audience(request, flags_there(session, album, parent))
    is_opening = opening_by_move(session, album, parent) is not None
    return Move(album, parent, audience(request, context.flags), after, is_opening)


def audience(request: Request, ancestry: Flags) -> Audience:
    """Return who can see the album at the end of an ancestry."""
    ids = [album_id for album_id, _flag in ancestry]
    place = request.dbsession, request.gallery.id, ids
    people = names_of(request.language, *people_and_groups(*place))
    links = count_good_shares(request.dbsession, request.gallery.id, leading_to(ancestry))
    return Audience(amount(ancestry), tuple(people), links)


def move_page(
    context: AlbumResource,
    request: Request,
    planned: Move | None = None,
    error: str | None = None,
) -> dict[str, Any]:
    """Return the variables of the page."""
    request.response.status_int = 422 if error else 200
    albums = [] if planned else outline(request.dbsession, request.gallery.id)
    return {
        **album_admin_page(context, request),
        "planned": planned,
        "is_opening": planned is not None and planned.is_opening,
        "targets": targets(albums, context.album.id),
        "error": error,
        "came_from": came_from(request),
        "back": page_after(request, request.urls.of(context)),
    }

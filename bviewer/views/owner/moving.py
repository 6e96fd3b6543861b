"""Moving an album: first where to, then who can see it before and after, and only then it goes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.access.audience import people_with_grants
from bviewer.albums.editing import find_album
from bviewer.albums.moving import move_album, openness_there, require_move
from bviewer.albums.subtrees import ancestry_of
from bviewer.models import Album
from bviewer.presenters.moving import Audience, targets
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.tree.outline import outline
from bviewer.tree.resources import AlbumResource
from bviewer.views.owner.done import done
from bviewer.views.owner.frame import album_admin_page

FORM = "bviewer:templates/owner/move_album.html"


class Move(NamedTuple):
    """An album, where it is to go, and who can see it before and after."""

    album: Album
    parent: Album
    before: Audience
    after: Audience

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
    return done(request, request.urls.short(context.album.id), "moved")


def plan(context: AlbumResource, request: Request, parent_id: str) -> Move:
    """Return what a move would do; refuse one that cannot be."""
    session = request.dbsession
    album, parent = find_album(session, context.album.id), find_album(session, parent_id)
    require_move(session, album, parent)
    there = [*(each.id for each in ancestry_of(session, parent)), album.id]
    after = Audience(openness_there(session, album, parent), people(request, there))
    before = Audience(context.effective_visibility, people(request, context.ancestry_ids))
    return Move(album, parent, before, after)


def people(request: Request, ancestry_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the names of people with access."""
    return tuple(people_with_grants(request.dbsession, request.gallery.id, ancestry_ids))


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
        "is_opening": planned is not None and planned.after.is_more_open_than(planned.before),
        "targets": targets(albums, context.album.id),
        "error": error,
    }

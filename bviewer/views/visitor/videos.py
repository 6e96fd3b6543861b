"""The page of a film of a provider: its poster, and the way to where it plays.

Nothing is asked of the provider before somebody wants to see the film.
"""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.albums.films import NAMES, film_at
from bviewer.security import Permission
from bviewer.tree.resources import VideoResource
from bviewer.videos.addresses import page_of, player_of
from bviewer.views.headers import allow_players
from bviewer.views.visitor.images import found_item, item_page


@view_config(
    context=VideoResource,
    request_method="GET",
    permission=Permission.VIEW,
    page=True,
    renderer="bviewer:templates/visitor/show_video.html",
)
def show_video(context: VideoResource, request: Request) -> dict[str, Any]:
    """Show the poster, what is said about the film, and the way to the next item."""
    listed, known = found_item(context, request)
    film = film_at(context.image.path)
    allow_players(request)
    return {
        **item_page(context, request, listed, known),
        "provider": NAMES[film.provider],
        "watch_url": page_of(film),
        "player_url": player_of(film),
    }

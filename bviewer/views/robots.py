"""What search engines may list: nothing, unless the owner lets them in, and then what is visible.

`robots.txt` keeps them away from whole galleries; each answer says it for itself as well. Who only
looks at one page, for a preview of a link that somebody passed on, is let in where owners let
others show previews.
"""

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.location import lineage
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from bviewer.models import Visibility
from bviewer.tree.branches import Branch
from bviewer.tree.resources import AlbumResource, HomeResource
from bviewer.tree.root import NoTree, root_factory

# They fetch a page for the preview of a link to it, and list nothing; each says so itself.
PREVIEWING = (
    "Discordbot",
    "facebookexternalhit",
    "LinkedInBot",
    "Mastodon",
    "redditbot",
    "SkypeUriPreview",
    "Slackbot-LinkExpanding",
    "TelegramBot",
    "Twitterbot",
    "WhatsApp",
)

NOTHING = "User-agent: *\nDisallow: /\n"
# A longer rule goes before a shorter one (RFC 9309).
ALLOWED = "Allow: /\nDisallow: /login\nDisallow: /welcome\n"
PAGES = f"User-agent: *\n{ALLOWED}"
PREVIEWS = "".join(f"User-agent: {name}\n" for name in PREVIEWING) + f"{ALLOWED}\n{NOTHING}"

# Views of nodes that have something to be found: pages, and resized images.
INDEXED_VIEWS = frozenset({"", "about"})


def is_indexed(request: Request) -> bool:
    """Return whether search engines may list what is asked for, if it is there."""
    if request.gallery is None or not request.gallery.indexed:
        return False
    is_listed = request.view_name in INDEXED_VIEWS
    album = album_of(getattr(request, "context", None)) if is_listed else None
    return album is not None and album.effective_visibility == Visibility.VISIBLE


def album_of(context: Any) -> AlbumResource | None:
    """Return the album that a node is, or is in; None for what is in a branch beside the albums."""
    for node in lineage(context):
        if isinstance(node, Branch):
            return None
        if isinstance(node, AlbumResource):
            return node
    return None


@view_config(route_name="robots", permission=NO_PERMISSION_REQUIRED)
def send_robots(_context: Any, request: Request) -> Response:
    """Send `robots.txt` of the gallery of this host; nothing is to be found where there is none."""
    try:
        text = rules_of(root_factory(request))
    except HTTPNotFound:
        text = NOTHING
    return Response(text, content_type="text/plain")


def rules_of(home: HomeResource) -> str:
    """Return who may look at a gallery; one that is not visible says of itself what one says that
    is not there."""
    if home.effective_visibility != Visibility.VISIBLE:
        return NOTHING
    if home.gallery.indexed:
        return PAGES
    return PREVIEWS if home.gallery.previews else NOTHING


def includeme(config: Configurator) -> None:
    """Answer at any host."""
    config.add_request_method(is_indexed, property=True)
    config.add_route("robots", "/robots.txt", factory=NoTree, request_method=("GET", "HEAD"))
    config.scan(__name__)

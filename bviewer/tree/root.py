"""From the Host header to the root of a gallery's tree."""

import re

from pyramid.authorization import Deny, Everyone
from pyramid.httpexceptions import HTTPException, HTTPMovedPermanently, HTTPNotFound
from pyramid.request import Request

from bviewer.config.hosts import is_of_own_network, normalize_host
from bviewer.db.requests import needs_transaction
from bviewer.security.permissions import EVERYTHING
from bviewer.tree.aliases import host_behind
from bviewer.tree.ancestry import GalleryRow, load_ancestry, load_member
from bviewer.tree.api import ENTRY
from bviewer.tree.finder import Finder
from bviewer.tree.paths import path_ids, segment_id, split_path
from bviewer.tree.relocation import open_short_address
from bviewer.tree.resources import HomeResource

API = "api"
# What is called, as ENTRY is for the API, with a request at a gallery that lists origins of other
# sites, and with what a browser asks on behalf of their pages.
FILE_ENTRY = "bviewer.files.entry"
PORT = re.compile(r":[0-9]+\Z")


class UnknownHost(HTTPNotFound):
    """Raised where no gallery answers to the host of a request."""


class NoTree:
    """The root of requests that are not about a gallery: files of ours."""

    __acl__ = ((Deny, Everyone, EVERYTHING),)

    def __init__(self, request: Request) -> None:
        forget_moved_root(request)
        self.__name__ = ""
        self.__parent__ = None


def root_factory(request: Request) -> HomeResource:
    """Return the tree of the gallery that the host names.

    Raises HTTPMovedPermanently for an alias of a gallery, UnknownHost for any other host, and
    HTTPNotFound for what is no address.
    """
    forget_moved_root(request)
    segments, host = requested_segments(request), normalize_host(request.host)
    if segments is None or not host:
        raise HTTPNotFound
    settings = request.runtime.settings
    fallback = fallback_for(host, settings.default_gallery)
    if segments[:1] == [API]:
        # What programs name is found by its id, and not by the way to it.
        ids: list[str] = []
        rows = load_member(request.autocommit_engine, host, member_id(segments), fallback)
    else:
        ids = path_ids(segments)
        is_page = needs_transaction(request)
        rows = load_ancestry(request.autocommit_engine, host, ids, fallback, is_page=is_page)
    if rows is None:
        raise elsewhere(request, host)
    request.gallery = rows.gallery
    request.host = with_port(host, request.host)
    home = HomeResource(rows, settings.sizes)
    if segments[:1] == [API]:
        home.finder = Finder(request, home)
        request.registry[ENTRY](request)
    elif rows.gallery.api_origins or request.environ["REQUEST_METHOD"] == "OPTIONS":
        request.registry[FILE_ENTRY](request)
    if ids and is_elsewhere(home, ids[0]):
        with request.autocommit_engine.connect() as connection:
            open_short_address(connection, home, request.visitor, ids)
    return home


def member_id(segments: list[str]) -> str:
    """Return the id that an address of the API names; empty if it names none."""
    name = segments[3] if len(segments) > 3 else ""
    return name if segment_id(name) == name else ""


def is_elsewhere(home: HomeResource, album_id: str) -> bool:
    """Return whether an album, which a path names first, is not right below the home."""
    album = home.rows.albums.get(album_id)
    return album is not None and album.parent_id not in {None, home.album.id}


def requested_segments(request: Request) -> list[str] | None:
    """Return the segments of the path as it was sent: waitress takes slashes away from its
    beginning."""
    if request.environ.get("REQUEST_URI", "").startswith("//"):
        return None
    return split_path(request.path_info)


def elsewhere(request: Request, host: str) -> HTTPException:
    """Return the answer at a host that no gallery calls its own: an alias leads to the gallery's
    host.

    Whatever there is at this path, and whoever asks: a redirect tells nothing but the host, which
    is no secret. What changes something is not to be repeated at another host, so it is missing.
    """
    if request.method not in {"GET", "HEAD"}:
        return HTTPNotFound()
    own_host = host_behind(request.autocommit_engine, host)
    if own_host is None:
        return UnknownHost()
    request.host = with_port(own_host, request.host)
    return HTTPMovedPermanently(request.url)


def fallback_for(host: str, default: str | None) -> str | None:
    """Return the gallery that answers where none has this host: the default one, within one's own
    network.

    Not to any name: a stranger's page could have its own name lead here, and read the gallery of
    whoever looks at that page (DNS rebinding).
    """
    return default if is_of_own_network(host) else None


def with_port(host: str, asked: str) -> str:
    """Return the normal spelling of a host, with the port that was asked for: all links begin with
    it."""
    port = PORT.search(asked)
    return host + port[0] if port else host


def requested_gallery(_request: Request) -> GalleryRow | None:
    """Return the gallery of a request, before (or without) a root factory that knows it."""
    return None


def forget_moved_root(request: Request) -> None:
    """Drop the header by which Pyramid lets anyone move the root: caches would be poisoned."""
    request.environ.pop("HTTP_X_VHM_ROOT", None)

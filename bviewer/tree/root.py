"""From the Host header to the root of a gallery's tree."""

import re
from typing import Any

from pyramid.authorization import Deny, Everyone
from pyramid.events import NewRequest
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from bviewer.hosts import normalize_host
from bviewer.security.permissions import EVERYTHING

from .lineage import GalleryRow, load_lineage
from .paths import path_ids, split_path
from .resources import HomeResource

PORT = re.compile(r":[0-9]+\Z")

# Names that no stranger can have registered: addresses, names without a dot, and the domains that
# are reserved for networks of one's own (RFC 6761, 6762, 8375 and ICANN's .internal).
OWN_NETWORK = re.compile(r"[0-9.]+|\[.*\]|[^.]+|.*\.(localhost|local|lan|home|internal|home\.arpa)")


class NoTree:
    """The root of requests that are not about a gallery: files of ours."""

    __acl__ = ((Deny, Everyone, EVERYTHING),)

    def __init__(self, _request: Request) -> None:
        self.__name__ = ""
        self.__parent__ = None


def root_factory(request: Request) -> HomeResource:
    """The tree of the gallery that the host names; raises HTTPNotFound for any other host."""
    segments, host = split_path(request.path_info), normalize_host(request.host)
    if segments is None or not host:
        raise HTTPNotFound
    settings = request.registry["bviewer.settings"]
    rows = load_lineage(
        request.registry["bviewer.bare_engine"],
        host,
        path_ids(segments),
        fallback_for(host, settings.default_gallery),
    )
    if rows is None:
        raise HTTPNotFound
    request.gallery = rows.gallery
    request.host = with_port(host, request.host)
    return HomeResource(rows, settings.sizes)


def fallback_for(host: str, default: str | None) -> str | None:
    """The gallery that answers where none has this host: the default one, within one's own network.

    Not to any name: a stranger's page could have its own name lead here, and read the gallery of
    whoever looks at that page (DNS rebinding).
    """
    return default if OWN_NETWORK.fullmatch(host) else None


def with_port(host: str, asked: str) -> str:
    """The normal spelling of a host, with the port that was asked for: all links begin with it."""
    port = PORT.search(asked)
    return host + port[0] if port else host


def requested_gallery(_request: Request) -> GalleryRow | None:
    """The gallery of a request, before (or without) a root factory that knows it."""
    return None


def forget_moved_roots(event: NewRequest) -> Any:
    """Pyramid lets anyone move the root of the tree with a header: caches would be poisoned."""
    event.request.environ.pop("HTTP_X_VHM_ROOT", None)

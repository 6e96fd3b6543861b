"""Origins of other sites whose pages may use the API of a gallery from a browser."""

from urllib.parse import SplitResult, urlsplit

from bviewer.config.hosts import normalize_host
from bviewer.models import Gallery
from bviewer.problems import Problem

MOST_ORIGINS = 50
DEFAULT_PORTS = {"http": 80, "https": 443}


def set_api_origins(gallery: Gallery, text: str) -> None:
    """Let the pages of these origins use the API, and of no other; there is one in a line, or
    between spaces. Refuse what is none."""
    origins = dict.fromkeys(checked_origin(origin) for origin in text.split())
    if len(origins) > MOST_ORIGINS:
        raise Problem("origins_many", "api_origins", maximum=MOST_ORIGINS)
    gallery.api_origins = "\n".join(origins)


def checked_origin(text: str) -> str:
    """Return an origin as browsers send it; refuse an address with more in it, and what is none."""
    parts = parts_of(text)
    host = normalize_host(parts.netloc)
    is_bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    if parts.scheme not in DEFAULT_PORTS or not host or not is_bare:
        raise Problem("origin_invalid", "api_origins", origin=text)
    is_usual = parts.port in {None, DEFAULT_PORTS[parts.scheme]}
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{parts.port}")


def parts_of(text: str) -> SplitResult:
    """Return the parts of an address; refuse one that has none."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise Problem("origin_invalid", "api_origins", origin=text) from error
    return parts

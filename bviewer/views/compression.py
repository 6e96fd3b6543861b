"""Text is sent in fewer bytes where no nginx does that."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from bviewer.config.settings import settings_of

# Photographs are compressed already. What a page keeps from strangers could be guessed from its
# size if they could choose some of its text (BREACH): so pages repeat nothing of their address but
# ids and years that there are, and where one wants to go after signing in. The token of that form
# differs each time.
TYPES = frozenset(
    {
        *("text/html", "text/plain", "text/css", "text/javascript", "application/javascript"),
        *("application/atom+xml", "application/manifest+json", "image/svg+xml"),
        "application/json",
    }
)
WORTHWHILE = 1000  # Bytes.

Handler = Callable[[Request], Response]


def compression_tween_factory(handler: Handler, _registry: Registry) -> Handler:
    """Pack what is worth it, for whoever can unpack it."""

    def compression_tween(request: Request) -> Response:
        response = handler(request)
        if is_worthwhile(response):
            response.vary = [*(response.vary or ()), "Accept-Encoding"]
            if request.method == "GET" and reads_gzip(request):
                response.body = response.body  # Read to its end, so that a file is closed.
                response.encode_content("gzip")
        return response

    return compression_tween


def reads_gzip(request: Request) -> bool:
    """Return whether a browser says that it can unpack it; silence is taken for no."""
    is_said = "Accept-Encoding" in request.headers
    return is_said and bool(request.accept_encoding.acceptable_offers(["gzip"]))


def is_worthwhile(response: Response) -> bool:
    """Return whether a whole answer is text, and more than a few lines of it."""
    return (
        response.status_int == 200
        and response.content_type in TYPES
        and response.content_encoding is None
        and (response.content_length or 0) >= WORTHWHILE
    )


def includeme(config: Configurator) -> None:
    """Pack only where the application answers browsers itself."""
    if settings_of(config).delivery == "direct":
        config.add_tween(
            "bviewer.views.compression.compression_tween_factory",
            under="bviewer.views.headers.headers_tween_factory",
        )

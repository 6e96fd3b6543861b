"""Pages of other sites, which browsers let have files of a gallery that lists their origins (CORS).

They get them by a token, or as everybody does: what a cookie has opened, none may read. Where no
origins are listed, nothing is said at all.
"""

from collections.abc import Iterable
from http import HTTPStatus

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config

from bviewer.delivery import Audience
from bviewer.tree.root import FILE_ENTRY
from bviewer.views.readable import is_file, refused

# What scripts may read of an answer, besides what they always may.
EXPOSED = (
    *("Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "ETag"),
    "Retry-After",
)
METHODS = ("GET", "HEAD")
SENT = (
    *("Authorization", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range"),
    *("If-Unmodified-Since", "Range"),
)
MAX_AGE = 7200  # Seconds for which a browser does not ask again.


class Preflight(Exception):  # noqa: N818 - it names what is asked.
    """The question of a browser whether a page of another site may ask something."""

    def __init__(self, methods: Iterable[str], sent: Iterable[str]) -> None:
        """`methods` are those that a page of a listed site may use, `sent` the headers."""
        super().__init__()
        self.methods = methods
        self.sent = sent


def look(request: Request) -> None:
    """Let pages of other sites read what is answered where files are, whatever it is: else it would
    tell them what is there."""
    if not is_file(request.environ):
        return
    request.add_response_callback(tell)
    if request.method == "OPTIONS":
        raise Preflight(METHODS, SENT)


def tell(request: Request, response: Response) -> None:
    """Say who may read a file, or what is said instead of it."""
    allow_reading(request, response, EXPOSED)


def is_listed(request: Request) -> bool:
    """Return whether a request comes from a page of a site that the gallery lists."""
    return request.environ.get("HTTP_ORIGIN") in request.gallery.api_origins.split()


def allow_reading(request: Request, response: Response, exposed: Iterable[str]) -> None:
    """Let the page read the answer, if its site is listed; without any list, say nothing."""
    if not request.gallery.api_origins:
        return
    response.vary = (*(response.vary or ()), "Origin")
    if is_listed(request) and not is_by_cookie(request):
        response.headers["Access-Control-Allow-Origin"] = request.environ["HTTP_ORIGIN"]
        response.headers["Access-Control-Expose-Headers"] = ", ".join(exposed)


def is_by_cookie(request: Request) -> bool:
    """Return whether a cookie had a say in an answer.

    Browsers keep such answers from pages by themselves, as we never say that they need not; but
    they keep copies as well.
    """
    if "session_token" not in request.__dict__:  # Nobody asked who it is.
        return False
    return request.session_token is not None or request.share_secret is not None


def allow_showing(request: Request, response: Response, audience: Audience) -> Response:
    """Let any page show what is for everybody, if the gallery lists origins.

    Browsers do not say which page an `<img>` is in. All else they let be shown where it may be
    read: `<img crossorigin>`.
    """
    if audience is Audience.EVERYBODY and request.gallery.api_origins:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@exception_view_config(Preflight)
def answer_preflight(asked: Preflight, request: Request) -> Response:
    """Say what may be sent, alike whether there is something or not: browsers ask without a
    token."""
    if not is_listed(request):
        return refused(request, HTTPStatus.METHOD_NOT_ALLOWED)
    headers = {
        "Access-Control-Allow-Methods": ", ".join(asked.methods),
        "Access-Control-Allow-Headers": ", ".join(asked.sent),
        "Access-Control-Max-Age": str(MAX_AGE),
    }
    return Response(status=HTTPStatus.NO_CONTENT.value, headerlist=list(headers.items()))


def includeme(config: Configurator) -> None:
    """Look at requests for files first."""
    config.registry[FILE_ENTRY] = look

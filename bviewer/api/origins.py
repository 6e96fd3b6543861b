"""Pages of other sites, which browsers let use the API if the gallery lists their origins (CORS).

No cookie is of use there: it takes a token, which the page has from whoever uses it.
"""

from http import HTTPStatus

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config

from bviewer.views.readable import METHODS_OF_PROGRAMS

# What scripts may read of an answer, besides what they always may.
EXPOSED = ("ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After")
SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Range")
MAX_AGE = 7200  # Seconds for which a browser does not ask again.


class Preflight(Exception):  # noqa: N818 - it names what is asked.
    """The question of a browser whether a page of another site may ask something."""


def is_listed(request: Request) -> bool:
    """Return whether a request comes from a page of a site that the gallery lists."""
    return request.environ.get("HTTP_ORIGIN") in request.gallery.api_origins.split()


def is_preflight(request: Request) -> bool:
    """Return whether a browser asks first, on behalf of a page of a listed site."""
    is_asked = "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.environ
    return request.method == "OPTIONS" and is_asked and is_listed(request)


def allow_origin(request: Request, response: Response) -> None:
    """Let the page read the answer, if its site is listed; without any list, say nothing."""
    if not request.gallery.api_origins:
        return
    response.vary = (*(response.vary or ()), "Origin")
    if is_listed(request):
        response.headers["Access-Control-Allow-Origin"] = request.environ["HTTP_ORIGIN"]
        response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)


@exception_view_config(Preflight)
def answer_preflight(_asked: Preflight, _request: Request) -> Response:
    """Say what may be sent, alike at all addresses: what is there, browsers ask without a token."""
    headers = {
        "Access-Control-Allow-Methods": ", ".join(METHODS_OF_PROGRAMS),
        "Access-Control-Allow-Headers": ", ".join(SENT),
        "Access-Control-Max-Age": str(MAX_AGE),
    }
    return Response(status=HTTPStatus.NO_CONTENT.value, headerlist=list(headers.items()))

"""Pages of other sites, which browsers let use the API if the gallery lists their origins (CORS).

No cookie is of use there: it takes a token, which the page has from whoever uses it.
"""

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config

from bviewer.views.origins import allow_reading, is_listed, preflight_answer
from bviewer.views.readable import METHODS_OF_PROGRAMS, is_asked_first

# What scripts may read of an answer, besides what they always may.
EXPOSED = ("ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After")
SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Range")


class Preflight(Exception):  # noqa: N818 - it names what is asked.
    """The question of a browser whether a page of another site may ask something."""


def is_preflight(request: Request) -> bool:
    """Return whether a browser asks first, on behalf of a page of a listed site."""
    return is_asked_first(request.environ) and is_listed(request)


def allow_origin(request: Request, response: Response) -> None:
    """Let the page read the answer, if its site is listed."""
    allow_reading(request, response, EXPOSED)


@exception_view_config(Preflight)
def answer_preflight(_asked: Preflight, _request: Request) -> Response:
    """Say what may be sent, alike at all addresses: what is there, browsers ask without a token."""
    return preflight_answer(METHODS_OF_PROGRAMS, SENT)

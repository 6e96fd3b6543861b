"""Pages of other sites, which browsers let use the API if the gallery lists their origins (CORS).

No cookie is of use there: it takes a token, which the page has from whoever uses it.
"""

from pyramid.request import Request
from pyramid.response import Response

from bviewer.views.origins import Preflight, allow_reading, is_listed
from bviewer.views.readable import METHODS_OF_PROGRAMS, is_asked_first

# What scripts may read of an answer, besides what they always may.
EXPOSED = ("ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After")
SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Range")


def answer_if_asked_first(request: Request) -> None:
    """Raise Preflight if a browser asks first, on behalf of a page of a listed site."""
    if is_asked_first(request.environ) and is_listed(request):
        raise Preflight(METHODS_OF_PROGRAMS, SENT)


def allow_origin(request: Request, response: Response) -> None:
    """Let the page read the answer, if its site is listed."""
    allow_reading(request, response, EXPOSED)

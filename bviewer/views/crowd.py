"""The crowd at the door: few tries to sign in are looked at at a time, all others are turned away.

How many passwords are compared at a time is bounded (`accounts.passwords`). But whoever is refused
gets a page too, and a hundred of these pages keep all others waiting; a line of text does not. Our
own server (`process.turns`) and nginx as we ship it say it before that, and let fewer through.
"""

import threading
from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from bviewer.security.cookies import sent_value

DOOR = "/login"
# More than are compared: they wait for each other (`process.turns`), or mostly get a page. Browsers
# that say that they are known go in by another door; whether they are is seen later.
MOST_TRIES = 3
SECONDS = 2  # Until one may try again.
BUSY = "The gallery is busy. Please try again shortly.\n"

Handler = Callable[[Request], Response]


def crowd_tween_factory(handler: Handler, _registry: object) -> Handler:
    """Let so many in at each of the two doors."""
    doors = {is_known: threading.BoundedSemaphore(MOST_TRIES) for is_known in (False, True)}

    def crowd_tween(request: Request) -> Response:
        if request.method != "POST" or request.path_info != DOOR:
            return handler(request)
        door = doors[sent_value(request.device_cookie) is not None]
        if not door.acquire(blocking=False):
            return turned_away()
        try:
            return handler(request)
        finally:
            door.release()

    return crowd_tween


def turned_away() -> Response:
    """Return the shortest answer."""
    response = Response(BUSY, 503, content_type="text/plain")
    response.headers["Retry-After"] = str(SECONDS)
    return response


def includeme(config: Configurator) -> None:
    """Stand in front of all that costs time, behind what adds headers to every answer."""
    config.add_tween(
        "bviewer.views.crowd.crowd_tween_factory",
        under="bviewer.views.headers.headers_tween_factory",
    )

"""The crowd at the door: few tries to sign in are looked at at a time, all others are turned away.

How many passwords are compared at a time is bounded (`accounts.hashing`). But whoever is refused
gets a page too, and a hundred of these pages keep all others waiting; a line of text does not. Our
own server (`process.doors`) and nginx as we ship it say it before that, and let fewer through.

The line is in English: to find out who reads what takes 2 ms if a crowd wants it to, and the line
65 µs.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.traversal import split_path_info

from bviewer.security.cookies import sent_value
from bviewer.security.devices import sealed_account
from bviewer.security.limits import network
from bviewer.security.places import RETRY_SECONDS, Places

DOOR = ("login",)
# More than are compared: they wait for each other (`process.doors`), or mostly get a page.
MOST_TRIES = 3
BUSY = "The gallery is busy. Please try again shortly.\n"

Handler = Callable[[Request], Response]


def is_try(method: str, path: str) -> bool:
    """Tell whether somebody tries to sign in, however they spell the path."""
    return method == "POST" and split_path_info(path) == DOOR


def crowd_tween_factory(handler: Handler, _registry: object) -> Handler:
    """Let some in by the door for known browsers, others by that for strangers."""
    doors = {is_known: Places(MOST_TRIES) for is_known in (False, True)}

    def crowd_tween(request: Request) -> Response:
        if not is_try(request.method, request.environ.get("PATH_INFO", "")):
            return handler(request)
        secret = request.runtime.settings.secret
        account = sealed_account(secret, sent_value(request.device_cookie))
        door, who = doors[account is not None], account or network(request.remote_addr or "")
        if not door.take(who):
            return turned_away()
        try:
            return handler(request)
        finally:
            door.leave(who)

    return crowd_tween


def turned_away() -> Response:
    """Return the shortest answer."""
    response = Response(BUSY, 503, content_type="text/plain")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def includeme(config: Configurator) -> None:
    """Stand in front of all that costs time, behind what adds headers to every answer."""
    config.add_tween(
        "bviewer.views.crowd.crowd_tween_factory",
        under="bviewer.views.headers.headers_tween_factory",
    )

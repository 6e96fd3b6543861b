"""The cookies: for people who signed in, for whoever fills in a form before that, for browsers in
which somebody has signed in before, for those that have followed a link to an album, and for those
in which a show goes on.

They are read here only. `request.cookies` of WebOb is never asked: the time that it takes grows
with the square of what is sent, and anybody may send a lot.
"""

import re
from datetime import timedelta
from typing import Any

from pyramid.request import Request
from webob.cookies import CookieProfile

from bviewer.config.parsers import SESSION_LIFETIME

DEVICE = "bv-device"
# Of the cookie, and of the signature in it.
DEVICE_LIFETIME = timedelta(days=180)
# Of the cookie, and of the row behind it. A link that is still good gives another one.
HOLDER_LIFETIME = timedelta(days=30)
# Until the next page was loaded.
DONE_LIFETIME = timedelta(minutes=1)


class PlainSerializer:
    """Our cookie values are random secrets: nothing to encode."""

    def dumps(self, value: str) -> bytes:
        """Return the value as bytes."""
        return value.encode("ascii")

    def loads(self, value: bytes) -> str:
        """Be the other half, which WebOb wants to have and is never asked for."""
        return value.decode("ascii")


def cookie_name(name: str, *, secure: bool) -> str:
    """Return the name of a cookie: on https the prefix keeps sibling hosts from planting one (RFC
    6265bis)."""
    return f"__Host-{name}" if secure else name


def profile(name: str, *, secure: bool, max_age: timedelta | None) -> Any:
    """Return how a cookie of ours is set."""
    return CookieProfile(
        cookie_name(name, secure=secure),
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=max_age,
        serializer=PlainSerializer(),
    )


def is_secure(request: Request) -> bool:
    """Tell whether cookies are for https alone: browsers keep those that are not secure apart."""
    return bool(request.runtime.settings.secure_cookies) or request.scheme == "https"


def session_cookie(request: Request) -> Any:
    """Return the cookie of a signed-in browser."""
    secure = is_secure(request)
    return profile("bv", secure=secure, max_age=SESSION_LIFETIME).bind(request)


def form_cookie(request: Request) -> Any:
    """Return the cookie behind the token of a form that a stranger may fill in."""
    secure = is_secure(request)
    return profile("bv-form", secure=secure, max_age=None).bind(request)


def device_cookie(request: Request) -> Any:
    """Return the cookie of a browser in which somebody has signed in; it outlives signing out."""
    secure = is_secure(request)
    return profile(DEVICE, secure=secure, max_age=DEVICE_LIFETIME).bind(request)


def share_cookie(request: Request) -> Any:
    """Return the cookie of a browser that has followed links to albums; it stands for all of
    them."""
    secure = is_secure(request)
    return profile("bv-share", secure=secure, max_age=HOLDER_LIFETIME).bind(request)


def show_cookie(request: Request) -> Any:
    """Return the cookie of a browser that has begun random shows; it stands for all of them."""
    secure = is_secure(request)
    return profile("bv-show", secure=secure, max_age=None).bind(request)


def done_cookie(request: Request) -> Any:
    """Return the cookie that carries a word from a form to the page after it."""
    secure = is_secure(request)
    return profile("bv-done", secure=secure, max_age=DONE_LIFETIME).bind(request)


# All that our values are made of; there are clients that put it into quotes (RFC 6265).
VALUE = re.compile(r'"?([\w-]+)"?', re.ASCII)


def sent_value(cookie: Any) -> str | None:
    """Return the value that the browser sent, if it sent one of ours.

    A browser sends the cookies of every program on this host name; whatever they are, they must not
    keep anybody out. A program with a token is no browser: none of its cookies counts.
    """
    if cookie.request.bearer_token is not None:
        return None
    return value_in(cookie.request.environ.get("HTTP_COOKIE", ""), cookie.cookie_name)


def value_in(header: str, name: str) -> str | None:
    """Return the value of a cookie in a header, if it could be one of ours."""
    for pair in header.split(";"):
        sent, _equals, value = pair.strip().partition("=")
        if sent == name and (ours := VALUE.fullmatch(value)):
            return ours[1]
    return None


def session_token(request: Request) -> str | None:
    """Return the secret of a signed-in browser, if it sent one."""
    return sent_value(request.session_cookie)


def share_secret(request: Request) -> str | None:
    """Return the secret of a browser that holds shares, if it sent one."""
    return sent_value(request.share_cookie)


def show_secret(request: Request) -> str | None:
    """Return the secret of a browser that has begun shows, if it sent one."""
    return sent_value(request.show_cookie)

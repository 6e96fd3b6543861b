"""Tokens of forms, bound to the browser's own cookie, and a look at where a form came from.

Each page gets another token of the many that are good: one that is the same on every page could be
guessed, letter by letter, from how well pages compress (BREACH).
"""

import hashlib
import hmac
import secrets

from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import Request
from zope.interface import implementer

from bviewer.security.cookies import sent_value
from bviewer.security.tokens import new_token

SALT_BYTES = 16


@implementer(ICSRFStoragePolicy)
class CSRFStoragePolicy:
    """Derives the token from the session's cookie, or from a cookie of its own before sign-in."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def new_csrf_token(self, request: Request) -> str:
        """Return a token for a browser that carries no cookie yet."""
        seed = new_token()
        request.add_response_callback(
            lambda _request, response: request.form_cookie.set_cookies(response, seed)
        )
        return self._token(request, seed, new_salt())

    def get_csrf_token(self, request: Request) -> str:
        """Return the token to put into a form; none is sent by a program."""
        if request.bearer_token is not None:
            return ""
        seed = self._seed(request)
        if seed is None:
            return self.new_csrf_token(request)
        return self._token(request, seed, new_salt())

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Return whether a form was filled in on a page of this gallery, in this browser."""
        seed = self._seed(request)
        # A page of no gallery has no forms; Pyramid asks all the same.
        if seed is None or request.gallery is None or not is_same_origin(request):
            return False
        salt = supplied_token[: 2 * SALT_BYTES]
        expected, supplied = self._token(request, seed, salt), supplied_token
        return hmac.compare_digest(
            expected.encode("utf-8", "replace"), supplied.encode("utf-8", "replace")
        )

    def _seed(self, request: Request) -> str | None:
        if request.identity is not None:
            return request.session_token
        return sent_value(request.form_cookie)

    def _token(self, request: Request, seed: str, salt: str) -> str:
        message = f"csrf:{request.gallery.id}:{salt}:{seed}".encode("utf-8", "replace")
        return salt + hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def new_salt() -> str:
    """Return a value that makes one token differ from the next."""
    return secrets.token_hex(SALT_BYTES)


def is_same_origin(request: Request) -> bool:
    """Return whether a form was on a page of ours, as every browser says; on https silence is
    refused.

    A page read over http may have been forged on the way, so https does not believe it either.
    """
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None:
        return request.scheme == "http"
    scheme, _, rest = source.lower().partition("://")
    return rest.partition("/")[0] == request.host.lower() and scheme in {"https", request.scheme}

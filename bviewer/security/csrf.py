"""Tokens of forms, bound to the browser's own cookie, and a look at where a form came from."""

import hashlib
import hmac
from urllib.parse import urlsplit

from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import Request
from zope.interface import implementer

from .tokens import new_token


@implementer(ICSRFStoragePolicy)
class CSRFStoragePolicy:
    """Derives the token from the session's cookie, or from a cookie of its own before sign-in."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def new_csrf_token(self, request: Request) -> str:
        """A token for a browser that carries no cookie yet."""
        seed = new_token()
        request.add_response_callback(
            lambda _request, response: request.form_cookie.set_cookies(response, seed)
        )
        return self._token(request, seed)

    def get_csrf_token(self, request: Request) -> str:
        """The token to put into a form."""
        seed = self._seed(request)
        return self.new_csrf_token(request) if seed is None else self._token(request, seed)

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Whether a form was filled in on a page of this gallery, in this browser."""
        seed = self._seed(request)
        if seed is None or not is_same_origin(request):
            return False
        expected, supplied = self._token(request, seed), supplied_token.encode("utf-8", "replace")
        return hmac.compare_digest(expected.encode(), supplied)

    def _seed(self, request: Request) -> str | None:
        if request.identity is not None:
            return request.session_token
        return request.form_cookie.get_value() or None

    def _token(self, request: Request, seed: str) -> str:
        message = f"csrf:{request.gallery.id}:{seed}".encode("utf-8", "replace")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def is_same_origin(request: Request) -> bool:
    """Browsers say where a form was; a missing header comes from something else than a browser."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()

"""What browsers may do with our answers: the security headers of every response."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from bviewer.views.readable import bad_request, is_readable

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    # Not "no-referrer": with that, browsers do not say on which page a form was either.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": PAGE_POLICY,
}

Handler = Callable[[Request], Response]


def headers_tween_factory(handler: Handler, _registry: object) -> Handler:
    """Add what a view did not decide itself, and answer 400 to what cannot be decoded."""

    def headers_tween(request: Request) -> Response:
        response = handler(request) if is_readable(request) else bad_request(request)
        # nginx sends its own headers with the file that it sends instead of this response.
        if "X-Accel-Redirect" not in response.headers:
            for name, value in ALWAYS.items():
                response.headers.setdefault(name, value)
            if "Cache-Control" not in response.headers:
                response.headers["Cache-Control"] = caching(request, response)
        return response

    return headers_tween


def caching(request: Request, response: Response) -> str:
    """Who may keep a page that says nothing about it itself."""
    if response.status_int >= 400:
        return "no-store"
    return "no-cache" if request.session_token is None else "private, no-store"


def includeme(config: Configurator) -> None:
    """Outermost, so that errors and refusals carry the headers as well."""
    config.add_tween("bviewer.views.headers.headers_tween_factory", under=INGRESS)

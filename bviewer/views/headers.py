"""What browsers may do with our answers: the security headers of every response."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

from bviewer.videos.addresses import PLAYERS
from bviewer.views.readable import refusal_of

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)

PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), "
    "fullscreen=({fullscreen})"
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS.format(fullscreen="self"),
    "X-Permitted-Cross-Domain-Policies": "none",
    # Not "no-referrer": with that, browsers do not say on which page a form was either. Other sites
    # learn nothing, not even from visible pages.
    "Referrer-Policy": "same-origin",
}

# Strict-Transport-Security is nginx's to say: it has the certificates, and sends files by itself.

# Of other answers there is nothing to index, and denied ones are like missing ones.
FOUND = frozenset({200, 206, 304})

# What a request keeps once it was looked up, and the headers that it depends on.
DEPENDENCIES = {"session_token": ("Cookie", "Authorization"), "language": ("Accept-Language",)}

Handler = Callable[[Request], Response]


def headers_tween_factory(handler: Handler, _registry: object) -> Handler:
    """Add what a view did not decide itself, and refuse what no view is to look at."""

    def headers_tween(request: Request) -> Response:
        refusal = refusal_of(request)
        response = handler(request) if refusal is None else refusal
        # nginx sends its own headers with the file that it sends instead of this response.
        if "X-Accel-Redirect" not in response.headers:
            add_headers(request, response)
        return response

    return headers_tween


def add_headers(request: Request, response: Response) -> None:
    """Say all that the response does not say itself."""
    headers = response.headerlist
    said = {name.lower() for name, _value in headers}
    headers += [each for each in ALWAYS.items() if each[0].lower() not in said]
    if "content-security-policy" not in said:
        headers.append(("Content-Security-Policy", page_policy(request)))
    if not (response.status_int in FOUND and request.is_indexed):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if "cache-control" not in said:
        headers.append(("Cache-Control", caching(request, response)))
    looked_at = [
        header
        for name, headers in DEPENDENCIES.items()
        if name in request.__dict__
        for header in headers
    ]
    if looked_at:
        response.vary = (*(response.vary or ()), *looked_at)
    if "language" in request.__dict__:
        response.headers["Content-Language"] = request.language.code


def page_policy(request: Request) -> str:
    """Return what a page may load; on https nothing without it."""
    return f"{PAGE_POLICY}; upgrade-insecure-requests" if request.scheme == "https" else PAGE_POLICY


def allow_players(request: Request) -> None:
    """Let a page show the players of films, in frames that it makes when somebody wants one."""
    origins = " ".join(f'"{origin}"' for origin in PLAYERS)
    request.response.headers["Permissions-Policy"] = PERMISSIONS.format(
        fullscreen=f"self {origins}"
    )
    request.response.headers["Content-Security-Policy"] = "; ".join(
        [page_policy(request), f"frame-src {' '.join(PLAYERS)}"]
    )


def caching(request: Request, response: Response) -> str:
    """Return who may keep a page that says nothing about it itself."""
    if response.status_int >= 400:
        return "no-store"
    secrets = (request.session_token, request.share_secret, request.bearer_token)
    is_stranger = all(secret is None for secret in secrets)
    return "no-cache" if is_stranger else "private, no-store"


def includeme(config: Configurator) -> None:
    """Outermost, so that errors and refusals carry the headers as well."""
    config.add_tween("bviewer.views.headers.headers_tween_factory", under=INGRESS)

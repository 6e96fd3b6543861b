"""What browsers may do with our answers: the security headers of every response."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import INGRESS

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
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": PAGE_POLICY,
}

Handler = Callable[[Request], Response]


def headers_tween_factory(handler: Handler, _registry: object) -> Handler:
    """Add what a view did not decide itself, and answer 400 to what cannot be decoded."""

    def headers_tween(request: Request) -> Response:
        response = handler(request) if is_decodable(request) else bad_request(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response

    return headers_tween


def is_decodable(request: Request) -> bool:
    """Whether path, query and form can be read: nothing after this has to think of it again."""
    try:
        _ = request.path_info
        request.GET.items()
        request.POST.items()
    except (ValueError, LookupError):  # Not UTF-8; a form without boundary; an unknown charset.
        return False
    return True


def bad_request(_request: Request) -> Response:
    """The shortest answer: there is no page to show for it."""
    text = "400 Bad Request: the address or the form cannot be read\n"
    return Response(text, 400, content_type="text/plain")


def includeme(config: Configurator) -> None:
    """Outermost, so that errors and refusals carry the headers as well."""
    config.add_tween("bviewer.views.headers.headers_tween_factory", under=INGRESS)

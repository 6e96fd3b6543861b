"""Believing the proxies that the operator named, and nobody else, about where a visitor came from.

A proxy that ends https hands a request on by plain http. Scheme, host and address that the visitor
had are in `X-Forwarded-Proto`, `-Host` and `-For`, which anybody can send.
"""

from collections.abc import Callable, Iterable
from typing import Any

from webob import Response

from bviewer.config.addresses import parse_address
from bviewer.config.parsers import Networks

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SCHEME, HOST, ADDRESSES = (
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"),
    "HTTP_X_FORWARDED_FOR",
)
# Nothing behind reads these, whoever sent them.
NEVER_BELIEVED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
    "HTTP_X_REAL_IP",
)


def believing(app: Application, proxies: Networks) -> Application:
    """Return the application as it is behind these proxies.

    Requests of proxies that contradict themselves are answered 400: one of their headers may come
    from a visitor.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = {key: environ.pop(key, "") for key in (SCHEME, HOST, ADDRESSES)}
        for key in NEVER_BELIEVED:
            environ.pop(key, None)
        if is_among(environ["REMOTE_ADDR"], proxies):
            try:
                environ |= as_the_visitor_sent_it(environ["REMOTE_ADDR"], said, proxies)
            except ValueError as error:
                # Not an exception of Pyramid's, which takes headers of the request apart.
                refusal: Application = Response(f"{error}\n", 400, content_type="text/plain")
                return refusal(environ, start_response)
        return app(environ, start_response)

    return answer


def as_the_visitor_sent_it(peer: str, said: dict[str, str], proxies: Networks) -> dict[str, str]:
    """Return what a proxy says about its request, as WSGI has it; raises ValueError."""
    found = {"REMOTE_ADDR": visitor_address(peer, said[ADDRESSES], proxies)}
    if said[SCHEME]:
        found["wsgi.url_scheme"] = the_only(said[SCHEME].lower(), "X-Forwarded-Proto")
        if found["wsgi.url_scheme"] not in {"http", "https"}:
            raise ValueError("X-Forwarded-Proto is neither http nor https")
    if said[HOST]:
        found["HTTP_HOST"] = the_only(said[HOST], "X-Forwarded-Host")
    return found


def the_only(values: str, header: str) -> str:
    """Return the value that all proxies in a row agree on; raises ValueError if they do not."""
    different = {value.strip() for value in values.split(",")}
    if len(different) > 1:
        raise ValueError(f"{header} has several values: proxies contradict each other")
    return different.pop()


def visitor_address(peer: str, addresses: str, proxies: Networks) -> str:
    """Return the address nearest to us that is not one of the proxies'.

    Each proxy appends who talked to it, so what is further to the left anybody can have written.
    """
    nearest = peer
    for text in reversed(addresses.split(",")):
        address = without_port(text.strip())
        if parse_address(address) is None:  # Some proxies say "unknown".
            break
        nearest = address
        if not is_among(address, proxies):
            break
    return nearest


def without_port(address: str) -> str:
    """Return an address as it is without brackets and port."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def is_among(address: str, networks: Networks) -> bool:
    """Tell whether an address belongs to one of the networks."""
    found = parse_address(address)
    return found is not None and any(found in network for network in networks)

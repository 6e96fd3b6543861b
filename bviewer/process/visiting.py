"""Asking at the address of a gallery how requests arrive there, as its visitors' do.

A person names the address. No redirect is followed.
"""

import json
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from bviewer.config.addresses import is_loopback
from bviewer.process.arrival import HEADER, Arrival, make_pass

PATIENCE = 5  # Seconds, for each answer.
LONGEST = 4096  # Bytes of an answer.
# Of a network that is nobody's, for examples (RFC 5737).
CLAIMED = "203.0.113.77"


class NotArrived(Exception):  # noqa: N818 - it names what happened.
    """A request came to somebody else, or arrived as another one; the message says what to do."""


def ask(url: str, secret: str) -> Arrival:
    """Ask at the address of a gallery; raises NotArrived, or OSError if nobody is there."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotArrived(f"{url} is no address such as https://photos.example.org")
    headers = {HEADER: make_pass(secret, time.time())}
    if not is_loopback(parts.hostname):  # There we would be a proxy that is believed.
        headers["X-Forwarded-For"] = CLAIMED
    connection = connect(parts.scheme, parts.hostname, parts.port)
    try:
        connection.request("GET", f"{parts.path.rstrip('/')}/healthz", headers=headers)
        answer = connection.getresponse()
        return arrival_of(answer.status, answer.getheader("Location"), answer.read(LONGEST))
    except HTTPException as error:
        raise NotArrived(f"what answers at {url} does not speak http: {error!r}") from error
    finally:
        connection.close()


def connect(scheme: str, host: str, port: int | None) -> HTTPConnection:
    """Return a connection that is opened when something is asked."""
    if scheme == "http":
        return HTTPConnection(host, port, timeout=PATIENCE)
    context = ssl.create_default_context()
    return HTTPSConnection(host, port, timeout=PATIENCE, context=context)


def arrival_of(status: int, location: str | None, body: bytes) -> Arrival:
    """Return what an answer tells; raises NotArrived if it tells nothing."""
    if location is not None:
        raise NotArrived(f"it leads on to {location}: ask there")
    try:
        _word, told = body.decode().splitlines()
        values: dict[str, Any] = json.loads(told)
        return Arrival(**values)
    except (ValueError, TypeError) as error:
        raise NotArrived(
            f"status {status}: what answers there is no bviewer with these settings; look at the "
            "log of the proxy, and restart bviewer if it is an older one"
        ) from error


def judged(url: str, arrival: Arrival) -> str:
    """Return how a request to an address arrived; raises NotArrived if it is not as it was sent."""
    parts = urlsplit(url)
    if arrival.scheme != parts.scheme:
        raise NotArrived(
            f"{parts.scheme} arrives as {arrival.scheme}: let the proxy send X-Forwarded-Proto, "
            "and name it in bviewer.trusted_proxy"
        )
    if arrival.host.lower() != parts.netloc.rpartition("@")[2].lower():
        raise NotArrived(
            f"{parts.netloc} arrives as {arrival.host}: let the proxy hand on the host"
        )
    if arrival.address == CLAIMED:
        raise NotArrived(
            "visitors may claim any address: let the proxy append theirs to X-Forwarded-For, and "
            "name nothing but proxies in bviewer.trusted_proxy"
        )
    return f"requests arrive as {arrival.scheme}://{arrival.host} from {arrival.address}"

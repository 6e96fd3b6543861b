"""Asking the providers of videos: the only place that asks anybody elsewhere for anything.

Only over https, only the hosts that are named here, each at the very address that was looked at. A
name that leads to any address which is not public leads nowhere: not to this machine, not to those
beside it. No redirect is followed, no proxy is asked, and nobody takes longer than allowed, or
sends more, or anything else than was asked for.
"""

import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Collection
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

HOSTS = frozenset({"i.ytimg.com", "vimeo.com", "i.vimeocdn.com"})
PORT = 443
PATH = re.compile(r"/[!-~]*")
PATIENCE = 3.0  # Seconds for a connection.
MOST_ADDRESSES = 4  # That are tried.
MOST_AT_ONCE = 64 * 1024  # Bytes.

NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")
LONGEST_WAIT = 24 * 3600  # Seconds that are believed.

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):  # noqa: N818 - it names the outcome.
    """Nothing came that can be used; `reason` says why in a word, `seconds` when to ask again, if
    that was said."""

    def __init__(self, reason: str, seconds: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


def fetch(url: str, types: Collection[str], most: int, seconds: float) -> bytes:
    """Return what is at an address of a provider: at most so many bytes, of one of these media
    types, within so many seconds. Raises NotFetched."""
    host, target = parts_of(url)
    deadline = time.monotonic() + seconds
    try:
        with closing(connect(host, deadline)) as connection:
            return answer_of(connection, host, target, types, most, deadline)
    except TimeoutError as error:
        raise NotFetched("slow") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched("unreachable") from error


def parts_of(url: str) -> tuple[str, str]:
    """Return host and target of an address; refuse all but the plain ones of these hosts."""
    try:
        scheme, netloc, path, query, fragment = urlsplit(url)
    except ValueError as error:
        raise NotFetched("unsafe") from error
    target = f"{path}?{query}" if query else path
    if scheme != "https" or netloc not in HOSTS or fragment or not PATH.fullmatch(target):
        raise NotFetched("unsafe")
    return netloc, target


def connect(host: str, deadline: float) -> ssl.SSLSocket:
    """Return a connection to whoever can prove to be this host, at an address that is public."""
    addresses = addresses_of(host)
    if not all(map(is_public, addresses)):
        raise NotFetched("unsafe")
    error: OSError = OSError("it has no address")
    for address in addresses[:MOST_ADDRESSES]:
        try:
            plain = connect_to(address, min(PATIENCE, left(deadline)))
        except OSError as failure:
            error = failure
            continue
        plain.settimeout(left(deadline))
        try:
            return tls().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
    raise error


def addresses_of(host: str) -> list[str]:
    """Return the addresses of a host, in the order in which they are tried."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect_to(address: str, seconds: float) -> socket.socket:
    """Return a connection to an address, which is no name and is looked up nowhere."""
    return socket.create_connection((address, PORT), seconds)


def tls() -> ssl.SSLContext:
    """Return how to tell who answers: by the certificates that this machine trusts."""
    return ssl.create_default_context()


def is_public(text: str) -> bool:
    """Return whether an address is one of the internet's, in whatever form it is written."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # One with a zone is of the network at hand.
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return is_public_v4(address)
    if address in NAT64:
        return is_public_v4(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in UNICAST or not address.is_global:
        return False
    return address.sixtofour is None or is_public_v4(address.sixtofour)


def is_public_v4(address: ipaddress.IPv4Address) -> bool:
    """Return whether an address of four bytes is one of the internet's."""
    return address.is_global and not address.is_multicast


def answer_of(
    connection: ssl.SSLSocket,
    host: str,
    target: str,
    types: Collection[str],
    most: int,
    deadline: float,
) -> bytes:
    """Ask, and return the body of an answer that is as it should be."""
    connection.sendall(request_for(host, target, types))
    response = HTTPResponse(Timed(connection, deadline), method="GET")  # type: ignore[arg-type]
    response.begin()
    require_success(response)
    if response.headers.get_content_type() not in types:
        raise NotFetched("no-picture")
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise NotFetched("no-picture")  # It was not asked for, and may be anything when unpacked.
    return body_of(response, most)


def request_for(host: str, target: str, types: Collection[str]) -> bytes:
    """Return a request that tells nothing of who asks, or for whom."""
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        "User-Agent: bviewer",
        f"Accept: {', '.join(types)}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def require_success(response: HTTPResponse) -> None:
    """Refuse every answer but the thing itself."""
    if response.status in {404, 410}:
        raise NotFetched("gone")
    if response.status in {429, 503}:
        raise NotFetched("busy", asked_to_wait(response.getheader("Retry-After", "")))
    if 300 <= response.status < 400:
        raise NotFetched("unsafe")
    if response.status != 200:
        raise NotFetched("refused")


def asked_to_wait(text: str) -> int:
    """Return for how many seconds nobody wants to be asked again; 0 if that was not said so."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return min(int(text), LONGEST_WAIT) if is_number else 0


def body_of(response: HTTPResponse, most: int) -> bytes:
    """Return the whole body, unless it is too large."""
    parts, size = [], 0
    while part := response.read(min(MOST_AT_ONCE, most + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > most:
            raise NotFetched("too-large")
    if response.length:
        raise NotFetched("unreachable")  # It hung up in the middle.
    return b"".join(parts)


def left(deadline: float) -> float:
    """Return how many seconds there are until a deadline; raises TimeoutError after it."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class Timed(io.RawIOBase):
    """What comes over a connection, until a deadline: however slowly it drips."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return it as `http.client` reads it."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Return that it is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there by now, or wait for it."""
        self._connection.settimeout(left(self._deadline))
        return self._connection.recv_into(buffer)

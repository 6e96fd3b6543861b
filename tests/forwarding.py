"""A WSGI application that has a real server answer: WebTest's browsers, over real connections."""

import ssl
from collections.abc import Callable, Iterable
from hashlib import blake2b
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import quote

PATIENCE = 60  # Seconds.

# Of the connection, or different in each answer.
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "date", "server"}

NO_QUESTIONS = ssl.create_default_context()
NO_QUESTIONS.check_hostname = False
NO_QUESTIONS.verify_mode = ssl.CERT_NONE  # The certificate of the tests is signed by nobody.


class NamedConnection(HTTPSConnection):
    """A connection to one address that asks for the certificate of a name."""

    def __init__(self, address: str, port: int, name: str, **options: Any) -> None:
        super().__init__(address, port, **options)
        self._name = name

    def connect(self) -> None:
        """Connect as HTTP does, and then say the name."""
        HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)


class Forwarder:
    """Sends each request to a server on this machine, by http or https as the browser has it."""

    def __init__(self, plain: int, https: int, after: Callable[[], None]) -> None:
        """`plain` and `https` are ports; `after` is called when an answer is there."""
        self.plain, self.https, self._after = plain, https, after

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        connection = self._connect(environ)
        try:
            send(connection, environ)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        self._after()
        headers = [pair for pair in answer.getheaders() if pair[0].lower() not in NOT_PASSED_ON]
        start_response(f"{answer.status} {answer.reason}", headers)
        return [body]

    def _connect(self, environ: dict[str, Any]) -> HTTPConnection:
        options: dict[str, Any] = {
            "timeout": PATIENCE,
            "source_address": (loopback(environ.get("REMOTE_ADDR", "")), 0),
        }
        if environ["wsgi.url_scheme"] == "https":
            name = environ["HTTP_HOST"].partition(":")[0]
            return NamedConnection("127.0.0.1", self.https, name, context=NO_QUESTIONS, **options)
        return HTTPConnection("127.0.0.1", self.plain, **options)


def send(connection: HTTPConnection, environ: dict[str, Any]) -> None:
    """The request, with the headers that the browser gave it and no others."""
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~!$&'()*+,;=:@")
    query = environ.get("QUERY_STRING", "")
    url = f"{path}?{query}" if query else path
    connection.putrequest(environ["REQUEST_METHOD"], url, skip_host=True, skip_accept_encoding=True)
    for name, value in headers_of(environ):
        connection.putheader(name, value.encode("latin-1"))
    length = int(environ.get("CONTENT_LENGTH") or 0)
    connection.endheaders(environ["wsgi.input"].read(length) if length else None)


def headers_of(environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """The headers of a request."""
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key.removeprefix("HTTP_").replace("_", "-").title(), str(value)
        elif key in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value:
            yield key.replace("_", "-").title(), str(value)


def loopback(address: str) -> str:
    """An address of this machine that stands for another one, so that clients can be told apart."""
    if address.startswith("127.") or not address:
        return address
    digest = blake2b(address.encode(), digest_size=3).digest()
    return "127." + ".".join(str(1 + byte % 254) for byte in digest)

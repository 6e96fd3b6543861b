"""The providers of videos, played by an https server on this machine.

They have a certificate that nobody trusts but who is told to, and addresses of the internet that
lead to nobody: a test lends them.
"""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bviewer.videos import fetching
from tests.nginx import program
from tests.pictures import jpeg

PATIENCE = 10  # Seconds.
PUBLIC = "142.250.74.110"
HOSTS = ("i.ytimg.com", "vimeo.com", "i.vimeocdn.com")

Answer = Callable[[socket.socket], None]


class Providers:
    """Answers requests by their path, as a test says; all else is not there.

    `asked` are the addresses that were asked for, `connections` is how many came, `tried` which
    addresses this process tried. `addresses` are those that a host has.
    """

    def __init__(self, certificate: Path) -> None:
        self.answers: dict[str, Answer] = {}
        self.addresses = {host: [PUBLIC] for host in HOSTS}
        self.asked: list[str] = []
        self.requests: list[str] = []
        self.connections = 0
        self.tried: list[str] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def connect_to(self, address: str, seconds: float) -> socket.socket:
        """Take the place of a connection to an address of the internet."""
        self.tried.append(address)
        assert address == PUBLIC
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._converse, args=[connection], daemon=True).start()

    def _converse(self, plain: socket.socket) -> None:
        # Who does not trust it, or has had enough, hangs up.
        with plain, suppress(OSError):
            plain.settimeout(PATIENCE)
            with self._context.wrap_socket(plain, server_side=True) as connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    if not (part := connection.recv(4096)):
                        return
                    request += part
                head = request.decode()
                host = head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
                path = head.split()[1]
                self.requests.append(head)
                self.asked.append(f"https://{host}{path}")
                self.answers.get(path.partition("?")[0], answer(404))(connection)


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer with a body."""
    told = {"Content-Type": "image/jpeg", "Content-Length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in told.items())]
    head = "\r\n".join([*lines, "", ""]).encode()
    return lambda connection: connection.sendall(head + body)


def endless(start: bytes, part: bytes, pause: threading.Event | None = None) -> Answer:
    """An answer that goes on until nobody listens any more: at once, or drop by drop."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)
            if pause is not None:
                pause.wait(0.02)

    return send


@contextmanager
def providers_with(certificate: Path) -> Iterator[Providers]:
    """Let this process, and those that it starts, take this machine for the providers."""
    providers, trusted = Providers(certificate), ssl.create_default_context(cafile=str(certificate))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "addresses_of", lambda host: providers.addresses[host])
        patch.setattr(fetching, "connect_to", providers.connect_to)
        patch.setattr(fetching, "tls", lambda: trusted)
        yield providers
    providers.close()


@pytest.fixture(scope="session")
def of_providers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a certificate for the hosts of providers, and of its key."""
    folder = tmp_path_factory.mktemp("providers")
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    command = [
        *(program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
        *("ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=providers", "-days", "2"),
        *("-addext", f"subjectAltName={names}", "-keyout", folder / "key", "-out", folder / "crt"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return both


@pytest.fixture
def providers(of_providers: Path) -> Iterator[Providers]:
    """The providers of videos."""
    with providers_with(of_providers) as providers:
        yield providers


@pytest.fixture(scope="session")
def poster() -> bytes:
    """A picture, as providers have them."""
    return jpeg(320, 180)

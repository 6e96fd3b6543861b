"""What `deploy/` ships, running: web processes on their sockets, and nginx with TLS before them."""

import http.client
import json
import re
import signal
import socket
import ssl
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.entrance import listening
from tests.functional.echo import echo
from tests.nginx import HOST, Ports, render, serving
from tests.ports import free_port
from tests.processes import PATIENCE, ROOT, Program, running, wait_until
from tests.site import HOST as GALLERY
from tests.site import Site
from tests.stack import Stack
from tests.unit.delivery.serving import Answer

SEEN = ["wsgi.url_scheme", "REMOTE_ADDR", "HTTP_HOST", "SERVER_PORT"]
CONTENT = bytes(range(256)) * 4

# What clients may claim, and nobody may believe. Underscores would be hyphens to the application.
FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Port": "81",
    "X-Forwarded-By": "evil",
    "Forwarded": "for=203.0.113.7;proto=http;host=evil.test",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-HTTP-Method-Override": "DELETE",
    "X-VHM-Root": "/evil",
    "X-Accel-Redirect": "/_bv/lib/a.jpg",
    "X-Accel-Mapping": "/=/_bv/lib/",
    "X-Accel-Buffering": "no",
    "X-Accel-Charset": "utf-16",
    "X-Accel-Expires": "9",
    "X-Accel-Limit-Rate": "1",
    "X-Sendfile-Type": "X-Accel-Redirect",
    "X_Forwarded_For": "203.0.113.7",
    "Proxy": "http://evil.test",
}
PROXY = ("HTTP_X_", "HTTP_FORWARDED", "HTTP_PROXY")


def ask(
    port: int,
    url: str,
    host: str = GALLERY,
    *,
    tls: bool = True,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    name: str | None = None,
    body: bytes | None = None,
) -> Answer:
    """Ask nginx, by https unless said otherwise; `name` is what the handshake asks for."""
    with socket.create_connection((HOST, port), timeout=20) as connection:
        stream = connection
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            stream = context.wrap_socket(connection, server_hostname=name or host)
        with stream:
            client = http.client.HTTPConnection(host)
            client.sock = stream
            client.request(method, url, body, headers or {})
            response = client.getresponse()
            return Answer(response.status, response.headers, response.read())


def echoing(**changes: str) -> AbstractContextManager[None]:
    """Serve the echo as production.ini says, but somewhere else."""
    return listening(echo, **changes)


@dataclass
class Front:
    ports: Ports
    run: Path
    sockets: list[Path]

    @property
    def log(self) -> str:
        return (self.run / "access.log").read_text()

    def environ(self, headers: dict[str, str], url: str = "/") -> dict[str, str]:
        return json.loads(ask(self.ports.https, url, headers=headers).body)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, short: Path) -> Iterator[Front]:
    """nginx as shipped, before an echo on the first of two sockets; nobody is at the second."""
    run, library, cache = (tmp_path_factory.mktemp(name) for name in ("nginx", "photos", "cache"))
    for folder in (library, cache):
        for name in ("a.jpg", "a.html"):
            (folder / name).write_bytes(CONTENT)
    sockets = [short / "1.sock", short / "2.sock"]
    ports = Ports()
    configuration = render(run, library, cache, [f"unix:{path}" for path in sockets], ports)
    with echoing(unix_socket=str(sockets[0])), serving(configuration, ports.https):
        yield Front(ports, run, sockets)


# Who is believed.


def test_the_application_sees_https_and_the_address_of_the_client(front: Front):
    seen = front.environ({})
    assert [seen[key] for key in SEEN] == ["https", "127.0.0.1", GALLERY, "443"]


@pytest.mark.parametrize("header", FORGED)
def test_no_header_of_the_client_moves_anything(front: Front, header: str):
    plain = front.environ({})
    forged = front.environ({header: FORGED[header]})
    assert {key for key in forged if key.startswith(PROXY)} == {
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_PROTO",
    }
    for seen in (plain, forged):
        for key in ("REMOTE_PORT", "channel.creation_time", "HTTP_ACCEPT_ENCODING"):
            seen.pop(key, None)
    assert forged == plain


def test_nginx_itself_drops_what_clients_claim(tmp_path: Path, short: Path):
    """Seen by a web process that believes nobody, and that takes nothing away."""
    ports, path = Ports(), short / "raw.sock"
    configuration = render(tmp_path, tmp_path, tmp_path, [f"unix:{path}"], ports)
    raw = {"trusted_proxy": "nobody", "clear_untrusted_proxy_headers": "false"}
    with (
        echoing(unix_socket=str(path), **raw),
        serving(configuration, ports.https),
    ):
        seen = json.loads(ask(ports.https, "/", "PUB.test", headers=FORGED).body)
    assert {key: value for key, value in seen.items() if key.startswith(PROXY)} == {
        "HTTP_X_FORWARDED_FOR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert seen["HTTP_HOST"] == GALLERY


def test_plain_http_is_never_taken_for_https(front: Front):
    answer = ask(front.ports.plain, "/", tls=False, headers={"X-Forwarded-Proto": "https"})
    assert json.loads(answer.body)["wsgi.url_scheme"] == "http"


def test_nobody_is_believed_who_comes_by_tcp():
    """Should someone have the web processes listen on a port, nobody there is a proxy."""
    port = free_port()
    with echoing(host=HOST, port=str(port)):
        answer = ask(port, "/", tls=False, headers=FORGED)
    seen = json.loads(answer.body)
    assert (seen["wsgi.url_scheme"], seen["REMOTE_ADDR"]) == ("http", "127.0.0.1")
    assert not {key for key in seen if key.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED"))}


def test_only_user_and_group_may_connect_to_a_socket(front: Front):
    assert front.sockets[0].stat().st_mode & 0o777 == 0o660


# Hosts.


def test_http_leads_to_https_of_the_same_host(front: Front):
    answer = ask(front.ports.http, "/a/b%2f?c=d", "PUB.test", tls=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{GALLERY}/a/b%2f?c=d")
    assert "Strict-Transport-Security" not in answer.headers


def test_the_folder_for_certificates_is_open_on_http(front: Front):
    folder = front.run / "acme" / ".well-known" / "acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    url = "/.well-known/acme-challenge/token"
    answer = ask(front.ports.http, url, tls=False)
    assert (answer.status, answer.body) == (200, b"proof")
    assert ask(front.ports.http, url, "unknown.example", tls=False).status == 421
    assert ask(front.ports.http, f"{url}/../../x", tls=False).status == 301


@pytest.mark.parametrize("host", ["unknown.example", "pub.test.evil", "127.0.0.2", "_", "xpub"])
@pytest.mark.parametrize("kind", ["http", "plain"])
def test_an_unknown_host_learns_nothing(front: Front, host: str, kind: str):
    answer = ask(getattr(front.ports, kind), f"/{host}?{host}", host, tls=False)
    assert (answer.status, answer.body) == (421, b"There is no such site.\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert host not in f"{answer.headers}".replace("nginx", "")


def test_a_request_without_a_host_learns_nothing(front: Front):
    with socket.create_connection((HOST, front.ports.http), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b" 421 " in connection.makefile("rb").readline()


def test_no_certificate_is_shown_for_an_unknown_name(front: Front):
    for name in ("unknown.example", "127.0.0.2"):
        with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
            ask(front.ports.https, "/", name)


def test_the_name_of_the_handshake_does_not_open_another_host(front: Front):
    answer = ask(front.ports.https, "/", "unknown.example", name=GALLERY)
    assert (answer.status, answer.body) == (421, b"There is no such site.\n")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_of_tls_are_refused(front: Front, version: ssl.TLSVersion):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection((HOST, front.ports.https), timeout=20) as connection,
        pytest.raises((ssl.SSLError, ConnectionResetError)),
    ):
        context.wrap_socket(connection, server_hostname=GALLERY)


# Answers.


@pytest.mark.parametrize(
    ("url", "headers", "status"),
    [
        ("/", {}, 200),
        ("/file/_bv/pub/a.jpg", {}, 200),
        ("/file/_bv/lib/a.jpg", {"Range": "bytes=0-9"}, 206),
        ("/file/_bv/lib/a.jpg", {"Range": "bytes=5000-"}, 416),
        ("/file/_bv/prv/nothing.jpg", {}, 404),
    ],
)
def test_https_is_to_stay_and_only_https_says_so(
    front: Front, url: str, headers: dict[str, str], status: int
):
    secure = ask(front.ports.https, url, headers=headers)
    plain = ask(front.ports.plain, url, tls=False, headers=headers)
    assert (secure.status, plain.status) == (status, status)
    assert secure.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert "Strict-Transport-Security" not in plain.headers


def test_text_is_compressed_and_photographs_are_not(front: Front):
    wish = {"Accept-Encoding": "gzip, br"}
    text = ask(front.ports.https, "/", headers=wish)
    photograph = ask(front.ports.https, "/file/_bv/pub/a.jpg", headers=wish)
    assert (text.headers["Content-Encoding"], text.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Content-Encoding" not in photograph.headers
    assert photograph.body == CONTENT


def test_the_extension_of_a_file_never_says_what_it_is(front: Front):
    typed = ask(front.ports.https, "/file/_bv/lib/a.html")
    untyped = ask(front.ports.https, "/untyped/_bv/lib/a.html")
    assert (typed.status, typed.headers.get_all("Content-Type")) == (200, ["image/jpeg"])
    assert untyped.headers.get_all("Content-Type") == ["application/octet-stream"]


def test_a_long_address_arrives(front: Front):
    url = "/" + "%D1%84" * 5000
    assert front.environ({}, url)["PATH_INFO"].startswith("/Ñ\x84")


@pytest.mark.parametrize("method", ["PATCH", "POST", "DELETE", "OPTIONS"])
def test_what_programs_send_arrives(front: Front, method: str):
    body = b" " * 262_144 if method in {"PATCH", "POST"} else None
    sent = {
        "Authorization": "Bearer bv_x",
        "Idempotency-Key": "a-1",
        "If-Match": '"b"',
        "Content-Type": "application/json",
        "Origin": "https://site.example",
        "Access-Control-Request-Method": "PATCH",
    }
    answer = ask(front.ports.https, "/api/v1/albums/x", method=method, headers=sent, body=body)
    seen = json.loads(answer.body)
    assert seen["REQUEST_METHOD"] == method
    assert seen.get("CONTENT_LENGTH", "0") == str(len(body or b""))
    names = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in sent}
    names["Content-Type"] = "CONTENT_TYPE"
    assert {name: seen[key] for name, key in names.items()} == sent


def test_secrets_in_addresses_are_not_logged(front: Front):
    for url in ("/s/SECRET-1", "/%73/SECRET-2", "//welcome/SECRET-3?x=SECRET-4", "/a?b=SECRET-5"):
        ask(front.ports.https, url, headers={"Referer": "https://pub.test/s/SECRET-6"})
    ask(front.ports.https, "/api/v1/x?a=SECRET-7", headers={"Authorization": "Bearer SECRET-8"})
    ask(front.ports.https, "/file/_bv/lib/a.jpg")
    wait_until(lambda: '"GET /file/_bv/lib/a.jpg" 200' in front.log, "the line of the last request")
    assert "SECRET" not in front.log
    lines = re.findall(r' pub\.test "GET (\S*)" 200 ', front.log)
    assert {"/s/...", "/welcome/...", "/a"} <= set(lines)


def test_a_name_cannot_break_a_line_of_the_log(front: Front):
    before = front.log.count("\n")
    ask(front.ports.https, "/a%0aGET%20%22/forged%1b[31m")
    wait_until(lambda: "forged" in front.log, "the line of the request")
    assert front.log.count("\n") == before + 1
    assert r"/a\x0AGET \x22/forged\x1B[31m" in front.log


def test_while_no_web_process_is_there_people_are_told_to_come_back(
    tmp_path: Path, front: Front, short: Path
):
    for name in ("library", "cache"):
        (tmp_path / name).mkdir()
    ports, path = Ports(), short / "late.sock"
    configuration = render(
        tmp_path, tmp_path / "library", tmp_path / "cache", [f"unix:{path}"], ports
    )
    # nginx ends first, for it keeps connections open.
    with ExitStack() as late, serving(configuration, ports.https):
        answer = ask(ports.https, "/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
        for url in (
            *("/s/SECRET-1", "/%73/SECRET-2", "//welcome/SECRET-3", "/./welcome/SECRET-4"),
            "/api/v1/items?token=bv_SECRET-5",
        ):
            assert ask(ports.https, url, headers={"Authorization": "SECRET-6"}).status == 503
        log = (tmp_path / "error.log").read_text(encoding="utf-8")
        assert "connect()" in log
        assert "SECRET" not in log
        late.enter_context(echoing(unix_socket=str(path)))
        assert ask(ports.https, "/").status == 200  # At once, and not after ten seconds.


# The web processes themselves.


@pytest.fixture
def served(
    tmp_path: Path, database: Path | Stack, short: Path
) -> Iterator[tuple[Ports, list[Program]]]:
    """Two web processes of production.ini, with all that it names moved, behind nginx."""
    site = Site(tmp_path, database)
    site.add_gallery()
    site.close()
    folder = Path(tempfile.mkdtemp(dir=short))
    sockets = [folder / number / "web.sock" for number in "12"]
    text = (ROOT / "production.ini").read_text(encoding="utf-8")
    for key, value in site.ini.items():
        line = f"{key} = {value.replace('%', '%%')}"
        text, count = re.subn(rf"^{re.escape(key)} = .*", line, text, flags=re.MULTILINE)
        if not count:
            text = text.replace("use = egg:bviewer\n", f"use = egg:bviewer\n{line}\n")
    ini = tmp_path / "production.ini"
    ini.write_text(text.replace("/run/bviewer/", f"{folder}/"), encoding="utf-8")
    for path in sockets:
        path.parent.mkdir()
    pserve = [sys.executable, "-m", "pyramid.scripts.pserve", str(ini)]
    run, ports = tmp_path / "nginx", Ports()
    run.mkdir()
    addresses = [f"unix:{path}" for path in sockets]
    configuration = render(run, site.library, site.cache, addresses, ports)
    with (
        running([*pserve, "instance=1"], tmp_path) as first,
        running([*pserve, "instance=2"], tmp_path) as second,
        serving(configuration, ports.https),
    ):
        wait_until(lambda: all(path.exists() for path in sockets), "both sockets")
        yield ports, [first, second]


def test_web_processes_share_the_work_and_end_when_told(served: tuple[Ports, list[Program]]):
    ports, processes = served
    wait_until(lambda: ask(ports.https, "/login").status == 200, "the first page")
    answer = ask(ports.https, "/login")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-bv-form=")
    assert {"secure", "httponly", "path=/"} <= set(cookie.lower().split("; "))
    assert "domain" not in cookie.lower()
    for process in processes:
        # One of two is always there, so nobody notices.
        process.process.send_signal(signal.SIGINT)
        assert process.process.wait(PATIENCE) == 0
        answers = {ask(ports.https, "/login").status for _ in range(4)}
        assert answers == ({200} if process is processes[0] else {503})

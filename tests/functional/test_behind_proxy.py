"""`bviewer serve` behind an nginx that people have already: on https, at the root or at a path."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from webtest import TestApp, TestResponse

from bviewer.accounts.users import add_user
from bviewer.albums.gallery_hosts import gallery_of, rename_gallery
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.process.project import open_project
from tests.crawl import crawl, named_addresses
from tests.forwarding import Forwarder
from tests.header_lint import header_lint
from tests.nginx import HOST, MAIN, Ports, certificate_and_key, serving
from tests.pictures import jpeg, write
from tests.ports import free_port
from tests.processes import ROOT, Program, bviewer, running

GALLERY = "pub.test"
PASSWORD = "a long password"

SERVER = """
server {{
    listen {host}:{ports.https} ssl; listen {host}:{ports.plain};
    ssl_certificate {certificate}; ssl_certificate_key {key};
    server_name pub.test;
{location}
}}
"""


@dataclass
class Served:
    """A gallery behind nginx, all of whose addresses begin with a prefix."""

    prefix: str
    front: Forwarder
    program: Program

    @property
    def home(self) -> str:
        """The path of the home page."""
        return f"{self.prefix}/"

    def browser(self, scheme: str = "https", address: str = "") -> TestApp:
        """A browser that talks to nginx."""
        surroundings = {
            "HTTP_HOST": GALLERY,
            "wsgi.url_scheme": scheme,
            "REMOTE_ADDR": address,
            "HTTP_ORIGIN": f"{scheme}://{GALLERY}",
        }
        return TestApp(header_lint(self.front), extra_environ=surroundings)


def documented_location(prefix: str, port: int) -> str:
    """The lines of docs/deploy.md for nginx, at a path of one's own."""
    guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    found = re.search(
        r"^location / \{\n    proxy_pass http://127\.0\.0\.1:6543;\n(    .*\n)*\}",
        guide,
        re.MULTILINE,
    )
    assert found, "docs/deploy.md has lines for nginx"
    return found[0].replace("location /", f"location {prefix}/", 1).replace("6543", str(port))


@contextmanager
def nginx(run: Path, prefix: str, port: int) -> Iterator[Ports]:
    """An nginx with the lines of the documentation."""
    certificate, key = certificate_and_key()
    ports = Ports()
    server = SERVER.format(
        host=HOST,
        ports=ports,
        certificate=certificate,
        key=key,
        location=documented_location(prefix, port),
    )
    (run / "bviewer.conf").write_text(server, encoding="utf-8")
    user = "user root root;" if os.geteuid() == 0 else ""
    (run / "nginx.conf").write_text(MAIN.format(run=run, user=user), encoding="utf-8")
    with serving(run / "nginx.conf", ports.https):
        yield ports


@pytest.fixture(scope="module", params=["", "/my/photos"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The gallery, open, with `anna`, who has a password."""
    folder, port = tmp_path_factory.mktemp("behind"), free_port()
    write(folder / "photos/rome/a.jpg", jpeg(900, 600), 1_700_000_000)
    command = bviewer(
        *("serve", folder / "photos", "--data", folder / "data", "--port", port),
        *("--visibility", "visible", "--behind-proxy", "--url-prefix", request.param),
    )
    (folder / "nginx").mkdir()
    with (
        running(command, folder / "serve", port) as program,
        nginx(folder / "nginx", request.param, port) as ports,
    ):
        program.wait_for_log("files: ")
        with (
            open_project(folder / "data/bviewer.ini") as runtime,
            work_session(runtime.engine) as session,
        ):
            rename_gallery(session, gallery_of(session, THIS_MACHINE), GALLERY)
            add_user(session, "anna", PASSWORD)
        yield Served(request.param, Forwarder(ports.plain, ports.https, lambda: None), program)


def sign_in(
    served: Served, browser: TestApp, name: str = "anna", password: str = PASSWORD
) -> TestResponse:
    """What comes of filling in the form."""
    form = list(browser.get(f"{served.prefix}/login").forms.values())[-1]
    form["name"], form["password"] = name, password
    return form.submit(status="*")


def test_all_addresses_are_those_of_the_proxy(served: Served) -> None:
    answers = crawl(served.browser(), [served.home])
    for url, answer in answers.items():
        assert answer.status_int in {200, 202}, url
        assert f"http://{GALLERY}" not in answer
        for named in named_addresses(answer):
            assert named.startswith(f"https://{GALLERY}{served.home}"), (url, named)
    endings = ("/feed", "/full", "/big.jpg", ".css", ".js", "manifest.webmanifest")
    for ending in endings:
        assert any(urlsplit(url).path.endswith(ending) for url in answers), ending


def test_people_sign_in_with_cookies_for_https_alone(served: Served) -> None:
    browser = served.browser()
    answer = sign_in(served, browser)
    assert (answer.status_int, answer.location) == (303, f"https://{GALLERY}{served.home}")
    cookie = next(
        text for text in answer.headers.getall("Set-Cookie") if text.startswith("__Host-bv=")
    )
    assert {"secure", "HttpOnly", "Path=/"} <= set(re.split(r"; ?", cookie))
    assert "Sign out" in browser.get(served.home)
    form = next(iter(browser.get(served.home).forms.values()))
    assert form.submit().location.startswith(f"https://{GALLERY}{served.prefix}")
    assert "Sign out" not in browser.get(served.home)


def test_redirects_stay_on_https(served: Served) -> None:
    browser = served.browser()
    home = browser.get(served.home)
    album = urljoin(home.request.url, home.html.select_one(".albums a")["href"])
    moved = browser.get(urlsplit(album).path.rstrip("/"), status=301)
    assert moved.location == album


def test_without_https_cookies_are_those_of_http(served: Served) -> None:
    answer = sign_in(served, served.browser("http"))
    assert answer.location == f"http://{GALLERY}{served.home}"
    assert "secure" not in "".join(answer.headers.getall("Set-Cookie"))


@pytest.mark.parametrize("served", [""], indirect=True)  # A path says nothing of who asks.
def test_visitors_have_limits_of_their_own(served: Served) -> None:
    def try_from(address: str) -> int:
        return sign_in(served, served.browser(address=address), "anna", "wrong").status_int

    assert [try_from("198.51.100.1") for _ in range(11)] == [403] * 10 + [429]
    assert try_from("198.51.100.2") == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Proto": "https, http"},
        {"X-Forwarded-Proto": "gopher"},
        {"X-Forwarded-Host": f"{GALLERY}, evil.test"},
    ],
)
def test_proxies_that_contradict_themselves_are_refused(
    served: Served, headers: dict[str, str]
) -> None:
    answer = served.program.ask("GET", served.home, {"Host": GALLERY, **headers})
    assert answer.status == 400
    assert next(iter(headers)).encode() in answer.body

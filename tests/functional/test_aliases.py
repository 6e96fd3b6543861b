"""Other hosts of a gallery lead to its own, a renamed gallery stays what it was."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import find_user
from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_hosts import add_aliases, remove_aliases, rename_gallery
from bviewer.models import Gallery, Token, User, Visibility, new_id
from tests.functional.stacks import everywhere
from tests.site import HOST, Site

pytestmark = everywhere

ALIAS = "alias.test"
LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 56, "test"])
PASSWORD = "a long password"

# Ways to say a host, and where they lead.
SPELLINGS = {
    "alias.test": "http://pub.test",
    "ALIAS.Test": "http://pub.test",
    "alias.test.": "http://pub.test",
    "xn--bcher-kva.test": "http://pub.test",
    "XN--FA-HIA.test": "http://pub.test",
    LONG: "http://pub.test",
    "closed-alias.test": "http://closed.test",
}
PORTS = {"": "", ":": "", ":80": "", ":8080": ":8080", ".:443": ":443"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Any) -> Iterator[Site]:
    """A gallery with aliases, a private one with an alias, and `anna` with a password."""
    site = Site(tmp_path_factory.mktemp("aliases"), database)
    site.add_gallery()
    site.add_gallery("closed.test", owner="foreign", home="closed", visibility="private")
    for path in ("open/a.jpg", "open/ä b.jpg", "priv/s.jpg", "closed/c.jpg"):
        site.write(path)
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    site.add_user("anna", PASSWORD)
    give_aliases(site, HOST, ALIAS, "bücher.test", "faß.test", LONG)
    give_aliases(site, "closed.test", "closed-alias.test")
    yield site
    site.close()


def give_aliases(site: Site, host: str, *aliases: str) -> None:
    """Let other hosts lead to a gallery."""
    with site.session() as session:
        add_aliases(session, find_gallery(session, host), aliases)


def paths(site: Site) -> Iterator[str]:
    """Addresses of all kinds: pages, bytes, what is private, what there is not."""
    image = site.image_url("open/a.jpg")
    yield from ("/", site.album_url("open"), image, f"{image}small.jpg?v=x", f"{image}full")
    yield from (site.album_url("open").rstrip("/"), f"/{new_id()}/", f"/{new_id()}/small.jpg")
    yield from (site.album_url("priv"), site.image_url("priv/s.jpg"), "/login?next=/", "/nothing")
    yield from ("/caf%C3%A9%20x/?after=%C3%A9&b=/&c", "/?", "/welcome/secret", "/?a=%22%3Cb%3E")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("host", SPELLINGS)
def test_an_alias_leads_to_the_same_address_at_the_own_host(
    site: Site, host: str, method: str
) -> None:
    ask = getattr(site.browser(host=HOST), method)
    for path in paths(site):
        moved = ask(path, extra_environ={"HTTP_HOST": host}, status=301)
        assert moved.headers["Location"] == SPELLINGS[host] + path.removesuffix("?")
        assert moved.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in moved.headers
        assert host.rstrip(".").lower() not in f"{moved.headers} {moved.text}".lower()


@pytest.mark.stacks("embedded")
@pytest.mark.parametrize("port", PORTS)
def test_the_port_that_was_asked_for_is_kept(site: Site, port: str) -> None:
    """As in canonical addresses; nginx takes the port away before we see it."""
    for path in paths(site):
        moved = site.browser(host=f"{ALIAS}{port}").get(path, status=301)
        assert moved.headers["Location"] == f"http://pub.test{PORTS[port]}{path.removesuffix('?')}"


def test_the_address_it_leads_to_is_that_of_the_page(site: Site) -> None:
    url = site.album_url("open")
    moved = site.browser(host=ALIAS).get(url, status=301)
    location = urlsplit(moved.headers["Location"])
    assert site.browser(host=location.netloc).get(location.path).html.h1.text == "open"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_else_can_be_done_at_an_alias(site: Site, method: str) -> None:
    for path in ("/", "/login", "/logout", site.album_url("open"), "/nothing"):
        answers = [
            site.browser(host=host).request(path, method=method, status=[404, 405])
            for host in (ALIAS, "unknown.test")
        ]
        assert answers[0].status_int == (404 if method == "POST" else 405)
        assert answers[0].status == answers[1].status
        assert answers[0].headerlist == answers[1].headerlist
        assert answers[0].body == answers[1].body


def test_an_unknown_host_gets_what_it_got_without_aliases(site: Site) -> None:
    for host in ("alias.test.evil.test", "xalias.test", "evil.test", f"x{LONG[1:]}"):
        page = site.browser(host=host).get("/", status=404)
        assert "Location" not in page.headers
        assert not any(name in page for name in (HOST, ALIAS, host))


@pytest.mark.parametrize("path", ["//evil.test/", "/..//evil.test", "/@@login", "/.", "/a//b"])
def test_an_odd_path_leads_nowhere(site: Site, path: str) -> None:
    page = site.browser(host=ALIAS).get("/", extra_environ={"PATH_INFO": path}, status="*")
    # nginx has answers of its own: it takes double slashes for single ones, and refuses `..`.
    assert page.status_int in {301, 400, 404}
    assert urlsplit(page.headers.get("Location", f"http://{HOST}/")).netloc == HOST


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("X-Forwarded-Host", "evil.test"), ("Forwarded", "host=evil.test;proto=https")),
        *(("X-Forwarded-Proto", "evil"), ("X-Forwarded-Port", "81"), ("X-Vhm-Root", "/evil")),
        *(("X-Original-Url", "/evil"), ("Referer", "http://evil.test/"), ("Origin", "evil")),
    ],
)
def test_only_path_and_query_go_along(site: Site, name: str, value: str) -> None:
    plain = site.browser(host=ALIAS).get("/open/?a=b", status=301)
    forged = site.browser(host=ALIAS).get("/open/?a=b", headers={name: value}, status=301)
    assert (forged.headerlist, forged.body) == (plain.headerlist, plain.body)


# Signing in


def test_a_session_is_worth_nothing_at_an_alias(site: Site) -> None:
    signed_in = site.browser("owner")
    replayed = site.browser(host=ALIAS)
    replayed.set_cookie("bv", signed_in.cookies["bv"].strip('"'))
    for path in (site.album_url("priv"), f"{site.image_url('priv/s.jpg')}full", "/login"):
        moved = replayed.get(path, status=301)
        assert moved.headers["Location"] == f"http://pub.test{path}"
        assert "no-store" in moved.headers["Cache-Control"]
    replayed.post("/logout", status=404)
    assert "Sign out" in signed_in.get("/")


def test_nobody_signs_in_at_an_alias(site: Site) -> None:
    asking = site.browser()
    token = asking.get("/login").forms[0]["csrf_token"].value
    form = {"csrf_token": token, "name": "anna", "password": PASSWORD}
    at_alias = site.browser(host=ALIAS)
    at_alias.set_cookie("bv-form", asking.cookies["bv-form"].strip('"'))
    at_alias.post("/login", form, status=404)
    asking.post("/login", form, status=303)


def test_a_one_time_link_is_not_used_up_at_an_alias(site: Site) -> None:
    link = new_link(site)
    site.browser(host=ALIAS).post(link, status=404)
    moved = site.browser(host=ALIAS).get(link, status=301)
    assert moved.headers["Location"] == f"http://pub.test{link}"
    site.browser().get(link).forms[0].submit(status=303)


def new_link(site: Site) -> str:
    """The path of a new one-time link for the owner."""
    with site.session() as session:
        gallery = find_gallery(session, HOST)
        return f"/welcome/{make_sign_in_link(session, find_user(session, 'owner'), gallery)}"


# Cost


def test_aliases_cost_nothing_where_there_is_a_gallery(site: Site) -> None:
    thumbnail = f"{site.image_url('open/a.jpg')}small.jpg"
    site.browser().get(thumbnail, status=[200, 202])
    for host, status, number in ((HOST, 200, 1), (ALIAS, 301, 2), ("evil.test", 404, 2)):
        with site.statements() as statements:
            site.browser(host=host).get(thumbnail, status=status)
        assert len(statements) == number


# The gallery that answers to unknown hosts


@pytest.mark.stacks("embedded")
def test_an_alias_goes_before_the_default_gallery(tmp_path: Path, database: Any) -> None:
    site = Site(tmp_path, database, **{"bviewer.default_gallery": HOST})
    site.add_gallery()
    site.add_gallery("other.test", title="Others")
    for host in ("localhost", "nas.local", "127.0.0.1"):
        site.browser(host=host).get("/", status=200)
    give_aliases(site, "other.test", "localhost")
    give_aliases(site, HOST, "127.0.0.1")
    for host, location in {
        "localhost": "http://other.test/",
        "127.0.0.1": "http://pub.test/",
    }.items():
        assert site.browser(host=host).get("/", status=301).headers["Location"] == location
        site.browser(host=host).post("/", status=404)
    # And it may have been renamed since its name was written down.
    with site.session() as session:
        rename_gallery(session, find_gallery(session, HOST), "new.test")
    assert "http://nas.local" in site.browser(host="nas.local").get("/", status=200)
    site.close()


def test_an_alias_of_this_machines_gallery_answers_itself(tmp_path: Path, database: Any) -> None:
    """`localhost` would be the visitor's own machine."""
    site = Site(tmp_path, database)
    site.add_gallery("localhost", title="Ours")
    site.add_gallery("other.test", home="other")
    give_aliases(site, "localhost", ALIAS)
    page = site.browser(host=ALIAS).get("/login", status=200)
    assert "localhost" not in page.text
    page.forms[0]["name"] = "x"
    page.forms[0].submit(status=403)
    site.browser(host="evil.example").get("/", status=[404, 421])
    site.close()


# Renaming


@pytest.mark.stacks("embedded")
def test_a_renamed_gallery_keeps_everything(tmp_path: Path, database: Any) -> None:
    site = Site(tmp_path, database)
    site.add_gallery()
    site.write("open/a.jpg")
    site.sync()
    image, link = site.image_url("open/a.jpg"), new_link(site)
    thumbnail = f"{image}small.jpg"
    signed_in = site.browser("owner")
    signed_in.get(thumbnail, status=[200, 202])
    before = signed_in.get(thumbnail, status=200)
    files = sorted(path for path in site.cache.rglob("*") if path.is_file())
    with site.session() as session:
        rename_gallery(session, find_gallery(session, HOST), "Neu-Übersee.test")
        host = session.scalars(select(Gallery.host)).one()
    there = site.browser("owner", host=host)
    there.set_cookie("bv", signed_in.cookies["bv"].strip('"'))

    assert there.get(thumbnail, status=200).body == before.body
    assert sorted(path for path in site.cache.rglob("*") if path.is_file()) == files
    assert "Sign out" in there.get(image, status=200)
    site.browser(host=host).get(link).forms[0].submit(status=303)
    moved = site.browser().get(thumbnail, status=301)
    assert moved.headers["Location"] == f"http://{host}{thumbnail}"
    assert counted(site, (Gallery, User, Token)) == [1, 1, 0]
    with site.session() as session:
        remove_aliases(session, find_gallery(session, host), [HOST])
    site.browser().get(thumbnail, status=404)
    site.close()


def counted(site: Site, models: Any) -> list[int]:
    """How many rows some tables have."""
    with site.session() as session:
        return [len(session.scalars(select(model)).all()) for model in models]

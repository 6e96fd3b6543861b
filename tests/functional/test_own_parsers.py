"""Cookies and bodies are never parsed by WebOb, whoever asks for whatever."""

import pytest
from pyramid.request import Request
from webtest import TestApp

from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import find_user
from bviewer.models import Gallery, Visibility
from tests.mirrored import mirror
from tests.site import Site

pytestmark = pytest.mark.usefixtures("hasher")

PASSWORD = "correct horse"
TOKEN = "a-token-for-the-page-of-metrics"
ODD = 'a=b; other="quoted \\377"; =; ;; bv-other=x; bv'


@pytest.fixture
def house(tmp_path, database):
    """A gallery with everything that has an address, and `anna`."""
    site = Site(tmp_path, database, **{"bviewer.metrics": TOKEN})
    site.add_gallery()
    with site.session() as session:
        session.get_one(Gallery, 1).about_title = "About"
    site.add_user("anna", PASSWORD)
    site.write("open/a.jpg")
    site.write("priv/p.jpg")
    mirror(site)
    site.set_visibility("priv", Visibility.PRIVATE)
    yield site
    site.close()


@pytest.fixture(autouse=True)
def unparsed(monkeypatch):
    """Let whoever asks WebOb for cookies or a form fail."""

    def fail(request):
        raise AssertionError("WebOb was asked to parse it")

    monkeypatch.setattr(Request, "cookies", property(fail), raising=False)
    monkeypatch.setattr("webob.request.BaseRequest.POST", property(fail))


def look_at_everything(site: Site, browser: TestApp) -> None:
    """All addresses that there are."""
    image, album = site.image_url("open/a.jpg"), site.album_url("open")
    paths = ["/", album, image, f"{image}small.jpg", f"{image}full", f"{album}feed", "/about"]
    paths += ["/login", "/login?next=/x", "/manifest.webmanifest", "/robots.txt", "/healthz"]
    for path in paths:
        browser.get(path, status=[200, 202])
        browser.head(path, status=[200, 202])
    browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, status=200)
    browser.get("/favicon.ico", status=302).follow(status=200)
    for path in ("/nothing", "/logout", "/welcome", site.album_url("priv")):
        browser.get(path, status=[404, 200])


@pytest.mark.parametrize("cookies", ["", ODD])
def test_no_page_and_no_bytes_need_it(house: Site, cookies: str) -> None:
    for name in (None, "owner"):
        browser = house.browser(name)
        if cookies:
            own = f"; bv={browser.cookies['bv']}" if name else ""
            browser.cookiejar.clear()
            browser.extra_environ["HTTP_COOKIE"] = cookies + own
        look_at_everything(house, browser)


def test_no_form_needs_it(house: Site) -> None:
    browser = house.browser()
    for password, status in (("wrong horse", 403), (PASSWORD, 303)):
        form = browser.get("/login").forms[0]
        form["name"], form["password"] = "anna", password
        form.submit(status=status)
    browser.get("/").forms[0].submit(status=303)
    with house.session() as session:
        link = make_sign_in_link(session, find_user(session, "owner"), session.get_one(Gallery, 1))
    browser.get(f"/welcome/{link}").forms[0].submit(status=303)
    assert "Sign out" in browser.get("/")
    browser.post("/logout", {"csrf_token": "x"}, status=400)
    browser.post("/login", "x=%ff", status=400)
    browser.post("/login", "x", content_type="text/plain", status=415)

"""What an owner typed is not lost with the session."""

import pytest
from sqlalchemy import delete
from webtest import TestApp, TestResponse

from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import find_user
from bviewer.models import UserSession
from bviewer.views.kept import SECRETS
from tests.functional.owner.forms import form_at, form_to, landed, last_form
from tests.site import Site

pytestmark = pytest.mark.stacks("embedded")

TEXT = 'At the lake,\r\n<b>"quietly"</b>'


def end_sessions(site: Site) -> None:
    """What a long time does."""
    with site.session() as session:
        session.execute(delete(UserSession))


def sign_in_again(site: Site, browser: TestApp) -> None:
    """What somebody does in another tab."""
    with site.session() as session:
        browser.set_cookie("bv", open_session(session, 1, 1))


def kept(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a page that refuses a form."""
    return {field["name"]: field["value"] for field in page.html.select("main input")}


def test_what_was_typed_is_sent_again_after_signing_in(gallery: Site) -> None:
    browser, url = gallery.browser("owner"), f"{gallery.album_url('open')}edit"
    form = form_at(browser, url)
    form["description"] = TEXT
    end_sessions(gallery)
    page = form.submit(status=404)
    assert "You are signed out" in page
    assert page.html.select_one('main a[target="_blank"][href="/login"]')
    assert "csrf_token" not in kept(page)
    sign_in_again(gallery, browser)
    page = last_form(page).submit(status=400)
    assert gallery.album("open").description != "At the lake,\n"
    assert "What you typed is kept on this page" in page
    landed(last_form(page).submit(status=303))
    assert gallery.album("open").description.splitlines() == TEXT.splitlines()


def test_what_was_typed_is_sent_again_after_looking_as_somebody_else(family: Site) -> None:
    browser, url = family.browser("owner"), f"{family.album_url('open')}edit"
    form = form_at(browser, url)
    form["description"] = TEXT
    viewing = form_at(browser, f"{family.album_url('open')}view-as")
    with family.session() as session:
        viewing["person"] = str(find_user(session, "viewer").id)
    seen = landed(viewing.submit(status=303))
    page = form.submit(status=404)
    assert "end looking as somebody else in another tab" in page
    form_to(seen, "view-as-myself").submit(status=303)
    page = page.forms[0].submit(status=400)
    landed(page.forms[0].submit(status=303))
    assert family.album("open").description.splitlines() == TEXT.splitlines()


# Where a form was sent, as people who are signed out send it, and whether it is kept.
ADDRESSES = {
    "{album}edit": True,
    "{image}edit": True,
    "/admin/group/1": True,
    "/view-as": True,
    "/account": True,
    "/admin/settings": True,
    "/site/new-user": True,
    "/admin": True,
    "/": False,
    "{album}": False,
    "{album}admin/settings": False,
    "{album}edit/1/2": False,
    "{album}nothing": False,
    "{image}small.jpg": False,
    "/nothing/edit": False,
    "/a//edit": False,
}


def test_what_is_typed_is_kept_where_a_form_is_sent_to(gallery: Site) -> None:
    places = {"album": gallery.album_url("open"), "image": gallery.image_url("open/a.jpg")}
    browser, found = gallery.browser(), {}
    for address in ADDRESSES:
        page = browser.post(address.format(**places), {"title": "A"}, status="*")
        assert page.status_int in {400, 404, 405}
        found[address] = 'value="A"' in page
    assert found == ADDRESSES


def test_what_is_secret_long_or_from_elsewhere_is_not_kept(gallery: Site) -> None:
    browser, url = gallery.browser(), f"{gallery.album_url('open')}edit"
    assert kept(browser.post(url, {"title": "A"}, status=404)) == {"title": "A"}
    for name in SECRETS:
        assert kept(browser.post(url, {"title": "A", name: "x"}, status=404)) == {}
        assert kept(browser.post("/login", {"name": "A", name: "x"}, status=400)) == {}
    gone = gallery.browser("owner")  # Whoever has a cookie may send more than a stranger.
    end_sessions(gallery)
    assert kept(gone.post(url, {"title": "A" * 20_000}, status=404)) == {}
    evil = {"Origin": "http://evil.test"}
    assert kept(browser.post(url, {"title": "A"}, headers=evil, status=404)) == {}
    assert kept(browser.post("/login", {"name": "A"}, headers=evil, status=400)) == {}

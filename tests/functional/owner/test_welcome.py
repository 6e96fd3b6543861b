"""The first minute: the first one-time link of a new gallery leads to a short page, once."""

import pytest

from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import find_user
from bviewer.models import Gallery, Visibility
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere
from tests.site import HOST


def follow_link(site, name="owner"):
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        link = make_sign_in_link(session, find_user(session, name), gallery)
    browser = site.browser()
    return browser, landed(last_form(browser.get(f"/welcome/{link}")).submit(status=303))


@pytest.fixture
def new(gallery):
    """A gallery to which its owner has never come."""
    with gallery.session() as session:
        session.get_one(Gallery, 1).introduced = False
    return gallery


@everywhere
@pytest.mark.usefixtures("hasher")
def test_an_owner_comes_for_the_first_time(new):
    browser, page = follow_link(new)
    assert page.request.path == "/admin/welcome"
    assert "Everybody can see this." in page
    form = last_form(page)
    form["visibility"], form["password"] = "private", "correct horse battery"
    page = landed(form.submit(status=303))
    assert page.request.path == "/"
    assert "Saved." in page
    assert new.album("").visibility == Visibility.PRIVATE
    assert "Sign out" in browser.get("/")
    other = new.browser()
    form = last_form(other.get("/login"))
    form["name"], form["password"] = "owner", "correct horse battery"
    assert "Sign out" in landed(form.submit(status=303))
    _browser, page = follow_link(new)
    assert page.request.path == "/"


def test_the_page_is_shown_once_whether_or_not_anything_is_decided(new):
    _browser, page = follow_link(new)
    assert page.click("Not now").request.path == "/"
    _browser, page = follow_link(new)
    assert page.request.path == "/"


@pytest.mark.parametrize(("then", "path"), [("invite", "/admin/invite"), ("passkey", "/account")])
def test_what_comes_next_loses_nothing_of_what_was_decided(new, then, path):
    _browser, page = follow_link(new)
    form = last_form(page)
    form["visibility"] = "private"
    assert landed(form.submit("then", value=then, status=303)).request.path == path
    assert new.album("").visibility == Visibility.PRIVATE


def test_saving_nothing_changes_nothing(new):
    _browser, page = follow_link(new)
    landed(last_form(page).submit(status=303))
    assert new.album("").visibility == Visibility.VISIBLE


@pytest.mark.usefixtures("hasher")
def test_a_password_that_others_would_guess_is_refused_and_nothing_is_changed(new):
    _browser, page = follow_link(new)
    form = last_form(page)
    for password, said in (
        ("short", "at least 10 characters"),
        ("password123", "others would try"),
    ):
        form["visibility"], form["password"] = "private", password
        answer = form.submit(status=422)
        assert said in answer
        assert password not in answer
    assert new.album("").visibility == Visibility.VISIBLE


def test_a_guest_is_not_led_there_and_the_owner_still_is(new):
    new.add_user("guest")
    _browser, page = follow_link(new, "guest")
    assert page.request.path == "/"
    _browser, page = follow_link(new)
    assert page.request.path == "/admin/welcome"
    assert HOST in page.request.url


def test_a_gallery_that_was_there_before_leads_home(gallery):
    _browser, page = follow_link(gallery)
    assert page.request.path == "/"


@pytest.mark.usefixtures("hasher")
def test_whoever_finds_an_owner_signed_in_gives_them_no_other_password(new):
    browser, page = follow_link(new)
    form = last_form(page)
    form["password"] = "correct horse battery"
    form.submit(status=303)
    form = last_form(browser.get("/admin/welcome"))
    assert "password" not in form.fields
    sent = [*form.submit_fields(), ("password", "battery staple and so on")]
    assert "not the present password" in browser.post("/admin/welcome", sent, status=422)
    form = last_form(new.browser().get("/login"))
    form["name"], form["password"] = "owner", "correct horse battery"
    form.submit(status=303)

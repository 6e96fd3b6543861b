"""Where people are led when they have signed in."""

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user, make_operator, set_password
from bviewer.models import Album, Attempt
from tests.functional.signing_in import OTHER_HOST, PASSWORD, gallery_row, sign_in
from tests.functional.stacks import everywhere

ELSEWHERE = [
    *("//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test"),
    *("/\r\n/evil.test", "https:evil.test", "http:///evil.test", "javascript:alert(1)"),
    *("/%2f%2fevil.test", "@evil.test", " https://evil.test", "\x01//evil.test", "", "/", "x"),
    *("https://evil.test/", "data:text/html,x", "/../..", "/nothing-123456789ABC/", "/login"),
    *("/logout", "//evil.test/%2e%2e", "/" + "a/" * 2_000, "/" + "x" * 10_000),
]


@everywhere
def test_nobody_is_sent_away_after_signing_in(house):
    for next_path in ELSEWHERE:
        forget_tries(house)
        browser = house.browser()
        token = browser.get("/login").forms[0]["csrf_token"].value
        fields = {"csrf_token": token, "next": next_path, "name": "anna", "password": PASSWORD}
        location = browser.post("/login", fields, status=303).location
        assert location == "http://pub.test/", ascii(next_path)[:50]


def test_where_to_go_is_shown_as_text_only(house):
    browser = house.browser()
    for next_path in ELSEWHERE:
        answer = browser.get("/login", {"next": next_path + '"><b>'})
        assert "<b>" not in answer
        shown = answer.html.find("input", {"name": "next"})["value"]
        assert shown.endswith('"><b>'), ascii(next_path)[:50]


def forget_tries(site):
    with site.session() as session:
        session.query(Attempt).delete()


@everywhere
def test_a_path_of_this_gallery_is_built_anew(house):
    album, image = house.album_url("priv/openchild"), house.image_url("priv/openchild/q.jpg")
    album_id = house.album("priv/openchild").id
    for next_path, expected in (
        (album, album),
        (image, image),
        (album.removesuffix("/"), album),
        (f"/{album_id}", album),
        (f"/evil-{album_id}/?x=1", album),
        (f"/an/old/way/evil.test-{album_id}", album),
        (f"https:evil.test/{album_id}", album),
        (f"//evil.test/{album_id}", "/"),
    ):
        forget_tries(house)
        location = sign_in(house.browser(), next_path=next_path).location
        assert location == f"http://pub.test{expected}", next_path


def test_nobody_learns_by_signing_in_where_something_private_is(house):
    house.add_user("berta", PASSWORD)
    for folder, expected in (("priv/openchild", "/"), ("hid", house.album_url("hid"))):
        next_path = f"/{house.album(folder).id}"
        location = sign_in(house.browser(), "berta", next_path=next_path).location
        assert location == f"http://pub.test{expected}"


def test_nothing_of_another_gallery_is_looked_for(house):
    with house.session() as session:
        other = gallery_row(session, OTHER_HOST)
        top = session.scalars(select(Album).where(Album.gallery_id == other.id)).one().id
        grant(session, find_user(session, "anna"), other, None)
    assert sign_in(house.browser(), next_path=f"/{top}").location == "http://pub.test/"


def test_pages_lead_back_to_themselves(house):
    path = house.album_url("open")
    browser = house.browser()
    page = browser.get(path).click("Sign in")
    form = page.forms[0]
    form["name"], form["password"] = "anna", PASSWORD
    assert form.submit(status=303).location == f"http://pub.test{path}"


@pytest.fixture
def owned(house):
    """The house, whose owner has a password."""
    with house.session() as session:
        set_password(session, find_user(session, "owner"), PASSWORD)
    return house


def login(site, name="anna"):
    """What tells where a path leads whoever signs in."""

    def land(next_path):
        forget_tries(site)
        location = sign_in(site.browser(), name, next_path=next_path).location
        return location.removeprefix("http://pub.test")

    return land


def test_an_owner_is_led_back_to_the_page_that_asked_who_they_are(owned):
    album, image = owned.album_url("priv/openchild"), owned.image_url("priv/openchild/q.jpg")
    paths = ["edit", "folders", "items", "arrange", "access", "share", "view-as", "delete"]
    paths = [*(f"{album}{name}" for name in paths), f"{image}edit", "/edit", "/folders"]
    branch = ["/admin/", "/admin/people", "/admin/shares", "/admin/settings", "/admin/group/17"]
    led = login(owned, "owner")
    for path in (*paths, *branch):
        assert led(path) == path
    assert led(f"/evil-{owned.album('priv/openchild').id}/edit") == f"{album}edit"


def test_nobody_else_is_led_to_a_page_of_an_owner(house):
    album = house.album_url("priv/openchild")
    led = login(house)
    assert led(f"{album}edit") == album
    for path in ("/edit", "/admin/", "/admin/people", "/site/", "/site/users"):
        assert led(path) == "/"


def test_an_owner_is_led_to_no_name_that_is_not_a_pages(owned):
    album = owned.album_url("priv/openchild")
    led = login(owned, "owner")
    for name in ("progress", "nothing", "edit/1", "edit/edit", "feed", "//evil.test", "e\ndit"):
        assert led(f"{album}{name}") in {album, "/"}, name
    for path in ("/login", "/logout", "/s/x", "/admin/nothing", "/admin/group/x", "/site/users"):
        assert led(path) == "/"
    for path in ("/admin/people/../shares", "/admin//evil.test", "/admin/group/1/2"):
        assert led(path) == "/"


def test_an_operator_is_led_back_to_the_pages_of_the_site(house):
    with house.session() as session:
        make_operator(session, find_user(session, "anna"))
    assert login(house)("/site/users") == "/site/users"


def test_signing_in_from_a_page_that_is_not_shown_to_strangers_leads_to_it(owned):
    path = f"{owned.album_url('open')}edit"
    browser = owned.browser()
    missing = browser.get(path, status=404)
    form = browser.get(
        missing.html.find("a", string="Sign in")["href"],
        headers={"Referer": f"http://pub.test{path}"},
    ).forms[0]
    form["name"], form["password"] = "owner", PASSWORD
    assert form.submit(status=303).location == f"http://pub.test{path}"

"""Following links to albums: what whoever has one is shown, and what tells nobody of the link."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.shares import make_share, revoke_share
from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.models import Album, Gallery, Image, Positions, Share, Visibility, now
from bviewer.security.visitor import ShareOption
from tests.functional.stacks import everywhere
from tests.site import Site

pytestmark = [everywhere, pytest.mark.usefixtures("hasher")]

PASSWORD = "with cake and candles"
UNKNOWN = "A" * 27


def link_to(site: Site, folder: str, *options: ShareOption, password: str = "") -> str:
    """The path of a new link to an album."""
    with site.session() as session:
        token = make_share(
            session,
            session.get_one(Gallery, 1),
            session.scalars(select(Album.id).where(Album.folder == folder)).one(),
            label="Party",
            password=password,
            options={option: option in options for option in ShareOption},
        )
    return f"/s/{token}"


def end(site: Site, *, revoked: bool = True) -> None:
    """Let the links open nothing any more."""
    with site.session() as session:
        for share in session.scalars(select(Share)):
            if revoked:
                revoke_share(session, session.get_one(Gallery, 1), share.id)
            else:
                share.expires_at = now() - timedelta(seconds=1)


def follow(browser: TestApp, link: str) -> TestResponse:
    """The page to which a link leads at once."""
    return browser.get(link, status=303).follow(status=200)


def say(page: TestResponse, password: str, status: int = 303) -> TestResponse:
    """The answer to a password."""
    form = list(page.forms.values())[-1]
    form["password"] = password
    return form.submit(status=status)


def test_a_link_leads_to_its_album_and_to_nothing_else(gallery: Site):
    browser = gallery.browser()
    closed = ["priv", "priv/openchild", "open/secretchild"]
    urls = {folder: gallery.album_url(folder) for folder in closed}
    for url in urls.values():
        browser.get(url, status=404)
    answer = browser.get(link_to(gallery, "priv"), status=303)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Location"] == f"http://pub.test{urls['priv']}"
    page = answer.follow(status=200)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]
    browser.get(urls["priv/openchild"], status=200)
    browser.get(urls["open/secretchild"], status=404)
    image = gallery.image_url("priv/s.jpg")
    browser.get(image, status=200)
    picture = browser.get(f"{image}small.jpg", status=[200, 202])
    assert picture.headers["Cache-Control"] in {"private, no-cache", "no-store"}
    gallery.browser().get(f"{image}small.jpg", status=404)


@pytest.mark.parametrize("revoked", [True, False])
def test_what_is_over_is_over_with_the_next_request(gallery: Site, revoked: bool):
    browser, link = gallery.browser(), link_to(gallery, "priv", ShareOption.DOWNLOAD)
    image = gallery.image_url("priv/s.jpg")
    urls = [follow(browser, link).request.url, image, f"{image}small.jpg", f"{image}full"]
    tags = {url: browser.get(url, status=[200, 202]).headers.get("ETag", "*") for url in urls}
    end(gallery, revoked=revoked)
    for url, tag in tags.items():
        browser.get(url, status=404)
        browser.get(url, headers={"If-None-Match": tag}, status=404)
        browser.get(url, headers={"Range": "bytes=0-9"}, status=404)
    browser.get(link, status=404)


def test_unknown_expired_and_revoked_answer_the_same(gallery: Site):
    def essence(link: str, browser: TestApp) -> tuple[object, ...]:
        with gallery.statements() as statements:
            answer = browser.get(link, status=404)
        headers = tuple(pair for pair in answer.headerlist if pair[0] != "Date")
        return answer.status, headers, answer.body, len(statements)

    browser = gallery.browser()
    revoked, elsewhere = link_to(gallery, "priv"), link_to(gallery, "priv")
    end(gallery)
    expired = link_to(gallery, "priv", password=PASSWORD)
    with gallery.session() as session:
        share = session.scalars(select(Share).where(Share.revoked_at.is_(None))).one()
        share.expires_at = now()
    browser.get("/", status="*")
    answers = {essence(link, browser) for link in (f"/s/{UNKNOWN}", revoked, expired, elsewhere)}
    (answer,) = map(str, answers)
    assert "Set-Cookie" not in answer
    assert "strict-origin" in answer
    for link in (f"{revoked}/x", "/s/x", f"/s/{UNKNOWN}x", f"{revoked[:-1]}"):
        browser.get(link, status=404)


def test_originals_come_only_with_links_that_say_so(gallery: Site):
    image = gallery.image_url("priv/s.jpg")
    for options, status in (((), 404), ((ShareOption.DOWNLOAD,), 200)):
        browser = gallery.browser()
        follow(browser, link_to(gallery, "priv", *options))
        page = browser.get(image, status=200)
        assert (f"{image}full" in page) == (status == 200)
        browser.get(f"{image}full", status=status)
    # What everybody may have, no link takes away.
    follow(browser, link_to(gallery, "open"))
    browser.get(f"{gallery.image_url('open/a.jpg')}full", status=200)


def test_details_and_places_come_only_with_links_that_say_so(gallery: Site):
    with gallery.session() as session:
        session.scalars(select(Image).where(Image.path == "priv/s.jpg")).one().camera = {
            "model": "Pocket 7",
            "latitude": 41.9,
            "longitude": 12.5,
        }
        session.get_one(Gallery, 1).positions = Positions.TRUSTED
    shown = {
        (): (False, False),
        (ShareOption.DETAILS,): (True, False),
        (ShareOption.DETAILS, ShareOption.POSITION): (True, True),
    }
    for options, expected in shown.items():
        browser = gallery.browser()
        follow(browser, link_to(gallery, "priv", *options))
        page = browser.get(gallery.image_url("priv/s.jpg"))
        assert ("Pocket 7" in page, "41.9" in page) == expected


def test_an_address_below_a_hidden_album_does_not_tell_of_it(gallery: Site):
    gallery.set_visibility("hid/visiblechild", Visibility.PRIVATE)
    browser = gallery.browser()
    page = follow(browser, link_to(gallery, "hid/visiblechild"))
    hidden, child = gallery.album("hid").id, gallery.album("hid/visiblechild").id
    assert page.request.path_info == f"/{child}/"
    assert hidden not in page
    picture = page.html.select_one("#images a")["href"]
    assert hidden not in browser.get(picture, status=200)


def test_the_home_of_a_closed_gallery_lists_what_links_opened(gallery: Site):
    gallery.set_visibility("", Visibility.PRIVATE)
    browser = gallery.browser()
    browser.get("/", status=404)
    follow(browser, link_to(gallery, "priv"))
    page = browser.get("/", status=200)
    assert [tile.text for tile in page.html.select("ul.albums strong")] == ["priv"]
    # Only what is visible there is counted.
    follow(browser, link_to(gallery, "open"))
    line = browser.get("/").html.select_one("ul.albums a span.secondary").text
    assert "album" not in line
    end(gallery)
    browser.get("/", status=404)


def test_a_link_with_a_password_asks_for_it_at_an_address_without_the_secret(gallery: Site):
    browser, link = gallery.browser(), link_to(gallery, "priv", password=PASSWORD)
    browser.get("/s/", status=404)
    page = follow(browser, link)
    assert page.request.path_info == "/s/"
    assert link not in page
    assert page.headers["Cache-Control"] == "no-store"
    browser.get(gallery.album_url("priv"), status=404)
    again = say(page, "wrong", 403)
    assert "This is not the password of the link." in again
    assert say(again, "x" * 2000, 400)
    before = dict(browser.cookies)
    album = say(again, PASSWORD).follow(status=200)
    assert album.request.path_info == gallery.album_url("priv")
    assert browser.cookies["bv-share"] != before["bv-share"]
    browser.get("/s/", status=404)
    assert follow(browser, link).request.path_info == gallery.album_url("priv")
    # A browser that holds another link is not let into this one.
    other = gallery.browser()
    follow(other, link_to(gallery, "open"))
    token = say(follow(other, link), "wrong", 403).forms[0]
    token["share"] = "1" if token["share"].value != "1" else "2"
    token["password"] = PASSWORD
    token.submit(status=404)


def test_too_many_wrong_passwords_have_to_wait(gallery: Site):
    browser, link = gallery.browser(), link_to(gallery, "priv", password=PASSWORD)
    page = follow(browser, link)
    for _ in range(10):
        page = say(page, "wrong", 403)
    refused = say(page, PASSWORD, 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert "Too many attempts." in refused


def test_while_passwords_are_compared_elsewhere_one_has_to_come_again(gallery: Site):
    page = follow(gallery.browser(), link_to(gallery, "priv", password=PASSWORD))
    with hashing_slot(Way.LINK, "somebody else"):
        answer = say(page, PASSWORD, 503)
    assert int(answer.headers["Retry-After"]) > 0
    # Strangers who have no link are not in the way.
    with hashing_slot(Way.NOTHING, "a crowd"):
        say(page, PASSWORD, 303)


def test_a_form_from_elsewhere_unlocks_nothing(gallery: Site):
    browser = gallery.browser()
    page = follow(browser, link_to(gallery, "priv", password=PASSWORD))
    fields = {"share": "1", "password": PASSWORD}
    browser.post("/s/", fields, status=400)
    token = {"csrf_token": list(page.forms.values())[-1]["csrf_token"].value}
    browser.post("/s/", {**fields, **token}, headers={"Origin": "http://evil.test"}, status=400)
    gallery.browser().post("/s/", {**fields, **token}, status=400)
    browser.get(gallery.album_url("priv"), status=404)
    browser.post("/s/", {**fields, **token}, status=303)


def test_one_password_opens_one_link(gallery: Site):
    browser = gallery.browser()
    follow(browser, link_to(gallery, "open/secretchild", password=PASSWORD))
    say(follow(browser, link_to(gallery, "priv", password=PASSWORD)), PASSWORD)
    browser.get(gallery.album_url("priv"), status=200)
    browser.get(gallery.album_url("open/secretchild"), status=404)
    say(browser.get("/s/"), PASSWORD)
    browser.get(gallery.album_url("open/secretchild"), status=200)


def test_a_link_of_one_gallery_is_worth_nothing_at_another(gallery: Site):
    gallery.add_gallery("other.test", owner="foreign", home="other")
    link = link_to(gallery, "priv")
    gallery.browser(host="other.test").get(link, status=404)
    browser = gallery.browser()
    follow(browser, link)
    cookie = f"bv-share={browser.cookies['bv-share']}"
    other = gallery.browser(host="other.test")
    other.get(gallery.album_url("priv"), headers={"Cookie": cookie}, status=404)


def test_a_link_is_told_to_no_log_and_to_no_other_page(
    gallery: Site, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    browser = gallery.browser()
    links = [link_to(gallery, "priv"), link_to(gallery, "priv", password=PASSWORD)]
    answers = []
    for link in links:
        answer = browser.get(link, status=303)
        answers += [answer, answer.follow()]
    say(answers[-1], "wrong", 403)
    end(gallery)
    gone = browser.get(links[0], status=404)
    assert gone.headers["Referrer-Policy"] == "strict-origin"
    for link in links:
        token = link.rpartition("/")[2]
        assert token not in caplog.text
        assert all(token not in str(answer) for answer in answers)
        assert token not in gone.text
    assert re.search(r"'link \d+' was refused", caplog.text)


def test_a_link_is_followed_by_people_who_are_signed_in_as_well(gallery: Site):
    gallery.add_user("guest")
    for name in ("guest", "owner"):
        browser = gallery.browser(name)
        page = follow(browser, link_to(gallery, "priv"))
        assert name in page
        image = gallery.image_url("priv/s.jpg")
        browser.get(f"{image}full", status=200 if name == "owner" else 404)


def test_what_a_link_costs(gallery: Site):
    browser = gallery.browser()
    with gallery.statements() as statements:
        browser.get(gallery.album_url("open"))
    before = len(statements)
    follow(browser, link_to(gallery, "priv"))
    with gallery.statements() as statements:
        browser.get(gallery.album_url("open"))
    assert len(statements) <= before + 1
    image = f"{gallery.image_url('open/a.jpg')}small.jpg"
    browser.get(image)
    with gallery.statements() as statements:
        browser.get(image)
    assert len(statements) == 1


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "ä", "A" * 4000])
def test_a_cookie_that_is_not_ours_is_worth_nothing(gallery: Site, value: str):
    browser = gallery.browser()
    headers = {"Cookie": f"bv-share={value}"}
    browser.get(gallery.album_url("priv"), headers=headers, status=404)
    browser.get(link_to(gallery, "priv"), headers=headers, status=303)

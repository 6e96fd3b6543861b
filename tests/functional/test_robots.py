"""Search engines find nothing unless the owner lets them in, and then what is visible."""

from urllib.robotparser import RobotFileParser

import pytest
from webtest import TestApp

from bviewer.models import Gallery, Visibility
from bviewer.views.robots import PREVIEWING
from tests.functional.stacks import everywhere
from tests.site import Site

CLOSED = "User-agent: *\nDisallow: /\n"


@pytest.fixture
def indexed(gallery: Site) -> Site:
    """A gallery whose owner lets search engines in."""
    with gallery.session() as session:
        found = session.get_one(Gallery, 1)
        found.indexed, found.about_title = True, "About me"
    return gallery


def is_closed(browser: TestApp, url: str, status: int = 200) -> bool:
    """Whether an answer keeps search engines out, in its header and in its page."""
    answer = browser.get(url, status=status)
    header = answer.headers.getall("X-Robots-Tag")
    assert header in ([], ["noindex, nofollow"])
    if answer.content_type == "text/html":
        tags = [tag["content"] for tag in answer.html.select("meta[name=robots]")]
        assert tags == header
    return bool(header)


def test_nothing_is_found_without_the_owner(gallery: Site) -> None:
    browser = gallery.browser()
    for url in ("/", gallery.album_url("open"), gallery.image_url("open/a.jpg"), "/login"):
        assert is_closed(browser, url)
    assert rules(browser).can_fetch("Twitterbot", "/")
    for name in ("Googlebot", "bingbot", "GPTBot"):
        assert not rules(browser).can_fetch(name, "/")


def rules(browser: TestApp) -> RobotFileParser:
    """What `robots.txt` says."""
    parser = RobotFileParser()
    parser.parse(browser.get("/robots.txt").text.splitlines())
    return parser


def test_whoever_shows_previews_of_links_may_look_at_pages_and_pictures(gallery: Site) -> None:
    found = rules(gallery.browser())
    for name in (*PREVIEWING, "facebookexternalhit/1.1"):
        assert found.can_fetch(name, "/italy-7Hq2K9wx4mZp/")
        assert found.can_fetch(name, "/italy-7Hq2K9wx4mZp/Ab3dE5fG7hJ9/big.jpg?v=1")


def test_nobody_looks_at_a_gallery_whose_owner_wants_no_previews(gallery: Site) -> None:
    with gallery.session() as session:
        session.get_one(Gallery, 1).previews = False
    assert gallery.browser().get("/robots.txt").text == CLOSED


@pytest.mark.parametrize("flag", [Visibility.HIDDEN, Visibility.PRIVATE])
def test_a_gallery_that_is_not_visible_has_no_previews(gallery: Site, flag: Visibility) -> None:
    gallery.set_visibility("", flag)
    assert gallery.browser().get("/robots.txt").text == CLOSED


def test_what_is_visible_is_found(indexed: Site) -> None:
    browser = indexed.browser()
    for url in ("/", "/about", indexed.album_url("open"), indexed.image_url("open/a.jpg")):
        assert not is_closed(browser, url)
    assert "Allow: /\n" in browser.get("/robots.txt").text
    assert browser.get("/robots.txt").content_type == "text/plain"


@everywhere
def test_what_is_not_visible_is_not_found(indexed: Site) -> None:
    browser, owner = indexed.browser(), indexed.browser("owner")
    for url in ("/login", "/feed", "/robots.txt", "/manifest.webmanifest"):
        assert is_closed(browser, url)
    for folder in ("hid", "hid/visiblechild"):
        assert is_closed(browser, indexed.album_url(folder))
    assert is_closed(browser, indexed.image_url("hid/h.jpg"))
    for folder in ("priv", "priv/openchild", "open/secretchild"):
        assert is_closed(owner, indexed.album_url(folder))
        assert is_closed(browser, indexed.album_url(folder), status=404)
    assert is_closed(browser, f"{indexed.album_url('open')}nothing", status=404)


@pytest.mark.parametrize("flag", [Visibility.HIDDEN, Visibility.PRIVATE])
def test_a_gallery_that_is_not_visible_does_not_say_that_it_was_let_in(
    indexed: Site, flag: Visibility
) -> None:
    indexed.set_visibility("", flag)
    assert indexed.browser().get("/robots.txt").text == CLOSED
    assert is_closed(indexed.browser("owner"), indexed.album_url("open"))


def test_there_is_an_answer_at_any_host(indexed: Site) -> None:
    assert indexed.browser(host="unknown.test").get("/robots.txt").text == CLOSED
    assert indexed.browser(host="127.0.0.1:8080").get("/robots.txt").text == CLOSED


@everywhere
def test_the_manifest_has_icons_that_are_there(indexed: Site) -> None:
    browser = indexed.browser()
    answer = browser.get("/manifest.webmanifest")
    assert answer.content_type == "application/manifest+json"
    manifest = answer.json
    assert (manifest["name"], manifest["start_url"]) == ("pub.test", "/")
    page = browser.get("/").html
    assert page.select("link[rel=manifest]")[0]["href"] == "/manifest.webmanifest"
    icons = [icon["src"] for icon in manifest["icons"]]
    icons += [link["href"] for link in page.select("link[rel=icon], link[rel=apple-touch-icon]")]
    assert len(set(icons)) == 4
    for url in icons:
        assert browser.get(url, status=200).content_type in {"image/png", "image/svg+xml"}
    browser.get("/manifest.webmanifest/more", status=404)

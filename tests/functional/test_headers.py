"""Security headers are on every answer, once each."""

import pytest
from webtest import TestApp, TestResponse

from bviewer.models import Visibility
from bviewer.views.headers import ALWAYS
from tests.functional.stacks import everywhere
from tests.site import Site

pytestmark = everywhere

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}


def policy(answer: TestResponse) -> dict[str, str]:
    """The content security policy of an answer."""
    (header,) = answer.headers.getall("Content-Security-Policy")
    return dict((f"{part} ".split(" ", 1)) for part in header.split("; "))


def answers(site: Site) -> dict[str, TestResponse]:
    """An answer of each kind that is no file."""
    browser: TestApp = site.browser()
    image = site.image_url("open/a.jpg")
    return {
        "page": browser.get("/", status=200),
        "image": browser.get(image, status=200),
        "feed": browser.get("/feed", status=200),
        "form": browser.get("/login", status=200),
        "robots": browser.get("/robots.txt", status=200),
        "redirect": browser.get(image.rstrip("/"), status=301),
        "bad form": browser.post("/login", status=400),
        "missing": browser.get("/nothing", status=404),
        "denied": browser.get(site.album_url("priv"), status=404),
        "broken query": browser.get("/?a=%ff", status=400),
        "not yet": browser.get(f"{image}big.jpg", status=202),
    }


def test_every_answer_has_every_header_once(gallery: Site) -> None:
    for kind, answer in answers(gallery).items():
        for name, value in ALWAYS.items():
            assert answer.headers.getall(name) == [value], (kind, name)
        found = {name: value.strip() for name, value in policy(answer).items()}
        assert found == DIRECTIVES, kind
        assert len(answer.headers.getall("Cache-Control")) == 1, kind


@pytest.mark.stacks("embedded")
def test_on_https_pages_load_nothing_without_it(gallery: Site) -> None:
    answer = gallery.browser().get("/", extra_environ={"wsgi.url_scheme": "https"})
    assert policy(answer).keys() == {*DIRECTIVES, "upgrade-insecure-requests"}


def test_answers_that_depend_on_who_asks_say_so(gallery: Site) -> None:
    gallery.set_visibility("open/secretchild", Visibility.PRIVATE)
    browser, owner = gallery.browser(), gallery.browser("owner")
    for answer in (browser.get("/"), owner.get("/"), browser.get("/nothing", status=404)):
        varies = [part.strip() for part in ",".join(answer.headers.getall("Vary")).split(",")]
        assert varies.count("Cookie") == varies.count("Accept-Language") == 1


def test_our_own_files_are_kept_for_ever_and_what_is_no_file_is_not(gallery: Site) -> None:
    browser = gallery.browser()
    page = browser.get("/").html
    files = [link["href"] for link in page.select("link[rel=stylesheet], link[rel=icon]")]
    files += [script["src"] for script in page.select("script[src]")]
    assert len(files) == 6
    for file in files:
        answer = browser.get(file, status=200)
        assert answer.headers.getall("Cache-Control") == ["public, max-age=31536000, immutable"]
        assert "Expires" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        missing = browser.get(f"{file}.map", status=404)
        assert missing.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["pub.test", "unknown.test"])
def test_programs_that_read_no_page_find_the_icon(gallery: Site, host: str) -> None:
    answer = gallery.browser(host=host).get("/favicon.ico", status=302)
    icon = gallery.browser(host=host).get(answer.location, status=200)
    assert (icon.content_type, icon.body[:4]) == ("image/png", b"\x89PNG")


def test_other_sites_may_neither_read_nor_embed_what_is_here(gallery: Site) -> None:
    """No answer is for other origins, and a private picture is nothing to their pages.

    A request that another site causes carries no cookie of ours (SameSite=Lax), unless somebody
    follows a link. `Cross-Origin-Resource-Policy` has browsers keep even visible pictures from it.
    """
    evil = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    stranger, private = gallery.browser(), f"{gallery.image_url('priv/s.jpg')}small.jpg"
    embedding = {**evil, "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"}
    stranger.get(private, headers=embedding, status=404)
    answer = gallery.browser("owner").get(private, headers=embedding)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    for url in ("/", gallery.image_url("open/a.jpg"), "/feed", "/login", "/robots.txt", "/nothing"):
        for method in (stranger.get, stranger.options):
            answer = method(url, headers=evil, expect_errors=True)
            assert not [name for name in answer.headers if name.startswith("Access-Control-")]
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_browsing_without_a_cookie_gets_none(gallery: Site) -> None:
    """Pages say `Vary: Cookie`, for they show more to whoever is signed in; nothing is set."""
    browser = gallery.browser()
    image = gallery.image_url("open/a.jpg")
    for url in ("/", image, f"{image}big.jpg", "/feed", "/robots.txt", "/manifest.webmanifest"):
        assert "Set-Cookie" not in browser.get(url).headers, url


@pytest.mark.stacks("embedded")
def test_what_is_the_same_for_everybody_does_not_vary(gallery: Site) -> None:
    thumbnail = f"{gallery.image_url('open/a.jpg')}small.jpg"
    owner = gallery.browser("owner")
    owner.get(thumbnail)
    assert "Vary" not in owner.get(thumbnail, status=200).headers
    icon = owner.get("/").html.select("link[rel=icon]")[0]["href"]
    assert "Vary" not in owner.get(icon, status=200).headers
    private = f"{gallery.image_url('priv/s.jpg')}small.jpg"
    owner.get(private)
    assert owner.get(private, status=200).headers["Vary"] == "Cookie, Authorization"

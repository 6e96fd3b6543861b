"""What an address may look like: folders named like our pages, odd spellings, extra segments."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from webtest import TestApp, TestResponse

from bviewer.models import Visibility
from tests.functional.stacks import everywhere, in_a_soak
from tests.pictures import jpeg
from tests.side_effects import touched_files
from tests.site import Site

pytestmark = everywhere

# Names that our own pages, or other programs' habits, have given a meaning.
NAMES = [
    *("edit", "login", "logout", "welcome", "api", "static", "@@zip", "index.html", "download"),
    *("admin", "about", "full", "small.jpg", "s", "@@login", "robots.txt", "%2e%2e", "-"),
    *("abcdefghijkm", "?after=x", "a#b", "a;b", "a\\b", "~", "con"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """Albums of all those names, and one private album with one of the same name in it."""
    site = Site(tmp_path_factory.mktemp("addresses"), database)
    site.add_gallery()
    for name in NAMES:
        site.write(f"{name}/{name}/a.jpg")
    site.write("open/a.jpg")
    site.write("priv/login/s.jpg")
    site.write(".well-known/acme/token.jpg")
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    yield site
    site.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_named_like_a_page_is_an_album(site: Site, name: str) -> None:
    browser = site.browser()
    assert browser.get(site.album_url(name)).html.h1.text == name
    assert browser.get(site.album_url(f"{name}/{name}")).html.h1.text == name
    image = site.image_url(f"{name}/{name}/a.jpg")
    assert browser.get(f"{image}small.jpg", status=[200, 202])
    assert browser.get(f"{image}full").body == (site.library / name / name / "a.jpg").read_bytes()


def test_a_folder_of_that_name_does_not_take_a_page_away(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/login").forms
    for name in ("edit", "logout", "api", "static", "downloads", "admin", "welcome", "zip"):
        for above in ("/", site.album_url("open"), site.album_url("login")):
            browser.get(f"{above}{name}", status=404)
            browser.get(f"{above}@@{name}", status=404)
    browser.get(f"{site.album_url('login')}login", status=404)


def test_a_private_folder_of_that_name_is_as_private(site: Site) -> None:
    site.browser().get(site.album_url("priv/login"), status=404)
    site.browser("owner").get(site.album_url("priv/login"), status=200)


def test_folders_that_begin_with_a_dot_are_no_albums(site: Site) -> None:
    page = site.browser("owner").get("/")
    assert "acme" not in page
    site.browser("owner").get("/.well-known/", status=404)


def spellings(allowed: str, denied: str) -> Iterator[str]:
    """Ways to write something else than the address of a page, given two albums' URLs."""
    inner, outer = allowed.rstrip("/"), denied.rstrip("/")
    for dots in (
        "..",
        "%2e%2e",
        ".%2e",
        "%2E%2E",
        "..%2f..",
        "%252e%252e",
        "..;",
        "..%5c",
        "..%00",
    ):
        yield f"{inner}/{dots}{outer}/"
        yield f"{inner}/{dots}"
        yield f"/{dots}{inner}/"
        yield f"/{dots}/{dots}/{dots}/etc/passwd"
    yield from (f"{inner}/.{outer}/", f"{inner}/./", f"/.{inner}/", f"{inner}/%2e/")
    yield from (f"/{allowed}", f"//{inner}/", f"{inner}//", f"/{denied}", f"//{outer}//")
    yield from (f"{inner}%2f..%2f{outer[1:]}/", f"{inner}%2f%2f", f"/%2f{inner[1:]}/")
    yield from (f"{inner}%00/", f"{inner}/%0a", f"{inner}/%7f/", f"{inner}%0d%0aX: y/", "/%00")
    yield from (f"{inner}/@@", f"/@@{inner[1:]}/", "/@@login", f"{inner}/@@login", "/@@static/x")
    yield from ("/etc/passwd", "/C:%5cphotos", "/a.jpg", "/open/a.jpg", "/images/1/aa/a.jpg")
    yield from (f"{inner}/extra", f"{inner}/extra/", f"{inner}/{'x/' * 80}", f"{inner}\u2025/")


BY_NGINX = b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"


def get_raw(browser: TestApp, path: str) -> TestResponse:
    """Ask for a path as a server hands it on; WebTest would tidy it up."""
    environ = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1")}
    return browser.get("/", extra_environ=environ, status="*")


def test_odd_spellings_are_missing_for_everybody(site: Site) -> None:
    browsers = [site.browser(), site.browser("owner")]
    for url in spellings(site.album_url("open"), site.album_url("priv")):
        for browser in browsers:
            page = get_raw(browser, url)
            # nginx refuses by itself what leads above the top, or has a NUL.
            assert page.status_int == 404 or page.body.endswith(BY_NGINX), url
            assert "Location" not in page.headers
    assert get_raw(browsers[0], site.album_url("open")).html.h1.text == "open"


def test_bytes_that_are_no_text_are_refused(site: Site) -> None:
    for path in ("/%ff/", "/%c0%ae%c0%ae/", f"{site.album_url('open')}%fe", "/?after=%ff"):
        assert site.browser().get(path, status=400).content_type == "text/plain"


@in_a_soak
def test_what_a_query_says_never_names_a_file(site: Site) -> None:
    album, image = site.album_url("open"), site.image_url("open/a.jpg")
    wishes = ["../../etc/passwd", "/etc/passwd", "%00", "%252e", "..%5c", "a" * 5000, "-1", ""]
    for url in (album, image, f"{image}small.jpg", f"{image}full", "/login"):
        for wish in wishes:
            for name in ("after", "before", "v", "next", "size", "path", "file"):
                status = site.browser().get(f"{url}?{name}={wish}", status="*").status_int
                assert status in {200, 202, 400, 404}


@pytest.mark.parametrize(
    "path", ["/", "/../settings.py", "/%2e%2e/settings.py", "/..%2fsettings.py", "//etc/passwd"]
)
def test_only_our_own_files_are_static(site: Site, path: str) -> None:
    browser = site.browser()
    folder = urlsplit(browser.get("/").html.link["href"]).path.rpartition("/css/")[0]
    assert browser.get(f"{folder}/css/base.css").content_type == "text/css"
    browser.get(f"{folder}/nothing", status=404)  # Templates are read at their first use.
    with touched_files() as touched:
        browser.get(folder + path, status=404)
    ours = os.fspath(Path(__file__).parents[2] / "bviewer" / "static")
    assert all(ours in line for line in touched)


# One page, one address.


def test_nothing_follows_a_page(site: Site) -> None:
    browser, image = site.browser(), site.image_url("open/a.jpg")
    for url in ("/login", "/welcome/a", site.album_url("open"), image, f"{image}full"):
        browser.get(url, status=[200, 303])
        browser.get(f"{url.rstrip('/')}/extra", status=404)
        browser.get(f"{url.rstrip('/')}/extra/more/", status=404)
    browser.get(f"{image}small.jpg/extra", status=404)
    browser.get(f"{image}full/full", status=404)
    browser.get("/welcome", status=404)
    page = site.browser("owner").get("/")
    page.form.action = "/logout/extra"
    page.form.submit(status=404)


@pytest.mark.parametrize("method", ["get", "head"])
def test_other_spellings_of_a_page_lead_to_it(site: Site, method: str) -> None:
    ask = getattr(site.browser(), method)
    album, image = site.album_url("open"), site.image_url("open/a.jpg")
    for url, right in {
        album[:-1]: album,
        f"/other-words-{site.album('open').id}/": album,
        f"/{site.album('open').id}": album,
        image[:-1]: image,
        f"{album}words-{site.image('open/a.jpg').id}/": image,
        "/login/": "/login",
    }.items():
        assert ask(url, status=301).location == f"http://pub.test{right}"
        assert ask(f"{url}?after=x&b=%C3%A9", status=301).location.endswith("?after=x&b=%C3%A9")


def test_a_redirect_is_not_kept_for_ever(site: Site) -> None:
    # An album that moves away and back would send browsers in audiences.
    moved = site.browser().get(site.album_url("open")[:-1], status=301)
    assert "no-cache" in moved.headers["Cache-Control"]


@pytest.mark.parametrize("place", ["open", "priv", "", "nowhere"])
def test_nobody_moves_the_root_of_the_tree(site: Site, place: str) -> None:
    root = "/nowhere" if place == "nowhere" else site.album_url(place)
    for browser in (site.browser(), site.browser("owner")):
        for url in ("/", "/login", site.album_url("open")):
            plain = browser.get(url)
            moved = browser.get(url, headers={"X-Vhm-Root": root})
            assert moved.html.find(["title", "h1"]) == plain.html.find(["title", "h1"])
            assert moved.html.find_all("a") == plain.html.find_all("a")


def test_the_deepest_folder_of_the_library_is_reached(site: Site) -> None:
    folder = "/".join(["deep", *(f"d{depth}" for depth in range(2, 65))])
    site.write(f"{folder}/a.jpg", jpeg(61, 40))  # The others have private copies.
    site.sync()
    image = site.image_url(f"{folder}/a.jpg")
    browser = site.browser()
    assert browser.get(site.album_url(folder)).html.h1.text == "d64"
    assert browser.get(image, status=200)
    assert browser.get(f"{image}small.jpg", status=[200, 202])
    assert browser.get(f"{image}full", status=200)
    assert browser.get(f"/{site.image(f'{folder}/a.jpg').id}/").location.endswith(image)

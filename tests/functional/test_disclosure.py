"""What answers must not tell: where files are, what is private or hidden, how rows are numbered."""

import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.albums.editing import set_order
from bviewer.albums.galleries import top_album
from bviewer.models import Gallery, SortOrder, User, Visibility, new_id
from bviewer.models.base import ID_ALPHABET
from tests.crawl import crawl, named_addresses
from tests.functional.stacks import everywhere, in_a_soak
from tests.mirrored import mirror
from tests.pictures import camera_exif, jpeg
from tests.site import HOST, Site

# Titles that cannot be mistaken for other words of a page. `geheim` is private, `heimlich` hidden.
PATHS = [
    *("open/amsel.jpg", "open/innen/pirol.jpg", "open/broken.jpg", "open/gone.jpg", "top.jpg"),
    *("heimlich/habicht.jpg", "heimlich/sichtbar/zeisig.jpg"),
    *("geheim/specht.jpg", "geheim/offenbar/bussard.jpg"),
]
FLAGS = {
    "open/innen": Visibility.PRIVATE,
    "heimlich": Visibility.HIDDEN,
    "geheim": Visibility.PRIVATE,
}
FOLDERS = ["open", "open/innen", "heimlich", "heimlich/sichtbar", "geheim", "geheim/offenbar"]
GIVEN = {"plain": (), "guest": ("geheim/offenbar",), "viewer": ("geheim", "open/innen")}
EVERYBODY = [None, *GIVEN, "owner"]

SEGMENTS = re.compile(
    rf"(/((?:[\w-]+-)?[{ID_ALPHABET}]{{12}}|[a-z]+(-[a-z]+)*|(tiny|small|medium|small2x|big|large|huge)\.jpg"
    r"|v1|openapi\.json|feed|manifest\.webmanifest|static/[0-9a-f]{12}/([\w-]+/)*[\w-]+\.(css|js|svg|png)))*/?"
)
# nginx makes its own of the time and the size of what it sends; a digest tells nothing.
ETAG = re.compile(
    r'"[0-9a-f]{16}"|"[0-9a-f]{12}(-[0-9a-f]+){1,2}"|"[0-9a-f]{8}-[0-9a-f]+"|"[\w-]{20}"'
)


def build(folder: Path, database: Path, **options: str) -> Site:
    """A site of albums with flags, and people with access to some."""
    site = Site(folder, database)
    gallery_id = site.add_gallery(**options)
    for path in PATHS:
        site.write(path, b"no picture" if "broken" in path else None)
    site.sync()
    (site.library / "open" / "gone.jpg").unlink()
    site.sync()
    for path, flag in FLAGS.items():
        site.set_visibility(path, flag)
    for name, folders in GIVEN.items():
        site.add_user(name, "a long password")
        for path in folders:
            album_id = site.album(path).id
            with site.session() as session:
                user = session.scalars(select(User).where(User.name == name)).one()
                grant(session, user, session.get_one(Gallery, gallery_id), album_id)
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """A site that tests only look at."""
    site = build(tmp_path_factory.mktemp("disclosure"), database, title="Willkommen")
    yield site
    site.close()


@pytest.fixture
def closed(tmp_path: Path, database: Path) -> Iterator[Site]:
    """The same, but all of the gallery is private."""
    site = build(tmp_path, database, title="Willkommen", visibility="private")
    yield site
    site.close()


def nodes(site: Site) -> Iterator[str]:
    """The addresses of everything there is."""
    yield from ("/", "/login", "/welcome/x", "/nothing", f"/{new_id()}/")
    yield from (site.album_url(folder) for folder in FOLDERS)
    for path in PATHS:
        image = site.image_url(path)
        yield from (image, f"{image}small.jpg", f"{image}full", f"{image}nothing")


@functools.cache
def look_at_all(site: Site, name: str | None) -> dict[str, TestResponse]:
    """The answers to addresses that were known beforehand, or found on pages."""
    return crawl(site.browser(name), nodes(site), is_wanted)


def is_wanted(url: str) -> bool:
    """Whether a link is followed: from one page to that for signing in, which is as all others."""
    return "/login?" not in url or url.endswith("?next=%2F")


def told(page: TestResponse) -> bytes:
    """All text of an answer: what a client could read."""
    lines = [f"{name}: {value}" for name, value in page.headerlist]
    return "\n".join([page.status, *lines, ""]).encode() + page.body


@everywhere
@pytest.mark.parametrize(
    "name", [None, "owner", *(pytest.param(name, marks=in_a_soak) for name in GIVEN)]
)
def test_no_answer_says_where_anything_is_on_the_server(site: Site, name: str | None) -> None:
    folders = [site.library, site.cache, site.library.parent, Path(__file__).parents[2]]
    forbidden = [os.fsencode(folder) for folder in folders] + [b"Traceback", b"sqlite", b"/srv"]
    answers = look_at_all(site, name)
    assert len(answers) > 40
    for url, page in answers.items():
        assert page.status_int < 500, url
        for secret in forbidden:
            assert secret not in told(page), url


@everywhere
@pytest.mark.parametrize("name", EVERYBODY)
def test_no_address_and_no_header_counts_anything(site: Site, name: str | None) -> None:
    for page in look_at_all(site, name).values():
        for link in named_addresses(page):
            parts = urlsplit(link)
            assert parts.netloc == HOST
            assert SEGMENTS.fullmatch(parts.path.encode("latin-1").decode()), link
        if "ETag" in page.headers:
            assert ETAG.fullmatch(page.headers["ETag"])
        assert "Server" not in page.headers
        assert not any(key.startswith("X-Accel") for key in page.headers)


def secrets_of(site: Site, *folders: str) -> list[bytes]:
    """The titles and ids of albums, the ids and titles of the images in them."""
    found = []
    for folder in folders:
        found += [folder.rpartition("/")[2], site.album(folder).id]
        for path in PATHS:
            if path.rpartition("/")[0] == folder:
                found += [site.image(path).id, Path(path).stem]
    return [secret.encode() for secret in found]


@everywhere
@pytest.mark.parametrize("name", [None, "plain"])
def test_what_is_private_is_told_to_nobody_else(site: Site, name: str | None) -> None:
    secrets = secrets_of(site, "geheim", "geheim/offenbar", "open/innen")
    for url, page in look_at_all(site, name).items():
        for secret in secrets:
            assert secret not in told(page), url


@everywhere
def test_a_guest_of_a_nested_album_is_told_nothing_of_what_is_above_it(site: Site) -> None:
    # The id of the album above is in the address; its title and its images are not.
    secrets = secrets_of(site, "geheim", "open/innen")
    secrets.remove(site.album("geheim").id.encode())
    answers = look_at_all(site, "guest")
    for url, page in answers.items():
        for secret in secrets:
            assert secret not in told(page), url
    album = answers[site.album_url("geheim/offenbar")]
    assert album.html.h1.text == "offenbar"
    crumbs = [link.text for link in album.html.select(".breadcrumbs a")]
    assert crumbs == ["Willkommen"]
    assert answers[site.album_url("geheim")].status_int == 404


@everywhere
@pytest.mark.parametrize("name", [None, "plain", "guest", "viewer"])
def test_what_is_hidden_is_told_to_those_who_have_the_address(site: Site, name: str | None) -> None:
    secrets = secrets_of(site, "heimlich", "heimlich/sichtbar")
    inside = site.album_url("heimlich")
    ids = [site.image(path).id for path in PATHS if path.startswith("heimlich")]
    for url, page in look_at_all(site, name).items():
        if not url.startswith((inside, "/login?")) and not any(id_ in url for id_ in ids):
            for secret in secrets:
                assert secret not in told(page), url


# Errors.


def test_an_error_page_does_not_say_why(closed: Site, caplog: pytest.LogCaptureFixture) -> None:
    thumbnail = f"{closed.image_url('geheim/specht.jpg')}small.jpg"
    pages = []
    for damage, status in {
        "UPDATE image SET quick_hash = 5": 500,
        "ALTER TABLE album_summary RENAME TO elsewhere": 503,
        "ALTER TABLE album RENAME TO away": 503,
    }.items():
        with closed.session() as session:
            session.execute(text(damage))
        pages.append(
            closed.browser("owner").get(thumbnail if status == 500 else "/", status=status)
        )
    for page in pages:
        for word in (b"album", b"SELECT", b"Traceback", b"sqlite", b"TypeError", b"bytes", b".py"):
            assert word not in told(page)
    assert "no such table: album_summary" in caplog.text
    assert "Traceback" in caplog.text


# Existence.


def essence(page: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given."""
    headers = [header for header in page.headerlist if header[0] != "Date"]
    return page.status, headers, page.body


def ask(browser: TestApp, method: str, url: str) -> TestResponse:
    """A request with any method."""
    return browser.get(url, extra_environ={"REQUEST_METHOD": method}, status="*")


def pairs(site: Site) -> Iterator[tuple[str, str]]:
    """Addresses of private nodes, each with one of the same form that never was."""
    never = f"/{new_id()}/"
    album, image = site.album_url("geheim"), site.image_url("geheim/specht.jpg")
    yield album, never
    yield album[:-1], never[:-1]
    yield f"/words-{site.album('geheim').id}/", f"/words-{new_id()}/"
    yield f"{album}?after={site.image('geheim/specht.jpg').id}", f"{never}?after={new_id()}"
    yield site.album_url("geheim/offenbar"), f"{album}{new_id()}/"
    yield site.album_url("open/innen"), f"{site.album_url('open')}{new_id()}/"
    for ending in ("", "small.jpg", "small.jpg?v=0123456789ab", "full", "huge.jpg", "edit"):
        yield f"{image}{ending}", f"{album}{new_id()}/{ending}"
        yield f"{image}{ending}", f"{never}{new_id()}/{ending}"
    for name in ("edit", "login", "logout", "slideshow", "download", "feed", "access", "images"):
        yield f"{album}{name}", f"{never}{name}"


@everywhere
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("name", [None, "plain"])
def test_private_is_like_missing_by_any_method(site: Site, name: str | None, method: str) -> None:
    browser = site.browser(name)
    with site.statements() as statements:
        for private, missing in pairs(site):
            answers = []
            for url in (private, missing):
                statements.clear()
                answer = ask(browser, method, url)
                answers.append((essence(answer), len(statements)))
            status = 404 if method in {"GET", "HEAD", "POST"} else 405
            assert answers[0][0][0].startswith(str(status))
            assert answers[0] == answers[1], private


def test_whoever_is_signed_in_is_told_so_where_nothing_is(site: Site) -> None:
    site.add_user("<b>%s", "a long password")
    page = site.browser("<b>%s").get(site.album_url("geheim"), status=404)
    assert "You are signed in as &lt;b&gt;%s." in page
    page.click("Your account")
    page.click("Sign in as somebody else")
    assert "signed in" not in site.browser().get(site.album_url("geheim"), status=404)


@everywhere
def test_those_addresses_are_there_for_whoever_may_see_them(site: Site) -> None:
    owner = site.browser("owner")
    statuses = {owner.get(private, status="*").status_int for private, _missing in pairs(site)}
    assert statuses - {202} == {200, 301, 404}
    owner.get(next(pairs(site))[0], status=200)


@everywhere
@pytest.mark.parametrize("cookie", ["nonsense", "a" * 43, 'x="y\\', "\u00e9"])
def test_a_cookie_that_is_nothing_makes_no_difference(site: Site, cookie: str) -> None:
    headers = {"Cookie": f"bv={cookie}".encode().decode("latin-1")}
    for private, missing in pairs(site):
        one = site.browser().get(private, headers=headers, status=404)
        other = site.browser().get(missing, headers=headers, status=404)
        assert essence(one) == essence(other)
        assert "Set-Cookie" not in one.headers


@everywhere
def test_where_a_listing_begins_tells_nothing_of_images_elsewhere(site: Site) -> None:
    browser, album = site.browser(), site.album_url("open")
    missing = browser.get(f"{album}?after={new_id()}", status=404)
    for path in ("open/innen/pirol.jpg", "geheim/specht.jpg", "heimlich/habicht.jpg", "top.jpg"):
        for name in ("after", "before", "at"):
            other = browser.get(f"{album}?{name}={site.image(path).id}", status=404)
            assert essence(other) == essence(missing)


@everywhere
def test_signing_in_does_not_tell_what_is_private(site: Site) -> None:
    album, image = site.album_url("geheim"), site.image_url("geheim/specht.jpg")
    places = []
    for path in (album, image, f"/{new_id()}/", "/nothing"):
        form = site.browser().get("/login", {"next": path}).forms[0]
        form["name"], form["password"] = "plain", "a long password"
        places.append(form.submit(status=303).location)
    assert set(places) == {"http://pub.test/"}


# The home of a private gallery.


def test_the_home_of_a_private_gallery_is_missing(closed: Site) -> None:
    for name in (None, "plain"):
        browser = closed.browser(name)
        home = browser.get("/", status=404)
        assert essence(home) == essence(browser.get("/nothing", status=404))
        assert "Willkommen" not in browser.get("/login")


def test_a_guest_of_a_private_gallery_sees_what_was_given_and_no_more(closed: Site) -> None:
    browser = closed.browser("guest")
    home = browser.get("/")
    assert [link.strong.text for link in home.html.select("main a")] == ["offenbar"]
    assert "Willkommen" not in home
    assert home.html.title.text == HOST
    album = home.click("offenbar").follow()
    assert album.request.path == closed.album_url("geheim/offenbar")
    assert album.html.select(".breadcrumbs a") == []
    assert "Willkommen" not in album
    assert all(text.strip() != "open" for text in home.html.find_all(string=True))
    for secret in secrets_of(closed, "open", "geheim", "heimlich"):
        assert secret not in told(home) or secret == b"open"  # As a script is called.


def test_whoever_was_given_all_sees_all(closed: Site) -> None:
    with closed.session() as session:
        user = session.scalars(select(User).where(User.name == "plain")).one()
        grant(session, user, session.scalars(select(Gallery)).one(), None)
    titles = {tile.text for tile in closed.browser("plain").get("/").html.select(".albums strong")}
    assert titles == {"open", "geheim", "heimlich"}


def test_access_that_was_taken_back_ends_with_the_next_request(closed: Site) -> None:
    browser, image = closed.browser("viewer"), closed.image_url("geheim/specht.jpg")
    browser.get(f"{image}small.jpg", status=202)
    known = browser.get(f"{image}small.jpg", status=200).headers["ETag"]
    with closed.session() as session:
        session.execute(text("UPDATE access SET active = false"))
    for url in (image, f"{image}full", "/", closed.album_url("geheim")):
        browser.get(url, status=404)
    browser.get(f"{image}small.jpg", headers={"If-None-Match": known}, status=404)


# Covers, numbers and dates.


@pytest.fixture
def years(site: Site, tmp_path: Path, database: Path) -> Iterator[Site]:
    """Albums `a` (2001, and 2009 in a/in) and `b` (2005), in a gallery that shows the newest
    first."""
    site = Site(tmp_path, database)
    site.add_gallery()
    for path, year in {"a/x.jpg": 2001, "a/in/y.jpg": 2009, "b/z.jpg": 2005}.items():
        site.write(path, jpeg(exif=camera_exif(f"{year}:06:01 12:00:00", thumbnail=False)))
    mirror(site)
    with site.session() as session:
        set_order(top_album(session, session.scalars(select(Gallery)).one()), SortOrder.NEWEST)
    yield site
    site.close()


def tiles(page: TestResponse) -> list[tuple[str, str, str]]:
    """The title, the line and the cover's image of each album on a page."""
    return [
        (
            tile.strong.text,
            " ".join(tile.select_one("span.secondary").text.split()),
            tile.img["src"].split("/")[-2],
        )
        for tile in page.html.select(".albums a")
    ]


def facts(page: TestResponse) -> list[str]:
    """When and what an album is, as its own page says."""
    return [span.text for span in page.html.select("main > .facts span")]


@pytest.mark.parametrize("flag", [Visibility.HIDDEN, Visibility.PRIVATE])
def test_a_cover_a_number_and_a_date_change_with_the_flag_at_once(
    years: Site, flag: Visibility
) -> None:
    x, y, z = (years.image(path).id for path in ("a/x.jpg", "a/in/y.jpg", "b/z.jpg"))
    everything = [
        ("a", "2001\u20132009 1 album", y),
        ("b", "1 June 2005 1 photograph", z),
    ]
    less = [("b", "1 June 2005 1 photograph", z), ("a", "1 June 2001 1 photograph", x)]
    stranger, owner, album = years.browser(), years.browser("owner"), years.album_url("a")
    assert tiles(stranger.get("/")) == everything
    assert facts(stranger.get(album)) == ["2001\u20132009", "1 album, 2 photographs"]
    years.set_visibility("a/in", flag)
    assert tiles(stranger.get("/")) == less
    assert facts(stranger.get(album)) == ["1 June 2001", "1 photograph"]
    assert tiles(owner.get("/")) == everything
    assert facts(owner.get(album)) == ["2001\u20132009", "1 album, 2 photographs"]
    for url in ("/", album):
        assert "2009" not in stranger.get(url)
        assert y not in stranger.get(url)
        assert "2009" in owner.get(url)
    years.set_visibility("a/in", Visibility.VISIBLE)
    assert tiles(stranger.get("/")) == everything


def test_an_album_in_an_album_that_is_closed_counts_for_nobody_outside(years: Site) -> None:
    years.write("a/in/deep/w.jpg", jpeg(exif=camera_exif("2012:06:01 12:00:00", thumbnail=False)))
    years.sync()
    years.set_visibility("a/in", Visibility.PRIVATE)
    assert "2012" not in years.browser().get("/")
    assert tiles(years.browser().get("/"))[1][1] == "1 June 2001 1 photograph"
    years.set_visibility("a/in/deep", Visibility.HIDDEN)
    years.set_visibility("a/in/deep", Visibility.VISIBLE)
    assert "2012" not in years.browser().get("/")


def test_a_guest_of_one_album_is_told_its_numbers_but_not_those_of_others(years: Site) -> None:
    for folder in ("a", "a/in"):
        years.set_visibility(folder, Visibility.PRIVATE)
    inner, outer = years.album("a/in").id, years.album("a").id
    years.add_user("guest")
    with years.session() as session:
        user = session.scalars(select(User).where(User.name == "guest")).one()
        grant(session, user, session.scalars(select(Gallery)).one(), inner)
    home = years.browser("guest").get("/")
    assert tiles(home) == [
        ("in", "1 June 2009 1 photograph", years.image("a/in/y.jpg").id),
        ("b", "1 June 2005 1 photograph", years.image("b/z.jpg").id),
    ]
    assert "2001" not in home
    assert "2 photographs" not in home
    assert outer not in home

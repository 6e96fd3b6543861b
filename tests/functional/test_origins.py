"""Files in pages of other sites: which a gallery that lists their origins lets them have, and that
nothing is said where it lists none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from webtest import TestApp, TestResponse

from bviewer.models import Album, Gallery, Visibility, new_id
from bviewer.views.headers import ALWAYS
from tests.clips import clip
from tests.films import add_film, film_url, give_picture
from tests.functional.api.asking import ask
from tests.functional.stacks import everywhere
from tests.motion import google_photo
from tests.rows import copy_rows
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere
LISTED, OTHER = "https://app.example", "https://app.example.evil"
FROM_LISTED = {"Origin": LISTED}
# An `<img>` in a page says where that is from to nobody.
SHOWN = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
KINDS = ("rendition", "original", "clip", "film inside", "poster", "archive")
FOR_EVERYBODY = ("rendition", "clip", "film inside", "poster")
FLAGS = {"open": Visibility.VISIBLE, "hid": Visibility.HIDDEN, "priv": Visibility.PRIVATE}

Files = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path
) -> Iterator[Site]:
    """A gallery with albums of each kind, of which everybody may have originals."""
    site = Site(tmp_path_factory.mktemp("origins"), database)
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    for folder, colour in zip(FLAGS, ("teal", "navy", "olive"), strict=True):
        site.write(f"{folder}/a.jpg")
        site.write(f"{folder}/m.jpg", google_photo(colour=colour))
        site.write(f"{folder}/c.mp4", clip("mp4"))
    site.sync()
    for folder, flag in FLAGS.items():
        site.set_visibility(folder, flag)
    with site.session() as session:
        session.execute(update(Album).values(downloads=True))
    yield site
    site.close()


@pytest.fixture(scope="module")
def files(site: Site) -> Files:
    """The addresses of a file of each kind in each album, all of which are there."""
    owner = site.program("owner")
    found = {}
    for folder in FLAGS:
        image, film = site.image_url(f"{folder}/a.jpg"), add_film(site, folder)
        give_picture(site, film)
        found |= {
            (folder, "rendition"): f"{image}small.jpg",
            (folder, "original"): f"{image}full",
            (folder, "clip"): f"{site.image_url(f'{folder}/c.mp4')}play",
            (folder, "film inside"): f"{site.image_url(f'{folder}/m.jpg')}motion",
            (folder, "poster"): f"{film_url(site, folder, film)}small.jpg",
        }
        archive = ask(owner, "POST", "/archives", {"album": site.album(folder).id}, 202).json
        archive = ask(owner, "GET", archive["links"]["self"]).json
        found[folder, "archive"] = archive["links"]["file"].removeprefix("http://pub.test")
    make_ready(site, found)
    return found


def make_ready(site: Site, files: Files) -> None:
    """Have all copies made that are not there."""
    owner = site.browser("owner")
    for url in files.values():
        if owner.head(url, status=[200, 202]).status_int == 202:
            owner.head(url, status=200)


def list_origins(site: Site, text: str) -> None:
    """Let a gallery list origins."""
    with site.session() as session:
        session.get_one(Gallery, 1).api_origins = text


@pytest.fixture
def listing(site: Site, files: Files) -> Iterator[Files]:
    """The files of a gallery that lists origins."""
    list_origins(site, f"http://localhost:8000\n{LISTED}")
    yield files
    list_origins(site, "")


def allowed(answer: TestResponse) -> list[str]:
    """The names of the headers by which browsers let pages read an answer."""
    return [name for name in answer.headers if name.lower().startswith("access-control")]


def words(answer: TestResponse, name: str) -> list[str]:
    """What is in a header that is a list."""
    return [word.strip() for line in answer.headers.getall(name) for word in line.split(",")]


def assert_readable(answer: TestResponse) -> None:
    """A page of the listed site, and no other, may read an answer."""
    assert answer.headers.getall("Access-Control-Allow-Origin") == [LISTED]
    exposed = words(answer, "Access-Control-Expose-Headers")
    assert {"Content-Range", "Content-Disposition", "ETag", "Retry-After"} <= set(exposed)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert words(answer, "Vary").count("Origin") == 1


def assert_closed(answer: TestResponse) -> None:
    """No page may read an answer; no copy of it is given to one that may read another."""
    assert allowed(answer) == []
    assert words(answer, "Vary").count("Origin") == 1


def embedding(answer: TestResponse) -> list[str]:
    """Whose pages may show an answer."""
    return answer.headers.getall("Cross-Origin-Resource-Policy")


def preflight(app: TestApp, url: str, origin: str, status: int) -> TestResponse:
    """The answer to a browser's question."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,if-range,range",
    }
    return ask(app, "OPTIONS", f"http://pub.test{url}", status=status, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_a_listed_site_has_files_by_a_token(
    site: Site, listing: Files, kind: str
) -> None:
    program, url = site.program("owner"), listing["priv", kind]
    whole = program.get(url, headers=FROM_LISTED, status=200)
    known = {**FROM_LISTED, "If-None-Match": whole.headers["ETag"]}
    part = {**FROM_LISTED, "Range": "bytes=0-9", "If-Range": whole.headers["ETag"]}
    changed = {**FROM_LISTED, "If-Match": '"another"'}
    beyond = {**FROM_LISTED, "Range": "bytes=99999999-"}
    answers = [
        whole,
        program.head(url, headers=FROM_LISTED, status=200),
        program.get(url, headers=known, status=304),
        program.get(url, headers=part, status=206),
        program.get(url, headers=beyond, status=416),
        program.get(url, headers=changed, status=412),
    ]
    for answer in answers:
        assert_readable(answer)
    assert answers[3].body == whole.body[:10]


def test_without_a_token_it_has_what_strangers_have(site: Site, listing: Files) -> None:
    for (folder, _kind), url in listing.items():
        status = 404 if folder == "priv" else 200
        assert_readable(site.browser().get(url, headers=FROM_LISTED, status=status))


def test_a_page_of_no_other_site_has_any(site: Site, listing: Files) -> None:
    program = site.program("owner")
    for url in listing.values():
        assert_closed(program.get(url, headers={"Origin": OTHER}, status=200))
    for origin in ("http://app.example", "https://APP.example", "null", "", "http://pub.test"):
        for folder in FLAGS:
            url = listing[folder, "rendition"]
            assert_closed(program.get(url, headers={"Origin": origin}, status=200))


def test_a_cookie_opens_nothing_to_a_page(site: Site, listing: Files) -> None:
    """A page of a site beside ours has its cookies sent along, if it wants to."""
    owner = site.browser("owner")
    for kind in KINDS:
        answer = owner.get(listing["priv", kind], headers=FROM_LISTED, status=200)
        assert_closed(answer)
        assert embedding(answer) == ["same-origin"]
    missing = listing["priv", "rendition"].replace("small", "vast")
    assert_closed(owner.get(missing, headers=FROM_LISTED, status=404))
    # Who asks is not looked at here.
    assert_readable(owner.get(listing["open", "rendition"], headers=FROM_LISTED, status=200))


def test_any_page_may_show_what_is_for_everybody(site: Site, listing: Files) -> None:
    for (folder, kind), url in listing.items():
        is_for_everybody = folder == "open" and kind in FOR_EVERYBODY
        shown = ["cross-origin" if is_for_everybody else "same-origin"]
        for app in (site.browser("owner"), site.program("owner")):
            answer = app.get(url, headers=SHOWN, status=200)
            assert embedding(answer) == shown, url
            assert_closed(answer)
            known = {**SHOWN, "If-None-Match": answer.headers["ETag"]}
            assert embedding(app.get(url, headers=known, status=304)) == shown


def test_what_is_said_instead_of_a_picture_may_be_read_and_shown_as_well(
    site: Site, listing: Files
) -> None:
    for picture in site.cache.rglob("*.jpg"):
        picture.unlink()
    for folder, shown in (("open", "cross-origin"), ("hid", "same-origin")):
        url = listing[folder, "rendition"]
        answer = site.browser().get(url, headers=FROM_LISTED, status=202)
        assert "Retry-After" in answer.headers
        assert_readable(answer)
        assert embedding(answer) == [shown]
    make_ready(site, listing)


def test_denied_is_like_missing(site: Site, listing: Files) -> None:
    program, stranger = site.program("owner", album_id=site.album("open").id), site.browser()
    for kind in KINDS:
        url = listing["priv", kind]
        ending = url.rpartition("/")[2]
        missing = f"/{new_id()}/{'archive/' if kind == 'archive' else ''}{ending}"
        for app in (program, stranger):
            answers = [app.get(each, headers=FROM_LISTED, status=404) for each in (url, missing)]
            assert answers[0].headerlist == answers[1].headerlist
            assert_readable(answers[0])


def test_a_browser_asks_first_and_is_told_the_same_of_all_files(site: Site, listing: Files) -> None:
    nowhere = [f"/{new_id()}/small.jpg", f"/{new_id()}/full", f"/archive/{new_id()}"]
    told = [preflight(site.browser(), url, LISTED, 204) for url in [*listing.values(), *nowhere]]
    assert len({tuple(answer.headerlist) for answer in told}) == 1
    assert told[0].headers["Access-Control-Allow-Origin"] == LISTED
    assert words(told[0], "Access-Control-Allow-Methods") == ["GET", "HEAD"]
    sent = words(told[0], "Access-Control-Allow-Headers")
    assert {"Authorization", "Range", "If-Range", "If-None-Match"} <= set(sent)
    assert "Access-Control-Allow-Credentials" not in told[0].headers
    assert told[0].body == b""
    for origin in (OTHER, "null"):
        refused = preflight(site.browser(), listing["open", "rendition"], origin, 405)
        assert_closed(refused)
        assert words(refused, "Allow") == ["GET", "HEAD", "POST"]


@pytest.mark.stacks("embedded")
def test_it_costs_one_statement_as_without_a_list(site: Site, listing: Files) -> None:
    stranger, url = site.browser(), listing["open", "rendition"]
    for headers in ({}, FROM_LISTED, SHOWN):
        with site.statements() as statements:
            stranger.get(url, headers=headers, status=200)
        assert len(statements) == 1
    with site.statements() as statements:
        preflight(stranger, url, LISTED, 204)
    assert len(statements) == 1


def test_pages_for_people_are_for_no_other_site(site: Site, listing: Files) -> None:
    assert listing
    image = site.image_url("open/a.jpg")
    for url in ("/", image, site.album_url("open"), f"{image}edit", "/login", "/feed"):
        answer = site.program("owner").get(url, headers=FROM_LISTED, status=200)
        assert allowed(answer) == []
        assert embedding(answer) == ["same-origin"]
        assert allowed(preflight(site.browser(), url, LISTED, 405)) == []


def test_without_a_list_nothing_is_said(site: Site, files: Files) -> None:
    """All headers are what they were before there were lists."""
    for app in (site.browser(), site.browser("owner"), site.program("owner")):
        for url in files.values():
            plain = app.get(url, status=[200, 404])
            for headers in (FROM_LISTED, SHOWN):
                assert app.get(url, headers=headers, status="*").headerlist == plain.headerlist
            assert allowed(plain) == []
            assert "Origin" not in words(plain, "Vary")
            assert embedding(plain) == ["same-origin"]
    plain = site.browser().options(files["open", "rendition"], status=405)
    for url in files.values():
        refused = preflight(site.browser(), url, LISTED, 405)
        assert (refused.headerlist, refused.body) == (plain.headerlist, plain.body)


def test_the_headers_of_a_file_are_these_and_no_others(site: Site, files: Files) -> None:
    url = files["open", "rendition"]
    plain = site.browser().get(url, headers=FROM_LISTED, status=200)
    names = {
        *("Content-Type", "Content-Length", "ETag", "Last-Modified", "Accept-Ranges"),
        *("Cache-Control", "X-Content-Type-Options", "Content-Security-Policy"),
        *("Cross-Origin-Resource-Policy", "Referrer-Policy"),
    }
    more = set() if site.is_behind_nginx else {*ALWAYS, "X-Robots-Tag"}
    assert set(plain.headers) == names | more

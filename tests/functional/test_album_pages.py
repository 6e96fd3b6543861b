"""Pages of albums as visitors meet them: years, pages of a long one, nothing to show, facts."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Gallery, Image, ImageState, User, Visibility
from bviewer.sync.service import sync_lock
from tests.functional.stacks import everywhere
from tests.functional.test_statements import ANONYMOUS, add_album, cost, image_path, image_values
from tests.site import HOST, Site

LONG, PAGE = 500, 200
TIMES = {
    "years": [(2020, 8), (2023, 8), (2023, 9)],
    "years/2020": [(2020, 5)],
    "years/2021-2022": [(2021, 12), (2022, 1)],
    "years/2023": [(2023, 7)],
    "years/closed": [(2010, 1)],
    "years/single": [(2023, 1)],
}
OFFERED = ["2023", "2022", "2021", "2020"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """A site that tests only look at, of rows without files.

    `long` has 500 images of 2024 and an album; the albums in `years` are of several years; three
    images are in the top album. `guest` was given what is closed.
    """
    site = Site(tmp_path_factory.mktemp("pages"), database, waiting=True)
    site.add_gallery()
    site.add_user("guest")
    with site.session() as session:
        add_album(session, "long", LONG)
        add_album(session, "long/child", 1)
        for folder, times in TIMES.items():
            flag = "private" if folder == "years/closed" else "visible"
            add_album(session, folder, len(times), flag)
            for number, (year, month) in enumerate(times):
                query = update(Image).where(Image.path == image_path(folder, number))
                session.execute(query.values(time=datetime(year, month, 15)))
        top = session.scalars(select(Album).where(Album.parent_id.is_(None))).one()
        session.execute(insert(Image), [image_values(top, number) for number in range(3)])
        refresh_summaries(session, session.scalars(select(Album.id)))
        given = session.scalars(select(Album).where(Album.folder == "years/closed")).one()
        guest = session.scalars(select(User).where(User.name == "guest")).one()
        grant(session, guest, session.scalars(select(Gallery)).one(), given.id)
    yield site
    site.close()


@pytest.fixture(scope="module")
def long(shelf: Site) -> list[str]:
    """The ids of the images of the long album, in its order."""
    album_id = shelf.album("long").id
    with shelf.session() as session:
        query = select(Image.id).where(Image.album_id == album_id).order_by(Image.time)
        return list(session.scalars(query))


def titles(page: TestResponse) -> list[str]:
    """The albums that a page lists, but those that are shared."""
    return [tile.text for tile in page.html.select("main > ul.albums strong")]


def ids(page: TestResponse) -> list[str]:
    """The images that a page lists."""
    return [tile["id"] for tile in page.html.select("#images > li")]


def years(page: TestResponse) -> list[str]:
    """The years that a page offers."""
    return [link.text for link in page.html.select(".years a")]


def current_year(page: TestResponse) -> list[str]:
    """What of the offered is said to be shown."""
    return [link.text for link in page.html.select(".years a[aria-current]")]


def follow(browser: TestApp, page: TestResponse, rel: str) -> TestResponse | None:
    """The page behind the link to the next or previous one."""
    links = [link["href"] for link in page.html.select(f"nav.pages a[rel={rel}]")]
    return browser.get(links[0]) if links else None


# Years.


@everywhere
def test_the_years_of_the_albums_are_offered_newest_first(shelf: Site) -> None:
    page = shelf.browser().get(shelf.album_url("years"))
    assert years(page) == ["All", *OFFERED]
    assert current_year(page) == ["All"]
    home = shelf.browser().get("/")
    assert years(home) == ["All", "2024", *OFFERED]


@everywhere
def test_a_single_year_and_no_year_are_not_offered(shelf: Site) -> None:
    for folder in ("long", "years/2020"):
        assert years(shelf.browser().get(shelf.album_url(folder))) == []


@everywhere
def test_the_year_of_a_closed_album_is_offered_to_those_who_may_see_it(shelf: Site) -> None:
    album = shelf.album_url("years")
    assert years(shelf.browser("owner").get(album)) == ["All", *OFFERED, "2010"]
    assert years(shelf.browser("guest").get(album)) == ["All", *OFFERED, "2010"]
    for url in (album, f"{album}?year=2010"):
        assert "2010" not in shelf.browser().get(url).html.main.text


@everywhere
@pytest.mark.parametrize(
    ("year", "albums", "images"),
    [
        ("2020", ["years/2020"], 1),
        ("2021", ["years/2021-2022"], 0),
        ("2022", ["years/2021-2022"], 0),
        ("2023", ["years/2023", "years/single"], 2),
        ("2010", [], 0),
        ("1999", [], 0),
    ],
)
def test_a_year_shows_what_is_of_it(shelf: Site, year: str, albums: list[str], images: int) -> None:
    page = shelf.browser().get(f"{shelf.album_url('years')}?year={year}")
    assert sorted(titles(page)) == albums
    assert len(ids(page)) == images
    assert years(page) == ["All", *OFFERED]
    assert current_year(page) == ([year] if year in OFFERED else [])
    assert ("No photographs here." in page) == (not albums and not images)


def facts(page: TestResponse) -> str:
    """What an album's page says below its title."""
    return " ".join(page.html.select_one(".facts").text.split())


@everywhere
def test_a_year_goes_along_into_albums_and_is_counted(shelf: Site) -> None:
    browser = shelf.browser()
    home = browser.get("/?year=2021")
    (link,) = home.html.select(".albums a")
    assert link["href"].endswith("?year=2021")
    assert "1 photograph" in link.text
    assert facts(home).endswith(" 1 photograph")
    album = browser.get(link["href"])
    (link,) = album.html.select(".albums a")
    assert "1 photograph" in link.text
    page = browser.get(link["href"])
    assert (len(ids(page)), facts(page).split()[-2:]) == (1, ["1", "photograph"])
    assert (years(page), current_year(page)) == (["All", "2021"], ["2021"])
    everything = browser.get(page.html.select_one(".years a")["href"])
    assert len(ids(everything)) == 2


def test_the_year_of_what_is_closed_counts_for_those_who_may_see_it(shelf: Site) -> None:
    with shelf.session() as session:
        query = update(Image).where(Image.path == image_path("years/closed", 0))
        session.execute(query.values(time=datetime(2020, 1, 15)))
        refresh_summaries(session, session.scalars(select(Album.id)))
    url = f"{shelf.album_url('years')}?year=2020"
    assert facts(shelf.browser().get(url)).endswith(" 2 photographs")
    assert facts(shelf.browser("owner").get(url)).endswith(" 3 photographs")
    with shelf.session() as session:
        session.execute(query.values(time=datetime(2010, 1, 15)))
        refresh_summaries(session, session.scalars(select(Album.id)))


def test_an_album_that_its_owner_dates_is_shown_as_a_whole(site: Site) -> None:
    site.write("a/1.jpg")
    site.write("b/2.jpg")
    site.sync()
    with site.session() as session:
        for folder, year in (("a", 1999), ("b", 2001)):
            query = update(Album).where(Album.folder == folder)
            session.execute(query.values(time=datetime(year, 5, 4)))
    (link,) = site.browser().get("/?year=1999").html.select(".albums a")
    assert "year" not in link["href"]
    assert "1 photograph" in link.text


def test_an_album_says_what_of_it_cannot_be_shown_and_has_no_holes(site: Site) -> None:
    for name in ("open/a.jpg", "open/b.jpg", "open/c.jpg", "other/d.jpg"):
        site.write(name)
    site.sync()
    with site.session() as session:
        broken = update(Image).where(Image.path.in_(["open/a.jpg", "open/b.jpg", "other/d.jpg"]))
        session.execute(broken.values(state=ImageState.BROKEN))
        refresh_summaries(session, session.scalars(select(Album.id)))
    browser = site.browser()
    home = browser.get("/")
    assert facts(home).endswith("2 albums, 1 photograph, 3 files cannot be shown")
    words = [" ".join(link.text.split()) for link in home.html.select(".albums a")]
    assert any("1 photograph, 2 files cannot be shown" in word for word in words)
    assert any("1 file cannot be shown" in word and "photograph" not in word for word in words)
    page = browser.get(site.album_url("open"))
    assert facts(page).endswith("1 photograph, 2 files cannot be shown")
    assert len(ids(page)) == 1
    assert len(ids(site.browser("owner").get(site.album_url("open")))) == 3
    other = browser.get(site.album_url("other"))
    assert "No photographs here." in other
    assert facts(other).endswith("1 file cannot be shown")


@everywhere
def test_the_home_has_years_as_well(shelf: Site) -> None:
    browser = shelf.browser()
    for link in browser.get("/").html.select(".years a"):
        page = browser.get(link["href"])
        assert current_year(page) == [link.text]
        expected = {"2024": ["long"], "All": ["long", "years"]}.get(link.text, ["years"])
        assert titles(page) == expected
        assert len(ids(page)) == (3 if link.text in {"All", "2024"} else 0)


@everywhere
@pytest.mark.parametrize(
    "text", ["", "0", "24", "abcd", "-2023", "20233", "٢٠٢٣", "0000", "9999", "2023x", "<b>"]
)
def test_what_is_no_year_is_ignored(shelf: Site, text: str) -> None:
    for url in ("/", shelf.album_url("years")):
        plain = shelf.browser().get(url)
        page = shelf.browser().get(url, {"year": text})
        assert (titles(page), ids(page)) == (titles(plain), ids(plain))
        assert current_year(page) == ["All"]


@everywhere
def test_pages_of_a_year_stay_in_that_year(shelf: Site, long: list[str]) -> None:
    browser = shelf.browser()
    first = browser.get(f"{shelf.album_url('long')}?year=2024")
    second = follow(browser, first, "next")
    assert second is not None
    assert "year=2024" in second.request.url
    assert ids(first) + ids(second) == long[: 2 * PAGE]
    back = follow(browser, second, "prev")
    assert back is not None
    assert ids(back) == ids(first)


@everywhere
def test_what_is_shared_is_on_the_whole_home_only(shelf: Site) -> None:
    browser, last = shelf.browser("guest"), ids(shelf.browser().get("/"))[-1]
    for query, shared in (("", ["years/closed"]), ("?year=2024", []), (f"?after={last}", [])):
        page = browser.get(f"/{query}")
        assert [tile.text for tile in page.html.select("section .albums strong")] == shared


@everywhere
def test_the_cover_of_what_is_shared_is_to_be_had(shelf: Site) -> None:
    browser = shelf.browser("guest")
    cover = browser.get("/").html.select_one("section .albums img")["src"]
    answer = browser.get(cover, status="*")
    assert (answer.follow() if answer.status_int == 301 else answer).status_int == 202
    shelf.browser().get(cover, status=404)


# Pages of a long album.


@everywhere
@pytest.mark.parametrize("number", [150, 250, 399])
def test_the_page_around_an_image_has_it_in_the_middle(
    shelf: Site, long: list[str], number: int
) -> None:
    browser, half = shelf.browser(), PAGE // 2
    page = browser.get(f"{shelf.album_url('long')}?at={long[number]}")
    assert ids(page) == long[number - half : number + half + 1]
    before, after = follow(browser, page, "prev"), follow(browser, page, "next")
    assert before is not None
    assert ids(before) == long[max(0, number - half - PAGE) : number - half]
    if number == 399:
        assert after is None
    else:
        assert after is not None
        assert ids(after) == long[number + half + 1 : number + half + 1 + PAGE]


@everywhere
@pytest.mark.parametrize("number", [0, 3, 100, 101, 250, 398, 399, 400, 499])
def test_from_any_image_all_others_are_reached_once(
    shelf: Site, long: list[str], number: int
) -> None:
    browser = shelf.browser()
    middle = browser.get(f"{shelf.album_url('long')}?at={long[number]}")
    found = ids(middle)
    for rel in ("prev", "next"):
        page: TestResponse | None = middle
        while page is not None and (page := follow(browser, page, rel)) is not None:
            found = ids(page) + found if rel == "prev" else found + ids(page)
    assert found == long


@everywhere
def test_albums_are_on_the_first_page_only(shelf: Site, long: list[str]) -> None:
    browser, album = shelf.browser(), shelf.album_url("long")
    for query in ("", f"?at={long[0]}", f"?at={long[100]}", f"?before={long[10]}"):
        assert titles(browser.get(f"{album}{query}")) == ["long/child"]
    for query in (f"?at={long[101]}", f"?after={long[0]}", f"?after={long[-1]}"):
        assert titles(browser.get(f"{album}{query}")) == []


@everywhere
def test_behind_the_last_image_there_is_nothing(shelf: Site, long: list[str]) -> None:
    browser = shelf.browser()
    last = ids(browser.get("/"))[-1]
    for url in (f"{shelf.album_url('long')}?after={long[-1]}", f"/?after={last}"):
        page = browser.get(url)
        assert (titles(page), ids(page)) == ([], [])
        assert page.html.select_one(".empty").text == "No photographs here."


def test_an_empty_album_says_so_once(site: Site) -> None:
    (site.library / "nothing").mkdir()
    site.sync()
    page = site.browser().get(site.album_url("nothing"))
    assert page.html.select_one(".facts").text.strip() == ""
    assert page.html.select_one(".empty").text == "No photographs here."


@everywhere
def test_before_the_first_image_is_the_first_page(shelf: Site, long: list[str]) -> None:
    browser, album = shelf.browser(), shelf.album_url("long")
    for query, first in (("?", ""), ("?year=2024&", "?year=2024")):
        answer = browser.get(f"{album}{query}before={long[0]}", status=302)
        assert answer.location == f"http://{HOST}{album}{first}"
        assert ids(answer.follow()) == long[:PAGE]


@everywhere
def test_the_way_back_is_above_the_images_and_the_way_on_below(
    shelf: Site, long: list[str]
) -> None:
    page = shelf.browser().get(f"{shelf.album_url('long')}?at={long[250]}")
    order = [element.name for element in page.html.main.find_all(["nav", "ul"])]
    assert order[-3:] == ["nav", "ul", "nav"]
    before, _images, after = page.html.main.find_all(["nav", "ul"])[-3:]
    assert [link["rel"] for link in before.select("a")] == [["prev"]]
    assert [link["rel"] for link in after.select("a")] == [["next"]]


@everywhere
def test_only_the_first_page_has_pictures_that_do_not_wait(shelf: Site, long: list[str]) -> None:
    browser, album = shelf.browser(), shelf.album_url("long")
    first, second = browser.get(album), browser.get(f"{album}?after={long[PAGE - 1]}")
    assert len(first.html.select("#images img:not([loading=lazy])")) == 24
    assert len(first.html.select("#images img[fetchpriority=high]")) == 6
    assert len(second.html.select("#images img[loading=lazy]")) == PAGE
    assert second.html.select("#images img[fetchpriority]") == []


# A gallery with nothing to show.


def test_a_gallery_that_was_never_read_looks_for_its_first_images(site: Site) -> None:
    page = site.browser().get("/")
    assert "are being read" in page.html.select_one("#reading").text
    assert page.html.select("meta[http-equiv]") == []
    site.write("notes.txt", b"no photograph")
    site.sync()
    assert is_calmly_empty(site.browser().get("/"))


def test_a_gallery_that_is_being_read_looks_for_its_first_images(site: Site) -> None:
    site.write("notes.txt", b"no photograph")
    site.sync()
    with sync_lock(site.runtime, 1):
        assert site.browser().get("/").html.select("#reading")
        assert site.browser().get("/?year=2020").html.select("#reading") == []
    assert is_calmly_empty(site.browser().get("/"))


def test_where_all_is_private_strangers_see_what_an_empty_gallery_shows(site: Site) -> None:
    site.write("notes.txt", b"no photograph")
    site.sync()
    empty = site.browser().get("/")
    site.write("secret/a.jpg")
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    closed = site.browser().get("/")
    assert is_calmly_empty(closed)
    assert str(closed.html.main) == str(empty.html.main)


@pytest.mark.parametrize("home", [Visibility.VISIBLE, Visibility.PRIVATE])
def test_what_is_shared_is_no_empty_page(gallery: Site, home: Visibility) -> None:
    gallery.add_user("friend")
    share(gallery, "friend", "priv/openchild")
    for folder in ("open", "other", "hid"):
        gallery.set_visibility(folder, Visibility.PRIVATE)
    gallery.set_visibility("", home)
    page = gallery.browser("friend").get("/")
    assert [tile.text for tile in page.html.select("section strong")] == ["openchild"]
    assert page.html.select(".empty, #reading") == []
    assert len(page.html.select("h1")) == 1


def is_calmly_empty(page: TestResponse) -> bool:
    """Whether a page says that there is nothing, and does nothing about it."""
    says_so = page.html.select_one(".empty").text == "No photographs here."
    return says_so and page.html.select("meta[http-equiv], #reading") == []


def share(site: Site, name: str, folder: str) -> None:
    """Give somebody access to an album."""
    album_id = site.album(folder).id
    with site.session() as session:
        person = session.scalars(select(User).where(User.name == name)).one()
        grant(session, person, session.get_one(Gallery, 1), album_id)


# What is told of an album on its own page.


@pytest.mark.parametrize("folder", ["hid", "priv/openchild", "priv"])
def test_flags_are_told_to_those_who_are_trusted(gallery: Site, folder: str) -> None:
    gallery.add_user("friend")
    share(gallery, "friend", folder)
    flag = "" if folder == "priv/openchild" else "hidden" if folder == "hid" else "private"
    for name in ("owner", "friend"):
        page = gallery.browser(name).get(gallery.album_url(folder)).html
        assert [badge.text for badge in page.select(".facts .badge")] == ([flag] if flag else [])


def test_whoever_only_has_the_address_of_a_hidden_album_is_not_told_so(gallery: Site) -> None:
    gallery.add_user("other")
    share(gallery, "other", "priv")
    for name in (None, "other"):
        page = gallery.browser(name).get(gallery.album_url("hid"))
        assert page.html.select(".badge") == []
        assert "hidden" not in page.html.main.text


def test_an_album_says_the_same_time_on_its_tile_and_on_its_page(gallery: Site) -> None:
    with gallery.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "open")).one()
        album.time = datetime(1999, 5, 4)
    home = gallery.browser().get("/").html
    tile = next(li for li in home.select(".albums li") if li.strong.text == "open")
    page = gallery.browser().get(gallery.album_url("open")).html
    assert page.select_one(".facts span").text == "4 May 1999"
    assert tile.select_one(".secondary span").text == "4 May 1999"


@everywhere
def test_the_image_page_leads_back_to_its_place(shelf: Site, long: list[str]) -> None:
    browser = shelf.browser()
    page = browser.get(f"{shelf.album_url('long')}{long[321]}/")
    back = page.html.select(".breadcrumbs a")[-1]["href"]
    address, _, anchor = back.partition("#")
    assert address.endswith(f"{shelf.album_url('long')}?at={long[321]}")
    assert anchor == long[321]
    assert browser.get(address).html.find(id=anchor) is not None


@everywhere
@pytest.mark.parametrize("name", ["at", "after", "before"])
def test_a_place_that_is_not_in_the_album_is_not_found(
    shelf: Site, long: list[str], name: str
) -> None:
    child = shelf.image("long/child/0000.jpg").id
    for image_id in (child, "nothing", "", long[0][:-1], f"{long[0]}/"):
        shelf.browser().get(shelf.album_url("long"), {name: image_id}, status=404)


def test_the_place_of_a_missing_image_shows_it_to_the_owner_only(gallery: Site) -> None:
    for name in "bcd":
        gallery.write(f"open/{name}.jpg")
    gallery.sync()
    with gallery.session() as session:
        query = update(Image).where(Image.path == "open/c.jpg")
        session.execute(query.values(state=ImageState.MISSING))
    missing = gallery.image("open/c.jpg").id
    url = f"{gallery.album_url('open')}?at={missing}"
    assert missing in ids(gallery.browser("owner").get(url))
    page = gallery.browser().get(url)
    assert (missing in str(page.html.main), len(ids(page))) == (False, 3)


@everywhere
@pytest.mark.parametrize("name", [None, "guest", "owner"])
def test_these_pages_cost_no_more_than_others(
    shelf: Site, long: list[str], name: str | None
) -> None:
    browser, album = shelf.browser(name), shelf.album_url("long")
    urls = [
        *("/", "/?year=2024", "/?year=nonsense", shelf.album_url("years")),
        *(f"{shelf.album_url('years')}?year=2023", f"{album}?at={long[250]}"),
        *(f"{album}?after={long[-1]}", f"{album}?year=2024&after={long[9]}"),
        *(f"{album}?before={long[9]}", f"{album}{long[250]}/"),
    ]
    for url in urls:
        assert cost(shelf, browser, url) <= ANONYMOUS + (2 if name else 0), url


@everywhere
def test_the_page_around_one_of_the_first_images_costs_no_more(
    shelf: Site, long: list[str]
) -> None:
    """The image, those around it, and the albums, which no other page has all."""
    url = f"{shelf.album_url('long')}?at={long[0]}"
    assert cost(shelf, shelf.browser(), url) <= ANONYMOUS

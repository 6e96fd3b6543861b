"""An album of many albums: they come in pages, and after the last of them come the images."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Result, insert, select, update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.albums import child_pages, item_pages
from bviewer.albums.editing import set_visibility
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Gallery, Image, SortOrder, User, Visibility, new_id
from tests.functional.stacks import everywhere
from tests.functional.test_album_pages import current_year, follow, ids, share, years
from tests.functional.test_statements import ANONYMOUS, add_album, cost, image_values
from tests.site import Site

pytestmark = everywhere

CHILDREN, ITEMS, PAGE = 45, 25, 10
LARGE = child_pages.PAGE, item_pages.PAGE
PEOPLE = [None, "guest", "owner"]
# Child albums are closed or lost where their numbers are multiples of these; `guest` has access to
# two private ones.
HIDDEN, PRIVATE, LOST, GIVEN = 13, 11, 17, (11, 33)


def flag_of(number: int) -> str:
    """How visible a child album is."""
    return "hidden" if number % HIDDEN == 0 else "private" if number % PRIVATE == 0 else "visible"


def own_time(number: int) -> datetime | None:
    """The time that the owner gave to every seventh child album."""
    return datetime(2010 + number % 3, 3, 1) if number % 7 == 0 else None


def image_time(number: int) -> datetime | None:
    """When the image of a child album was taken: three at a time; one in five holds none."""
    return None if number % 5 == 4 else datetime(2001, 1, 1) + timedelta(days=number // 3 * 200)


def time_of(number: int) -> datetime | None:
    """What a child album is sorted by, and the year of which it is."""
    return own_time(number) or image_time(number)


def rank_of(number: int) -> int:
    """The place of a child album where they are arranged by hand; two of three came later."""
    return -number if number % 3 == 0 else 0


def may_be_listed(person: str | None, number: int) -> bool:
    """Whether somebody finds a child album in the listing: one that holds nothing its owner."""
    is_open = flag_of(number) == "visible" or (person == "guest" and number in GIVEN)
    is_shown = number % LOST != 0 and image_time(number) is not None
    return person == "owner" or (is_open and is_shown)


def albums(page: TestResponse) -> list[str]:
    """The child albums that a page lists, by their ids."""
    return [tile["id"] for tile in page.html.select("#albums > li")]


def walk(browser: TestApp, page: TestResponse, rel: str) -> list[TestResponse]:
    """A page and all that are behind its links to the next or previous one."""
    pages = [page]
    while (further := follow(browser, pages[-1], rel)) is not None:
        pages.append(further)
    return pages


def everything(
    pages: list[TestResponse], what: Callable[[TestResponse], list[str]] = albums
) -> list[str]:
    """What all pages list."""
    return [each for page in pages for each in what(page)]


@dataclass
class Wide:
    """An album of 45 albums, whose ids are told by their numbers, and 25 images."""

    site: Site
    url: str
    children: list[str]

    def get(self, name: str | None = None, query: str = "", status: Any = 200) -> TestResponse:
        """A page of it for somebody."""
        return self.site.browser(name).get(self.url + query, status=status)

    def pages(self, name: str | None = None, query: str = "") -> list[TestResponse]:
        """A page of it and all further ones."""
        return walk(self.site.browser(name), self.get(name, query), "next")

    def set_order(self, order: str) -> None:
        """Sort it."""
        with self.site.session() as session:
            session.execute(update(Album).where(Album.folder == "wide").values(order=order))

    def expected(self, name: str | None, order: str) -> list[str]:
        """All child albums that somebody may see listed, in an order; without a time last."""
        listed = [number for number in range(CHILDREN) if may_be_listed(name, number)]
        listed.sort(key=lambda number: (number // 2, self.children[number]))

        def age(number: int) -> timedelta:
            time = time_of(number)
            if time is None:
                return timedelta.max
            return datetime.max - time if order == SortOrder.NEWEST else time - datetime.min

        if order == SortOrder.NAME_DOWN:
            listed.reverse()
        if order in {SortOrder.OLDEST, SortOrder.NEWEST, SortOrder.HAND}:
            listed.sort(key=age)
        if order == SortOrder.HAND:
            listed.sort(key=rank_of)
        return [self.children[number] for number in listed]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """A site of rows without files."""
    site = Site(tmp_path_factory.mktemp("wide"), database, waiting=True)
    site.add_gallery()
    site.add_user("guest")
    with site.session() as session:
        add_album(session, "wide", ITEMS)
        add_album(session, "many", 1)
        add_album(session, "full", LARGE[1])
    yield site
    site.close()


@pytest.fixture(scope="module")
def wide(bare: Site) -> Iterator[Wide]:
    """The album, whose pages hold ten."""
    url = bare.album_url("wide")
    with bare.session() as session:
        children = add_children(session, "wide", CHILDREN)
        refresh_summaries(session, session.scalars(select(Album.id)))
        guest = session.scalars(select(User).where(User.name == "guest")).one()
        for number in GIVEN:
            grant(session, guest, session.scalars(select(Gallery)).one(), children[number])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child_pages, "PAGE", PAGE)
        patch.setattr(item_pages, "PAGE", PAGE)
        yield Wide(bare, url, children)


def add_children(session: Session, folder: str, count: int) -> list[str]:
    """Put albums of one image or none into an album; two of them have the same name."""
    parent = session.scalars(select(Album).where(Album.folder == folder)).one()
    rows = [
        {
            "id": new_id(),
            "gallery_id": parent.gallery_id,
            "parent_id": parent.id,
            "folder": f"{folder}/{number:04}",
            "title": f"Album {number:04}",
            "sort_key": f"{number // 2:04}".encode(),
            "visibility": flag_of(number),
            "rank": rank_of(number),
            "time": own_time(number),
            "missing": number % LOST == 0,
        }
        for number in range(count)
    ]
    session.execute(insert(Album), sorted(rows, key=lambda row: str(row["id"])))
    images = [
        {**image_values(Album(id=row["id"], folder=row["folder"]), 0), "time": time}
        for number, row in enumerate(rows)
        if (time := image_time(number)) is not None
    ]
    session.execute(insert(Image), images)
    return [str(row["id"]) for row in rows]


# One after the other.


def sizes(number: int) -> list[int]:
    """How many there are on each page, of so many."""
    return [min(PAGE, number - start) for start in range(0, number, PAGE)]


@pytest.mark.parametrize("order", list(SortOrder))
@pytest.mark.parametrize("name", PEOPLE)
def test_pages_forth_and_back_have_each_album_and_then_each_image_once(
    wide: Wide, name: str | None, order: str
) -> None:
    wide.set_order(order)
    forth, expected = wide.pages(name), wide.expected(name, order)
    images = everything(forth, ids)
    assert everything(forth) == expected
    assert len(images) == len(set(images)) == ITEMS
    assert [len(albums(page)) for page in forth] == [*sizes(len(expected)), 0, 0]
    assert [len(ids(page)) for page in forth][-4:] == [0, *sizes(ITEMS)]
    back = walk(wide.site.browser(name), forth[-1], "prev")[::-1]
    assert everything(back) == expected
    assert everything(back, ids) == images
    assert all(len(albums(page)) <= PAGE for page in back)


@pytest.mark.parametrize("name", [None, "owner"])
@pytest.mark.parametrize("place", [0, -2, -1])
def test_from_any_album_all_others_are_reached_once(
    wide: Wide, name: str | None, place: int
) -> None:
    wide.set_order(SortOrder.NAME)
    expected = wide.expected(name, SortOrder.NAME)
    pages = wide.pages(name, f"?after={expected[place]}")
    before = walk(wide.site.browser(name), pages[0], "prev")[:0:-1]
    assert everything(before) + everything(pages) == expected
    assert albums(pages[0])[:1] == expected[place:][1:2]
    assert len(everything(pages, ids)) == ITEMS


def test_the_last_albums_come_before_the_first_image(wide: Wide) -> None:
    wide.set_order(SortOrder.NAME)
    expected, images = wide.expected(None, SortOrder.NAME), everything(wide.pages(), ids)
    for query in (f"?at={images[3]}", f"?before={images[8]}", f"?before={images[0]}"):
        page = wide.get(query=query)
        assert albums(page) == expected[-PAGE:]
        previous = follow(wide.site.browser(), page, "prev")
        assert previous is not None
        assert albums(previous) == expected[-2 * PAGE : -PAGE]
    for query in (f"?at={images[15]}", f"?after={images[0]}"):
        assert albums(wide.get(query=query)) == []


@pytest.mark.parametrize(("query", "first"), [("?", ""), ("?year=2001&", "?year=2001")])
def test_before_the_first_album_is_the_first_page(wide: Wide, query: str, first: str) -> None:
    wide.set_order(SortOrder.OLDEST)
    answer = wide.get(query=f"{query}before={albums(wide.get())[0]}", status=302)
    assert answer.location.endswith(f"{wide.url}{first}")


def test_a_further_page_says_its_own_address(wide: Wide) -> None:
    first, second = wide.pages()[:2]
    canonical = second.html.select_one("link[rel=canonical]")["href"]
    assert canonical == second.request.url
    assert canonical.endswith(f"?after={albums(first)[-1]}")


def test_what_is_shared_is_on_the_home_before_its_own_page(
    gallery: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_pages, "PAGE", 1)
    gallery.add_user("friend")
    browser = gallery.browser("friend")
    folders = {gallery.album(folder).id: folder for folder in ("open", "other")}
    first, second = (albums(page)[0] for page in walk(browser, browser.get("/"), "next"))
    share(gallery, "friend", folders[second])
    pages = walk(browser, browser.get("/"), "next")
    assert everything(pages) == [first, second]
    assert [shared(page) for page in pages] == [[folders[second]], []]


def test_the_way_to_what_somebody_was_given_is_not_called_empty(gallery: Site) -> None:
    gallery.add_user("friend")
    gallery.write("way/deep/1.jpg")
    gallery.sync()
    with gallery.session() as session:
        deep = session.scalars(select(Album).where(Album.folder == "way/deep")).one()
        set_visibility(session, deep, Visibility.PRIVATE)
    share(gallery, "friend", "way/deep")
    (way,) = [
        tile
        for tile in gallery.browser("friend").get("/").html.select(".albums li")
        if tile.strong.text == "way"
    ]
    assert "empty" not in way.text


def shared(page: TestResponse) -> list[str]:
    """The albums that a home shows to somebody who was given them."""
    return [tile.text for tile in page.html.select("section .albums strong")]


# Whoever may not know of an album.


@pytest.mark.parametrize("name", [None, "guest"])
@pytest.mark.parametrize("side", ["after", "before", "at"])
def test_what_is_not_listed_is_no_place_to_go_on_from(
    wide: Wide, name: str | None, side: str
) -> None:
    nothing = wide.get(name, f"?{side}={new_id()}", status=404)
    unlisted = [wide.children[number] for number in (HIDDEN, 2 * PRIVATE, LOST)]
    elsewhere = [wide.site.album(folder).id for folder in ("", "wide", "full")]
    for album_id in (*unlisted, *elsewhere):
        assert wide.get(name, f"?{side}={album_id}", status=404).body == nothing.body


@pytest.mark.parametrize("number", [HIDDEN, 2 * PRIVATE, LOST])
def test_the_owner_goes_on_from_what_others_may_not_know(wide: Wide, number: int) -> None:
    assert albums(wide.get("owner", f"?after={wide.children[number]}"))


# Years.


@pytest.mark.parametrize("name", PEOPLE)
def test_years_and_numbers_are_the_same_on_all_pages(wide: Wide, name: str | None) -> None:
    pages = wide.pages(name)
    listed = [number for number in range(CHILDREN) if may_be_listed(name, number)]
    times = {time.year for number in listed if (time := time_of(number)) is not None}
    offered = ["All", *map(str, sorted(times, reverse=True))]
    assert [years(page) for page in pages] == [offered] * len(pages)
    assert len({page.html.select_one(".facts").text for page in pages}) == 1


@pytest.mark.parametrize("year", [2001, 2007, 2010, 1990])
def test_a_year_has_its_albums(wide: Wide, year: int) -> None:
    wide.set_order(SortOrder.OLDEST)
    expected = [
        album_id
        for album_id in wide.expected(None, SortOrder.OLDEST)
        if (time := time_of(wide.children.index(album_id))) is not None and time.year == year
    ]
    page, offered = wide.get(query=f"?year={year}"), years(wide.get())
    assert albums(page) == expected
    assert years(page) == offered
    assert current_year(page) == ([str(year)] if str(year) in offered else [])
    for side in ("after", "before"):
        beside = wide.get(query=f"?year={year}&{side}={wide.children[20]}", status="*")
        assert set(albums(beside.maybe_follow())) <= set(expected)


def test_pages_of_a_year_stay_in_that_year(wide: Wide) -> None:
    wide.set_order(SortOrder.OLDEST)
    with wide.site.session() as session:
        children = Album.id.in_(wide.children)
        session.execute(update(Album).where(children).values(time=datetime(2024, 12, 31, 23, 59)))
    try:
        pages = wide.pages("owner", "?year=2024")
        back = walk(wide.site.browser("owner"), pages[-1], "prev")[::-1]
    finally:
        with wide.site.session() as session:
            for number, album_id in enumerate(wide.children):
                session.get_one(Album, album_id).time = own_time(number)
    assert all("year=2024" in page.request.url for page in pages)
    assert sorted(everything(pages)) == sorted(wide.children)
    assert everything(back) == everything(pages)
    assert len(everything(pages, ids)) == ITEMS


# What pages cost.


@pytest.mark.parametrize("name", PEOPLE)
def test_pages_of_albums_cost_no_more_statements_than_others(wide: Wide, name: str | None) -> None:
    pages, browser = wide.pages(name), wide.site.browser(name)
    found, images = everything(pages), everything(pages, ids)
    queries = [
        *("", "?year=2010", f"?after={found[0]}", f"?after={found[-1]}", f"?before={found[20]}"),
        *(f"?year=2010&after={found[-1]}", f"?at={images[0]}", f"?at={images[15]}"),
        *(f"?before={images[0]}", f"?after={images[0]}"),
    ]
    for query in queries:
        most = ANONYMOUS + (2 if name else 0) + ("year=" in query)  # What there is of a year.
        assert cost(wide.site, browser, wide.url + query) <= most, query


def test_no_statement_reads_all_albums(wide: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, read = [], Result.all

    def counted(result: Any) -> Any:
        rows = read(result)
        numbers.append(len(rows))
        return rows

    monkeypatch.setattr(Result, "all", counted)
    wide.pages("owner")
    assert PAGE < max(numbers) <= PAGE + 1


def test_a_page_of_albums_weighs_as_much_as_one_of_images(
    bare: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, size in zip((child_pages, item_pages), LARGE, strict=True):
        monkeypatch.setattr(module, "PAGE", size)
    with bare.session() as session:
        add_children(session, "many", LARGE[0] + 1)
        session.execute(update(Image).values(placeholder=bytes(range(108))))
        refresh_summaries(session, session.scalars(select(Album.id)))
    urls = [bare.album_url(folder) for folder in ("many", "full")]
    many, full = (bare.browser("owner").get(url) for url in urls)
    assert (len(albums(many)), len(ids(many))) == (LARGE[0], 0)
    assert (len(albums(full)), len(ids(full))) == (0, LARGE[1])
    assert len(many.body) <= 1.2 * len(full.body)

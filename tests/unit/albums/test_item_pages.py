from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bviewer.albums import item_pages
from bviewer.albums.item_pages import ItemPage, neighbours, page_around, page_of_items
from bviewer.albums.items import find_details, find_item, items_from, position
from bviewer.db.sessions import reading_session
from bviewer.models import Image, ImageState, SortOrder
from bviewer.presenters.taken import said_title
from bviewer.security.visitor import Visitor
from tests.mirrored import mirror
from tests.site import Site

OWNER = Visitor(is_owner=True)
NOON = datetime(2024, 6, 13, 12)


@pytest.fixture
def album_of_seven(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    """An album of seven images, 0.jpg to 6.jpg, of which 2 to 4 were taken in the same second.

    Pages hold two.
    """
    monkeypatch.setattr(item_pages, "PAGE", 2)
    for number in range(7):
        site.write(f"a/{number}.jpg")
    mirror(site)
    with site.session() as session:
        for number in range(7):
            time = NOON + timedelta(minutes=3 if 2 <= number <= 4 else number)
            query = update(Image).where(Image.path == f"a/{number}.jpg")
            session.execute(query.values(time=time, sort_key=b"same", rank=-(number // 3)))
    return site.album("a").id


def walk(site: Site, album_id: str, order: str, *, backwards: bool = False) -> list[list[str]]:
    """The ids on all pages, in the order of the album."""
    pages: list[list[str]] = []
    cursor: dict[str, tuple] = {}
    with reading_session(site.runtime.engine) as session:
        if backwards:
            everything = page_of(session, album_id, order, 100).items
            pages.append([everything[-1].id])
            cursor = {"before": position(everything[-1], order)}
        while True:
            page = page_of_items(session, album_id, order, **cursor)
            ids = [image.id for image in page.items]
            pages = [ids, *pages] if backwards else [*pages, ids]
            edge = page.before if backwards else page.after
            if edge is None:
                return pages
            image = find_item(session, album_id, edge)
            assert image is not None
            cursor = {"before" if backwards else "after": position(image, order)}


def page_of(session: Session, album_id: str, order: str, size: int) -> ItemPage:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(item_pages, "PAGE", size)
        return page_of_items(session, album_id, order)


@pytest.mark.parametrize("order", list(SortOrder))
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_neither_skip_nor_repeat_an_image(
    site: Site, album_of_seven: str, order: str, backwards: bool
):
    with reading_session(site.runtime.engine) as session:
        expected = [image.id for image in page_of(session, album_of_seven, order, 100).items]
    pages = walk(site, album_of_seven, order, backwards=backwards)
    assert [image_id for page in pages for image_id in page] == expected
    assert len(expected) == len(set(expected)) == 7
    assert {len(page) for page in pages} <= {1, 2}


def test_orders_are_by_time_or_by_name(site: Site, album_of_seven: str):
    with reading_session(site.runtime.engine) as session:
        oldest = page_of(session, album_of_seven, SortOrder.OLDEST, 100).items
        newest = page_of(session, album_of_seven, SortOrder.NEWEST, 100).items
    assert [image.time for image in oldest] == sorted(image.time for image in oldest)
    assert newest == oldest[::-1]


def test_what_was_arranged_by_hand_is_in_that_order_and_else_the_oldest_first(
    site: Site, album_of_seven: str
):
    with reading_session(site.runtime.engine) as session:
        items = page_of(session, album_of_seven, SortOrder.HAND, 100).items
    assert [item.rank for item in items] == [-2, -1, -1, -1, 0, 0, 0]
    assert [item.time for item in items[1:4]] == sorted(item.time for item in items[1:4])
    assert {item.kind for item in items} == {"image"}
    assert sorted(said_title(item) for item in items) == list("0123456")


def test_names_are_in_the_order_that_people_expect(site: Site):
    for name in ("IMG_10.jpg", "img_2.jpg", "IMG_1.jpg", "é.jpg", "f.jpg", "e.jpg"):
        site.write(f"a/{name}")
    site.sync()
    with reading_session(site.runtime.engine) as session:
        page = page_of_items(session, site.album("a").id, SortOrder.NAME)
    names = [image.path.partition("/")[2] for image in page.items]
    assert names == ["e.jpg", "é.jpg", "f.jpg", "IMG_1.jpg", "img_2.jpg", "IMG_10.jpg"]


def test_the_first_page_says_whether_there_are_more(site: Site, album_of_seven: str):
    with reading_session(site.runtime.engine) as session:
        page = page_of_items(session, album_of_seven, SortOrder.OLDEST)
        assert (page.before, page.after) == (None, page.items[-1].id)
        everything = page_of(session, album_of_seven, SortOrder.OLDEST, 7)
        assert (everything.before, everything.after) == (None, None)


@pytest.mark.parametrize("order", list(SortOrder))
def test_neighbours_are_those_of_the_listing(site: Site, album_of_seven: str, order: str):
    with reading_session(site.runtime.engine) as session:
        images = page_of(session, album_of_seven, order, 100).items
        around = [None, *images, None]
        for before, image, after in zip(around, images, around[2:], strict=False):
            found = neighbours(session, image, album_of_seven, order, with_missing=False)
            assert found == (before, after)


def test_missing_images_are_listed_and_passed_for_the_owner_only(site: Site, album_of_seven: str):
    with site.session() as session:
        query = update(Image).where(Image.path.in_(["a/0.jpg", "a/5.jpg"]))
        session.execute(query.values(state=ImageState.MISSING))
    with reading_session(site.runtime.engine) as session:
        for with_missing, number, first, before_last in (
            (False, 5, "a/1.jpg", None), (True, 7, "a/0.jpg", "a/5.jpg"),
        ):  # fmt: skip
            images = items_from(
                session,
                album_of_seven,
                SortOrder.OLDEST,
                None,
                with_missing=with_missing,
                limit=100,
            )
            assert (len(images), images[0].path) == (number, first)
            before, after = neighbours(
                session, images[-1], album_of_seven, SortOrder.OLDEST, with_missing=with_missing
            )
            assert before == images[-2]
            assert after is None
            assert before_last in {None, images[-2].path}


def test_an_image_of_another_album_is_not_found(gallery: Site):
    with reading_session(gallery.runtime.engine) as session:
        image_id = gallery.image("open/a.jpg").id
        assert find_item(session, gallery.album("open").id, image_id) is not None
        assert find_item(session, gallery.album("priv").id, image_id) is None
        assert find_item(session, gallery.album("open").id, "nothing") is None


# The page around an image.


def around(site: Site, number: int, order: str = SortOrder.OLDEST, **filters: Any) -> ItemPage:
    """The page around an image of the album a; pages hold four."""
    with pytest.MonkeyPatch.context() as patch, reading_session(site.runtime.engine) as session:
        patch.setattr(item_pages, "PAGE", 4)
        album_id = site.album("a").id
        image = find_item(session, album_id, site.image(f"a/{number}.jpg").id)
        assert image is not None
        return page_around(session, image, album_id, order, **filters)


def names(page: ItemPage) -> str:
    """The numbers of the images of a page."""
    return "".join(image.path.removeprefix("a/").removesuffix(".jpg") for image in page.items)


@pytest.fixture
def seven_days(site: Site) -> Site:
    """An album of seven images, 0.jpg to 6.jpg: 0 to 2 of 2023, 3 to 6 of 2024, a day each."""
    for number in range(7):
        site.write(f"a/{number}.jpg")
    mirror(site)
    with site.session() as session:
        for number in range(7):
            query = update(Image).where(Image.path == f"a/{number}.jpg")
            session.execute(query.values(time=datetime(2023, 12, 29) + timedelta(days=number)))
    return site


@pytest.mark.parametrize(
    ("number", "shown", "has_before", "has_after"),
    [
        (0, "012", False, True),
        (2, "01234", False, True),
        (3, "12345", True, True),
        (4, "23456", True, False),
        (6, "456", True, False),
    ],
)
def test_a_page_around_an_image_has_as_many_before_it_as_after_it(
    seven_days: Site, number: int, shown: str, has_before: bool, has_after: bool
):
    page = around(seven_days, number)
    assert names(page) == shown
    assert page.before == (page.items[0].id if has_before else None)
    assert page.after == (page.items[-1].id if has_after else None)


@pytest.mark.parametrize("order", list(SortOrder))
def test_a_page_around_an_image_goes_on_where_the_others_are(
    site: Site, album_of_seven: str, order: str
):
    with reading_session(site.runtime.engine) as session:
        everything = page_of(session, album_of_seven, order, 100).items
        middle = page_around(session, everything[3], album_of_seven, order)
        ends = {
            name: find_item(session, album_of_seven, getattr(middle, name) or "")
            for name in ("before", "after")
        }
        assert middle.items == everything[2:5]
        for name, (start, end) in {"before": (0, 2), "after": (5, 7)}.items():
            image = ends[name]
            assert image is not None
            cursor: Any = {name: position(image, order)}
            page = page_of_items(session, album_of_seven, order, **cursor)
            assert page.items == everything[start:end]


def test_an_image_that_is_not_listed_leaves_its_place_empty(seven_days: Site):
    with seven_days.session() as session:
        query = update(Image).where(Image.path == "a/3.jpg")
        session.execute(query.values(state=ImageState.MISSING))
    assert names(around(seven_days, 3)) == "1245"
    assert names(around(seven_days, 3, with_missing=True)) == "12345"
    assert names(around(seven_days, 3, year=2023)) == "12"


# One year of an album.


@pytest.mark.parametrize(
    ("year", "shown"), [(2023, "012"), (2024, "3456"), (2022, ""), (None, "0123456"), (9998, "")]
)
def test_a_year_has_the_images_from_its_first_second_to_its_last(
    seven_days: Site, year: int | None, shown: str
):
    with seven_days.session() as session:
        last_moment, first_moment = (
            datetime(2023, 12, 31, 23, 59, 59, 999_999),
            datetime(2024, 1, 1),
        )
        for number, time in ((2, last_moment), (3, first_moment)):
            query = update(Image).where(Image.path == f"a/{number}.jpg")
            session.execute(query.values(time=time))
    with reading_session(seven_days.runtime.engine) as session:
        page = page_of_items(session, seven_days.album("a").id, SortOrder.OLDEST, year=year)
    assert names(page) == shown


def test_pages_of_a_year_end_with_the_year(seven_days: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(item_pages, "PAGE", 2)
    album_id = seven_days.album("a").id
    with reading_session(seven_days.runtime.engine) as session:
        first = page_of_items(session, album_id, SortOrder.OLDEST, year=2023)
        after = position(first.items[-1], SortOrder.OLDEST)
        second = page_of_items(session, album_id, SortOrder.OLDEST, after=after, year=2023)
    assert (names(first), first.before, first.after) == ("01", None, first.items[1].id)
    assert (names(second), second.before, second.after) == ("2", second.items[0].id, None)


def test_a_page_around_an_image_keeps_to_the_year(seven_days: Site):
    page = around(seven_days, 3, year=2024)
    assert (names(page), page.before, page.after) == ("345", None, page.items[-1].id)


# One image with all that is known of it.


def test_details_come_with_the_image(gallery: Site):
    camera = {"make": "Acme", "iso": 200}
    with gallery.session() as session:
        query = update(Image).where(Image.path == "open/a.jpg")
        session.execute(query.values(camera=camera, offset_minutes=-210, time_source="name"))
    album_id, image_id = gallery.album("open").id, gallery.image("open/a.jpg").id
    with gallery.statements() as statements, reading_session(gallery.runtime.engine) as session:
        found = find_details(session, album_id, image_id)
    assert len(statements) == 1
    assert found is not None
    listed, known = found
    with reading_session(gallery.runtime.engine) as session:
        assert listed == find_item(session, album_id, image_id)
    assert known == (-210, "name", camera, "", "", [], None, None)


def test_details_of_an_image_of_another_album_are_not_found(gallery: Site):
    image_id = gallery.image("open/a.jpg").id
    with reading_session(gallery.runtime.engine) as session:
        assert find_details(session, gallery.album("priv").id, image_id) is None
        assert find_details(session, gallery.album("open").id, "nothing") is None

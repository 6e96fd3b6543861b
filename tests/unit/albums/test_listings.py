from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bviewer.albums import item_pages
from bviewer.albums.child_pages import Listing
from bviewer.albums.item_pages import ItemPage, neighbours, page_around, page_of_items
from bviewer.albums.items import find_details, find_item, items_from, position
from bviewer.albums.listings import given_albums, own_summary
from bviewer.db.sessions import reading_session
from bviewer.models import Album, Image, ImageState, SortOrder, Visibility
from bviewer.security.visitor import STRANGER, Visitor
from tests.mirrored import mirror
from tests.site import Site

OWNER = Visitor(is_owner=True)
NOON = datetime(2024, 6, 13, 12)


def ancestry(site: Site, folder: str) -> list[str]:
    """The ids from the top to the album of a folder."""
    parts = folder.split("/") if folder else []
    return [site.album("/".join(parts[:length])).id for length in range(len(parts) + 1)]


def children(
    site: Site, visitor: Visitor, folder: str = "", order: str = SortOrder.NAME
) -> Sequence[Any]:
    ids = ancestry(site, folder)
    with reading_session(site.runtime.engine) as session:
        return Listing(visitor, ids, order).first(session).albums


def titles(
    site: Site, visitor: Visitor, folder: str = "", order: str = SortOrder.NAME
) -> list[str]:
    return [row.title for row in children(site, visitor, folder, order)]


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
    assert sorted(item.title for item in items) == list("0123456")


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


def test_strangers_are_listed_visible_albums(gallery: Site):
    assert titles(gallery, STRANGER) == ["open", "other"]
    assert titles(gallery, OWNER) == ["hid", "open", "other", "priv"]
    assert titles(gallery, Visitor(has_gallery=True)) == ["hid", "open", "other", "priv"]


def test_people_with_access_are_listed_what_they_were_given(gallery: Site):
    visitor = Visitor(granted=frozenset({gallery.album("priv").id}))
    assert titles(gallery, visitor) == ["open", "other", "priv"]
    assert titles(gallery, visitor, "priv") == ["openchild"]


def test_numbers_and_covers_are_those_that_a_viewer_may_know(gallery: Site):
    for visitor, images, albums in ((STRANGER, 1, 0), (OWNER, 2, 1)):
        row = next(row for row in children(gallery, visitor) if row.title == "open")
        assert (row.images, row.albums) == (images, albums)
        with reading_session(gallery.runtime.engine) as session:
            own = own_summary(session, visitor, ancestry(gallery, "open"))
        assert own is not None
        assert (own.images, own.albums) == (images, albums)


def test_a_missing_album_is_listed_for_the_owner_only(site: Site):
    site.write("a/1.jpg")
    site.write("b/2.jpg")
    site.sync()
    (site.library / "a").rename(site.library / ".a")
    site.sync()
    assert titles(site, STRANGER) == titles(site, Visitor(has_gallery=True)) == ["b"]
    assert [(row.title, row.missing) for row in children(site, OWNER)] == [
        ("a", True),
        ("b", False),
    ]


def test_albums_are_ordered_by_name_or_by_their_times(site: Site):
    for name in ("a", "b", "c", "d"):
        site.write(f"{name}/1.jpg")
    (site.library / "empty").mkdir()
    site.sync()
    with site.session() as session:
        for name, time in (("a", 3), ("b", 1), ("c", 2), ("d", None)):
            query = update(Album).where(Album.folder == name)
            session.execute(query.values(time=time and NOON + timedelta(days=time)))
    assert titles(site, STRANGER, order=SortOrder.NAME) == ["a", "b", "c", "d", "empty"]
    assert titles(site, STRANGER, order=SortOrder.OLDEST) == ["d", "b", "c", "a", "empty"]
    assert titles(site, STRANGER, order=SortOrder.NEWEST) == ["a", "c", "b", "d", "empty"]


@pytest.mark.parametrize("visitor", [STRANGER, OWNER, Visitor(granted=frozenset({"x"}))])
def test_a_listing_is_one_statement(gallery: Site, visitor: Visitor):
    ids = ancestry(gallery, "open")
    listing = Listing(visitor, ids, SortOrder.NEWEST)
    for ask in (
        listing.first,
        listing.last,
        lambda session: listing.after(session, ids[0]),
        lambda session: listing.before(session, ids[0]),
        lambda session: own_summary(session, visitor, ids),
        lambda session: own_summary(session, visitor, ids, with_years=True),
        lambda session: page_of_items(session, ids[-1], SortOrder.NAME),
    ):
        with gallery.statements() as statements, reading_session(gallery.runtime.engine) as session:
            ask(session)
        assert len(statements) == 1


def test_a_visible_album_below_a_hidden_one_is_listed_there(gallery: Site):
    assert titles(gallery, STRANGER, "hid") == ["visiblechild"]
    gallery.set_visibility("hid/visiblechild", Visibility.HIDDEN)
    assert titles(gallery, STRANGER, "hid") == []


def test_given_albums_are_in_the_order_of_their_titles(gallery: Site):
    with gallery.session() as session:
        ids = [row.id for row in session.query(Album.id).filter(Album.folder.in_(["priv", "hid"]))]
        assert [album.title for album in given_albums(session, OWNER, ids)] == ["hid", "priv"]
        assert given_albums(session, OWNER, []) == []


def test_given_albums_come_with_their_numbers_and_covers(gallery: Site):
    with gallery.session() as session:
        (row,) = given_albums(session, OWNER, [gallery.album("priv").id])
    covers = {gallery.image(path).id for path in ("priv/s.jpg", "priv/openchild/q.jpg")}
    assert (row.title, row.visibility, row.images, row.albums) == ("priv", "private", 2, 1)
    assert row.cover_path.rpartition("/")[2] in covers
    assert row.first_time is not None
    assert row.last_time is not None


def test_what_a_share_gives_below_what_a_grant_gives_is_listed_with_all_that_is_in_it(
    gallery: Site,
):
    hid, below = gallery.album("hid").id, gallery.album("hid/visiblechild").id
    gallery.set_visibility("hid/visiblechild", Visibility.PRIVATE)
    shared = frozenset({below, hid})
    for granted, images in ((frozenset(), [1, 1]), (frozenset({hid}), [2, 1])):
        visitor = Visitor(granted=granted, shared=shared)
        with gallery.session() as session:
            rows = given_albums(session, visitor, shared)
        assert [row.images for row in rows] == images


def test_a_given_album_whose_folder_is_missing_is_not_listed(site: Site):
    site.write("a/1.jpg")
    site.write("b/2.jpg")
    site.sync()
    ids = [site.album("a").id, site.album("b").id]
    (site.library / "a").rename(site.library / ".a")
    site.sync()
    with site.session() as session:
        assert [row.title for row in given_albums(session, OWNER, ids)] == ["b"]


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


# Years of child albums.


@pytest.mark.parametrize("person", ["stranger", "guest", "owner"])
@pytest.mark.parametrize("folder", ["", "open", "priv"])
def test_years_of_children_are_those_of_the_albums_that_are_listed(
    gallery: Site, person: str, folder: str
):
    guest = Visitor(granted=frozenset({gallery.album("open/secretchild").id}))
    visitor = {"stranger": STRANGER, "guest": guest, "owner": OWNER}[person]
    with gallery.session() as session:
        for number, album in enumerate(session.query(Album)):
            album.time = datetime(2000 + number, 1, 1) if number % 2 else None
            album.missing = album.folder == "other"
    ids = ancestry(gallery, folder)
    with reading_session(gallery.runtime.engine) as session:
        summary = own_summary(session, visitor, ids, with_years=True)
    assert summary is not None
    rows = children(gallery, visitor, folder)
    assert set(summary.child_years or ()) == {year for row in rows for year in row.years}
    assert len(rows) == EXPECTED[person][folder]


EXPECTED = {
    "stranger": {"": 1, "open": 0, "priv": 1},
    "guest": {"": 1, "open": 1, "priv": 1},
    "owner": {"": 4, "open": 1, "priv": 1},
}


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
    assert known == (-210, "name", camera, "", None)


def test_details_of_an_image_of_another_album_are_not_found(gallery: Site):
    image_id = gallery.image("open/a.jpg").id
    with reading_session(gallery.runtime.engine) as session:
        assert find_details(session, gallery.album("priv").id, image_id) is None
        assert find_details(session, gallery.album("open").id, "nothing") is None

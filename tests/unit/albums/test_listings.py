from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bviewer.albums.child_pages import Listing
from bviewer.albums.item_pages import page_of_items
from bviewer.albums.listings import given_albums, own_summary
from bviewer.db.sessions import reading_session
from bviewer.models import Album, SortOrder, Visibility
from bviewer.security.visitor import STRANGER, Visitor
from tests.pictures import jpeg
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
    assert titles(site, OWNER, order=SortOrder.NAME) == ["a", "b", "c", "d", "empty"]
    assert titles(site, OWNER, order=SortOrder.OLDEST) == ["d", "b", "c", "a", "empty"]
    assert titles(site, OWNER, order=SortOrder.NEWEST) == ["a", "c", "b", "d", "empty"]


def test_albums_that_show_nothing_are_listed_for_their_owner(gallery: Site):
    (gallery.library / "bare" / "below").mkdir(parents=True)
    gallery.sync()
    everyone = Visitor(has_gallery=True)
    assert titles(gallery, STRANGER) == ["open", "other"]
    assert titles(gallery, everyone) == ["hid", "open", "other", "priv"]
    assert titles(gallery, OWNER) == ["bare", "hid", "open", "other", "priv"]
    gallery.write("bare/below/1.jpg", jpeg(61, 40))
    gallery.sync()
    assert titles(gallery, STRANGER) == ["bare", "open", "other"]


def test_an_album_shows_what_its_visitor_finds_there(site: Site):
    """Of what is closed below it nothing makes it an album, except for those who may see that."""
    site.write("way/between/given/1.jpg")
    site.sync()
    site.set_visibility("way/between/given", Visibility.PRIVATE)
    given = frozenset({site.album("way/between/given").id})
    for visitor, shown in (
        (STRANGER, []),
        (Visitor(has_gallery=True), ["way"]),
        (Visitor(granted=given), ["way"]),
        (Visitor(shared=given), ["way"]),
    ):
        assert titles(site, visitor) == shown
    site.set_visibility("way/between", Visibility.HIDDEN)
    assert titles(site, Visitor(granted=given)) == []


def test_numbers_of_albums_leave_out_those_that_show_nothing(site: Site):
    site.write("a/shown/1.jpg")
    site.write("a/closed/2.jpg")
    (site.library / "a" / "bare").mkdir()
    site.sync()
    site.set_visibility("a/closed", Visibility.PRIVATE)
    for visitor, albums in ((STRANGER, 1), (OWNER, 2)):
        (row,) = children(site, visitor)
        assert row.albums == albums


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

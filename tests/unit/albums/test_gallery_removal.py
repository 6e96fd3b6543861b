"""A gallery goes with all that was made in it; no other one is touched, and no file."""

import sqlite3

import pytest
from sqlalchemy import func, select, update

from bviewer.access.grants import grant
from bviewer.access.groups import add_group
from bviewer.access.shares import make_share
from bviewer.access.trail import events_of
from bviewer.accounts.users import find_user
from bviewer.albums.chosen_items import choose_all
from bviewer.albums.gallery_removal import holdings_of, remove_gallery
from bviewer.albums.removing import remove_items
from bviewer.albums.trash import KEPT_FOR, delete_album, purge
from bviewer.models import Album, Audit, Base, Deletion, Gallery, User, now
from tests.problems import refused
from tests.site import Site

ACCOUNTS = {"user", "alembic_version"}


@pytest.fixture
def two(site: Site) -> Site:
    """Another gallery, of which an album with another in it and a photograph were deleted."""
    for path in ("a/1.jpg", "two/x/y/2.jpg", "two/z/3.jpg", "two/z/4.jpg", "two/5.jpg"):
        site.write(path)
    site.add_gallery("two.test", "berta", "two")
    site.sync()
    site.sync(host="two.test")
    site.add_user("anna")
    with site.session() as session:
        gallery, anna = session.get_one(Gallery, 2), find_user(session, "anna")
        albums = {each.folder: each for each in session.query(Album).filter_by(gallery_id=2)}
        grant(session, anna, gallery, albums["z"].id)
        grant(session, add_group(session, gallery, "family"), gallery, None)
        make_share(session, gallery, albums["z"].id, label="party", options={})
        delete_album(session, albums["x"])
        remove_items(session, albums["z"], choose_all(session, albums["z"]))
    return site


def counts(site: Site) -> dict[str, int]:
    """How many rows there are, by table."""
    with site.session() as session:
        return {
            table.name: session.scalars(select(func.count()).select_from(table)).one()
            for table in Base.metadata.sorted_tables
            if table.name not in ACCOUNTS
        }


def test_all_of_a_gallery_goes_and_nothing_else(two: Site):
    files = sorted(two.library.rglob("*.jpg"))
    with two.session() as session:
        gallery = session.get_one(Gallery, 2)
        assert holdings_of(session, gallery) == (5, 4, 1, 2, 1)
        remove_gallery(session, gallery, " TWO.test ")
    left = counts(two)
    with two.session() as session:
        assert {each.gallery_id for each in session.query(Album)} == {1}
        assert {each.name for each in session.query(User)} == {"anna", "berta", "owner"}
        assert {each.gallery_id for each in session.query(Audit)} <= {None, 1}
    assert sorted(two.library.rglob("*.jpg")) == files
    names = ("access", "deletion", "deleted_folder", "group", "share", "former_content")
    assert [left[name] for name in names] == [0] * len(names)
    assert (left["gallery"], left["album"]) == (1, 6)


def test_nothing_that_waits_for_a_gallery_which_is_gone_finds_another_one(site: Site):
    two = site.add_gallery("two.test")
    with site.session() as session:
        remove_gallery(session, session.get_one(Gallery, two), "two.test")
    assert site.add_gallery("three.test") > two


def test_as_much_as_there_is_is_purged_and_removed(two: Site):
    with two.session() as session:
        session.execute(update(Deletion).values(deleted_at=now() - 2 * KEPT_FOR))
        deleted = session.query(Album).filter_by(folder="x").one()
        below = [Album(parent_id=deleted.id, title="", sort_key=b"") for _number in range(12)]
        session.add_all(below)
        session.flush()
        connection = session.connection().connection.driver_connection
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 11)  # As if these were thousands.
        assert purge(session) == 2
        remove_gallery(session, session.get_one(Gallery, 2), "two.test")


def test_a_gallery_stays_unless_its_host_is_typed(two: Site):
    before = counts(two)
    with two.session() as session, refused("host_not_typed", "typed", host="two.test"):
        remove_gallery(session, session.get_one(Gallery, 2), "pub.test")
    assert counts(two) == before


def test_whoever_runs_the_site_reads_of_galleries_accounts_and_access_but_not_of_albums(two: Site):
    with two.session() as session:
        remove_gallery(session, session.get_one(Gallery, 2), "two.test")
        events = [(each.event, each.params.get("title")) for each in events_of(session, None, None)]
    assert events[0] == ("gallery_removed", None)
    assert ("granted", "two.test") in events
    assert ("user_added", None) in events
    assert not {"album_deleted", "link_made", "group_added"} & {event for event, _title in events}

import pytest
from sqlalchemy import update

from bviewer.albums.applying import apply_below
from bviewer.albums.editing import (
    find_album,
    set_description,
    set_order,
    set_title,
    set_visibility,
)
from bviewer.models import Album, SortOrder, Visibility
from tests.problems import refused
from tests.site import Site
from tests.unit.sync.checks import assert_counted


def test_an_album_is_found_by_its_id(gallery: Site):
    with gallery.session() as session:
        assert find_album(session, gallery.album("open").id).folder == "open"
        with refused("album_unknown", "album", album="nothing"):
            find_album(session, "nothing")


@pytest.mark.parametrize("flag", list(Visibility))
def test_what_ancestors_tell_changes_with_the_flag(gallery: Site, flag: Visibility):
    with gallery.session() as session:
        album = session.query(Album).filter_by(folder="priv").one()
        set_visibility(session, album, flag)
        assert album.visibility == flag
    assert_counted(gallery)


def test_a_title_is_sorted_as_it_is_shown():
    album = Album(title="old", sort_key=b"old")
    set_title(album, "  Rome\n2024 ")
    assert (album.title, album.sort_key) == ("Rome 2024", b"rome 0042024")


@pytest.mark.parametrize("title", ["", " ", "\n", "x" * 301])
def test_a_title_that_nobody_can_read_is_refused(title: str):
    album = Album(title="old", sort_key=b"old")
    with refused("title_length", "title", minimum=1, maximum=300):
        set_title(album, title)
    assert album.title == "old"


def test_a_description_that_is_too_long_is_refused():
    album = Album(description="old")
    with refused("description_too_long", "description", maximum=20_000):
        set_description(album, "x" * 20_001)
    assert album.description == "old"
    set_description(album, "x" * 20_000)
    assert len(album.description) == 20_000


def test_an_order_is_set():
    album = Album()
    set_order(album, SortOrder.NEWEST)
    assert album.order == "newest"


@pytest.mark.parametrize(
    ("order", "below"),
    [
        (None, SortOrder.OLDEST),
        (SortOrder.NEWEST, SortOrder.OLDEST),
        (SortOrder.NAME_DOWN, None),
        (SortOrder.NAME, None),
    ],
)
def test_new_albums_follow_an_order_of_the_home_that_is_not_the_usual(site: Site, order, below):
    site.write("a/b/1.jpg")
    with site.session() as session:
        session.execute(update(Album).where(Album.parent_id.is_(None)).values(order=order))
    site.sync()
    assert (site.album("a").order, site.album("a/b").order) == (below, None)


def test_new_albums_follow_the_home_if_most_albums_there_do(site: Site):
    for name in ("a", "b", "c"):
        site.write(f"{name}/1.jpg", name.encode())
    site.sync()
    with site.session() as session:
        apply_below(session, session.get_one(Album, site.album("").id), ["order"])
    with site.session() as session:
        set_order(session.get_one(Album, site.album("a").id), SortOrder.OLDEST)
    site.write("d/1.jpg", b"d")
    site.sync()
    assert site.album("d").order is None
    with site.session() as session:
        session.execute(update(Album).where(Album.folder == "b").values(order=SortOrder.NAME))
    site.write("e/1.jpg", b"e")
    site.sync()
    assert site.album("e").order == SortOrder.OLDEST

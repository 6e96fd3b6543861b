"""Films of providers among the items of albums: counted, sorted, arranged, moved, deleted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bviewer.albums.arranging import arrange, places_in
from bviewer.albums.chosen_items import choose, choose_all, number_of_items
from bviewer.albums.films import Film, film_at, is_film
from bviewer.albums.item_editing import ItemValues, change_item
from bviewer.albums.item_pages import neighbours, page_around
from bviewer.albums.item_times import reset_times, shift_times
from bviewer.albums.items import find_item, items_at, items_from
from bviewer.albums.originals import image_title
from bviewer.albums.selections import select_items
from bviewer.albums.totals import count_originals
from bviewer.albums.transfers import copy_items
from bviewer.albums.trash import delete_album, purge, restore_album
from bviewer.models import (
    Album,
    AlbumSummary,
    Audience,
    Deletion,
    FormerContent,
    Gallery,
    Image,
    Provider,
    SortOrder,
    Video,
    Visibility,
    now,
)
from bviewer.presenters.taken import said_title
from tests.films import KEY, TUBE, VIMEO, add_film, film_row, give_picture
from tests.site import Site

NOON = datetime(2024, 6, 12, 12)


@pytest.fixture
def three(site: Site) -> list[str]:
    """The ids of a photograph, a film and a photograph, in the order of their times and names."""
    for name in ("a", "z"):
        site.write(f"open/{name}.jpg")
    site.sync()
    first, last = (site.image(f"open/{name}.jpg").id for name in "az")
    with site.session() as session:
        session.get_one(Image, first).time = NOON.replace(hour=11)
        session.get_one(Image, last).time = NOON.replace(hour=13)
    return [first, add_film(site, "open", title="m", time=NOON), last]


def ids(items: list) -> list[str]:
    return [item.id for item in items]


def album_of(session, folder: str = "open") -> Album:
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def summary(site: Site, folder: str, audience: Audience = Audience.EVERYBODY) -> AlbumSummary:
    with site.session() as session:
        row = session.get_one(AlbumSummary, (site.album(folder).id, audience))
        session.expunge(row)
        return row


@pytest.mark.parametrize(
    ("film", "path", "title"),
    [
        (Film(Provider.YOUTUBE, TUBE), f"\0youtube/{TUBE}", f"YouTube {TUBE}"),
        (Film(Provider.VIMEO, VIMEO), f"\0vimeo/{VIMEO}", f"Vimeo {VIMEO}"),
        (Film(Provider.VIMEO, f"{VIMEO}/{KEY}"), f"\0vimeo/{VIMEO}/{KEY}", f"Vimeo {VIMEO}"),
    ],
)
def test_the_path_of_a_film_names_it_and_no_title_tells_its_key(
    film: Film, path: str, title: str
) -> None:
    assert film.path == path
    assert is_film(path)
    assert film_at(path) == film
    assert image_title(path) == title


@pytest.mark.parametrize("path", ["youtube/x", "\0gone/x/a.jpg", "\0moving/x", "a.jpg", ""])
def test_no_other_path_is_that_of_a_film(path: str) -> None:
    assert not is_film(path)


@pytest.mark.parametrize("order", SortOrder)
def test_films_stand_among_photographs_in_every_order(
    site: Site, three: list[str], order: SortOrder
) -> None:
    is_down = order in {SortOrder.NEWEST, SortOrder.NAME_DOWN}
    expected = three[::-1] if is_down else three
    album_id = site.album("open").id
    with site.session() as session, site.statements() as statements:
        assert ids(items_from(session, album_id, order, None, limit=9)) == expected
        assert len(statements) == 1
        assert ids(items_at(session, album_id, order, 1, 1)) == expected[1:2]
        film = find_item(session, album_id, three[1])
        assert film is not None
        assert (film.kind, said_title(film), film.state) == ("video", "m", "bare")
        around = page_around(session, film, album_id, order)
        assert ids(around.items) == expected
        beside = neighbours(session, film, album_id, order, with_missing=False)
        assert [each and each.id for each in beside] == [expected[0], expected[2]]
        first = find_item(session, album_id, expected[0])
        assert first is not None
        _none, after = neighbours(session, first, album_id, order, with_missing=False)
        assert after == film


def test_films_are_left_out_where_it_is_about_files(site: Site, three: list[str]) -> None:
    album_id = site.album("open").id
    with site.session() as session:
        found = items_at(session, album_id, SortOrder.OLDEST, 0, 9, files_only=True)
        assert ids(found) == [three[0], three[2]]
        assert number_of_items(session, album_id, files_only=True) == 2
        assert number_of_items(session, album_id) == 3
        originals = count_originals(session, session.scalars(select(Gallery)).one())
    give_picture(site, three[1])
    with site.session() as session:
        assert count_originals(session, session.scalars(select(Gallery)).one()) == originals
    assert originals.files == 2


def test_an_album_of_films_alone_counts_them_with_their_times(site: Site) -> None:
    site.write("films/below/a.jpg")
    site.sync()
    item = add_film(site, "films", time=datetime(1987, 7, 27, 12))
    add_film(site, "films", VIMEO, time=datetime(1999, 1, 1))
    (site.library / "films/below/a.jpg").unlink()
    site.write("films/below/b.txt")
    site.sync(accept_missing=True)
    found = summary(site, "films")
    assert (found.images, found.films, found.years) == (2, 2, (1987, 1999))
    assert found.cover_id is None
    assert found.first_time == datetime(1987, 7, 27, 12)
    assert (summary(site, "").images, summary(site, "").films) == (2, 2)
    give_picture(site, item)
    assert summary(site, "films").cover_id == summary(site, "").cover_id == item


def test_films_of_closed_albums_are_counted_for_nobody_else(site: Site, three: list[str]) -> None:
    give_picture(site, three[1])
    assert summary(site, "").images == 3
    site.set_visibility("open", Visibility.PRIVATE)
    assert summary(site, "").images == 0
    assert summary(site, "").cover_id is None
    assert summary(site, "", Audience.TRUSTED).images == 3


def test_films_are_arranged_by_hand(site: Site, three: list[str]) -> None:
    first, film, last = three
    with site.session() as session:
        arrange(session, album_of(session), [film], 1)
    album_id = site.album("open").id
    with site.session() as session:
        assert places_in(session, album_id, SortOrder.HAND).items == [film, first, last]


def test_a_film_is_sorted_by_its_title_and_has_the_time_that_was_said_last(
    site: Site, three: list[str]
) -> None:
    with site.session() as session:
        film = session.get_one(Image, three[1])
        change_item(session, film, ItemValues("zz", "Text", NOON.replace(hour=9)))
        change_item(session, film, ItemValues("zz", "Text", None))
    row = film_row(site, three[1])
    assert (row.time, row.file_time) == (NOON.replace(hour=9), None)
    album_id = site.album("open").id
    with site.session() as session:
        by_name = items_from(session, album_id, SortOrder.NAME, None, limit=9)
    assert ids(by_name) == [three[0], three[2], three[1]]


def test_times_of_films_are_shifted_and_given_back(site: Site, three: list[str]) -> None:
    with site.session() as session:
        album = album_of(session)
        shift_times(session, album, choose_all(session, album), timedelta(days=1))
    assert film_row(site, three[1]).time == NOON + timedelta(days=1)
    with site.session() as session:
        album = album_of(session)
        reset_times(session, album, choose_all(session, album))
    assert film_row(site, three[1]).time == NOON


def test_copies_and_selections_show_the_same_film(site: Site, three: list[str]) -> None:
    site.write("other/b.jpg")
    site.sync()
    give_picture(site, three[1])
    with site.session() as session:
        album, other = album_of(session), album_of(session, "other")
        copy_items(session, album, other, choose(session, album, [three[1]]))
        select_items(session, album, [three[1]])
    with site.session() as session:
        rows = session.scalars(select(Image).where(Image.kind == "video")).all()
        assert {(row.path, row.state, row.is_picked) for row in rows} == {
            (f"\0youtube/{TUBE}", "ready", True)
        }
        assert len(rows) == 3
        assert len(session.scalars(select(Video)).all()) == 1


def test_films_go_and_come_back_with_their_album(site: Site, three: list[str]) -> None:
    with site.session() as session:
        delete_album(session, album_of(session))
    assert summary(site, "").images == 0
    with site.session() as session:
        restore_album(session, session.scalars(select(Deletion)).one())
    assert summary(site, "").images == 3
    with site.session() as session:
        delete_album(session, album_of(session))
    with site.session() as session:
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
        purge(session)
        assert session.get(Image, three[1]) is None


def test_nothing_is_kept_of_what_films_of_closed_albums_looked_like(
    site: Site, three: list[str]
) -> None:
    """That is for copies of files, which a sync finds."""
    give_picture(site, three[1])
    content = film_row(site, three[1]).quick_hash
    site.set_visibility("open", Visibility.PRIVATE)
    with site.session() as session:
        delete_album(session, album_of(session))
        session.flush()
        session.execute(update(Deletion).values(deleted_at=now() - timedelta(days=31)))
        purge(session)
        contents = session.scalars(select(FormerContent.quick_hash)).all()
    assert len(contents) >= 1
    assert content not in contents

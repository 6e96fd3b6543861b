import pytest
from sqlalchemy import select

from bviewer.albums.moving import move_album
from bviewer.albums.trash import delete_album, restore_album
from bviewer.models import Album, Deletion, Gallery, Image, Visibility
from bviewer.sync.albums import bind_album, ensure_album, move_albums, show_album
from tests.functional.folders import move as move_files
from tests.site import Site
from tests.unit.sync.checks import assert_counted, assert_mirrored, rows
from tests.unit.sync.fixtures import GALLERY, fill, give_title, pick


def move(site: Site, **folders: str) -> None:
    with site.session() as session:
        move_albums(session, GALLERY, folders)


def test_an_album_is_made_with_its_parents_and_is_missing_until_it_is_shown(site: Site):
    with site.session() as session:
        album = ensure_album(session, GALLERY, "a/b/c")
        assert ensure_album(session, GALLERY, "a/b/c") is album
        assert session.query(Album).filter(Album.missing).count() == 3
        assert show_album(session, album)
        assert session.query(Album).filter(Album.missing).count() == 0
        assert not show_album(session, album)
    assert site.album("a/b/c").parent_id == site.album("a/b").id
    assert site.album("a/b").parent_id == site.album("a").id


def test_a_title_follows_the_folder(site: Site):
    fill(site, "2024-06/1.jpg")
    move(site, **{"2024-06": "Rome_June"})
    album = site.album("Rome_June")
    assert (album.title, album.sort_key) == ("Rome June", b"rome_june")


def test_a_title_that_a_person_gave_stays(site: Site):
    fill(site, "a/1.jpg")
    give_title(site, "a", "Wedding")
    move(site, a="b")
    assert site.album("b").title == "Wedding"


def test_albums_may_exchange_their_folders(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    ids = site.album("a").id, site.album("b").id
    move(site, a="b", b="a")
    assert (site.album("b").id, site.album("a").id) == ids
    assert {site.image("b/1.jpg").album_id, site.image("a/2.jpg").album_id} == set(ids)


def test_an_album_and_the_one_below_are_bound_anew_whatever_their_order(site: Site):
    fill(site, "a/x/1.jpg")
    ids = site.album("a").id, site.album("a/x").id
    move(site, **{"a/x": "b", "a": "b/y"})
    assert (site.album("b/y").id, site.album("b").id) == ids
    assert site.album("b/y").parent_id == site.album("b").id


def test_images_go_along_also_missing_ones(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg", "3.jpg")
    (site.library / "a" / "1.jpg").unlink()
    site.sync()
    move(site, a="b")
    assert site.image("b/1.jpg").state == "missing"
    assert site.image("b/2.jpg").state == "ready"


def test_an_album_steps_aside_where_it_is_in_the_tree(site: Site):
    fill(site, "a/1.jpg")
    before = site.album("a")
    move(site, a="\0gone/id/a")
    album = site.album("\0gone/id/a")
    assert (album.id, album.parent_id, album.title) == (before.id, before.parent_id, "a")
    assert site.image("\0gone/id/a/1.jpg").album_id == before.id


def test_the_title_of_an_album_that_stepped_aside_still_follows(site: Site):
    fill(site, "a/1.jpg")
    move(site, a="\0gone/id/a")
    move(site, **{"\0gone/id/a": "b"})
    assert site.album("b").title == "b"


def test_what_was_picked_from_an_earlier_folder_of_the_new_name_steps_aside(site: Site):
    fill(site, "a/1.jpg", "b/1.jpg")
    with site.session() as session:
        pick(session, site.image("b/1.jpg"), site.album("a").id)
        session.query(Image).filter_by(path="b/1.jpg", is_picked=False).delete()
    move(site, b="\0gone/id/b", a="b")
    assert sorted(image.state for image in rows(site)[1].values()) == ["missing", "ready"]
    assert site.image("b/1.jpg").album_id == site.album("b").id


def test_the_albums_whose_content_changed_are_told(site: Site):
    fill(site, "a/x/1.jpg", "b/2.jpg")
    ids = {site.album(folder).id for folder in ("a", "b", "a/x")}
    with site.session() as session:
        assert move_albums(session, GALLERY, {"a/x": "b/x"}) == ids


@pytest.mark.parametrize("closing", [Visibility.PRIVATE, Visibility.HIDDEN])
def test_what_a_folder_above_closed_stays_closed(site: Site, closing: Visibility):
    fill(site, "closed/a/1.jpg", "open/2.jpg")
    site.set_visibility("closed", closing)
    move(site, **{"closed/a": "open/a"})
    assert site.album("open/a").visibility == closing


def test_what_was_closed_below_a_closed_folder_stays_closed_when_that_is_opened(site: Site):
    fill(site, "up/closed/a/b/1.jpg", "up/2.jpg")
    site.set_visibility("up", Visibility.PRIVATE)
    site.set_visibility("up/closed", Visibility.HIDDEN)
    move(site, **{"up/closed/a/b": "up/a/b", "up/closed/a": "up/a"})
    flags = [site.album(folder).visibility for folder in ("up/a", "up/a/b")]
    assert flags == [Visibility.HIDDEN, Visibility.VISIBLE]


def test_a_flag_below_a_stricter_one_is_not_touched(site: Site):
    fill(site, "hidden/a/1.jpg", "private/2.jpg")
    site.set_visibility("hidden", Visibility.HIDDEN)
    site.set_visibility("private", Visibility.PRIVATE)
    move(site, **{"hidden/a": "private/a"})
    assert site.album("private/a").visibility == Visibility.VISIBLE


def test_a_new_album_has_a_title_that_any_database_stores(site: Site):
    with site.session() as session:
        album = Album(gallery_id=GALLERY)
        bind_album(session, album, "a/\udcff\n")
        assert (album.title, album.folder) == ("\ufffd", "a/\udcff\n")


NEW = [
    # What new albums are, the album above, the flag of a new one in it.
    ("visible", "visible", "visible"),
    ("hidden", "visible", "hidden"),
    ("private", "visible", "private"),
    ("private", "hidden", "private"),
    ("hidden", "hidden", "visible"),
    ("hidden", "private", "visible"),
    ("private", "private", "visible"),
]


@pytest.mark.parametrize(("setting", "above", "expected"), NEW)
def test_a_new_album_is_what_the_gallery_says_unless_it_is_in_a_closed_one(
    site: Site, setting: str, above: str, expected: str
):
    fill(site, "above/1.jpg")
    site.set_visibility("above", Visibility(above))
    with site.session() as session:
        session.query(Gallery).one().new_albums = setting
    fill(site, "above/new/deep/2.jpg", "above/3.jpg")
    flags = [site.album(folder).visibility for folder in ("above", "above/new", "above/new/deep")]
    assert flags == [above, expected, "visible"]


@pytest.mark.parametrize("visibility", [Visibility.VISIBLE, Visibility.PRIVATE])
@pytest.mark.parametrize("inner", ["b", "b/below"])
def test_albums_that_are_in_each_other_by_hand_and_by_folder_are_where_their_folders_are(
    site: Site, inner: str, visibility: Visibility
):
    """The folder of an album is put into that of an album that a person put into it."""
    fill(site, "a/1.jpg", "b/2.jpg", "b/below/3.jpg")
    site.set_visibility("b", visibility)
    ids = [site.album(folder).id for folder in ("a", inner)]
    with site.session() as session:
        move_album(session, *(session.get_one(Album, each) for each in ids))
    move_files(site, "b", "a/new/b")
    site.sync()
    assert_mirrored(site)
    assert_counted(site)
    assert site.album("a").visibility == visibility


def test_an_album_that_was_put_back_where_its_folder_is_not_comes_to_that(site: Site):
    """The folder around it was put into its own after that was moved, while it was deleted."""
    fill(site, "a/b/1.jpg", "a/2.jpg", "open/3.jpg")
    with site.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="a/b")).one())
    move_files(site, "a/b", "b")
    site.sync(accept_missing=True)
    with site.session() as session:
        restore_album(session, session.scalars(select(Deletion)).one())
    move_files(site, "a", "b/a")
    site.sync(accept_missing=True)
    assert_mirrored(site)
    assert_counted(site)

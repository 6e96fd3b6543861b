import pytest
from sqlalchemy.orm import Session

from bviewer.access.grants import find_grant, grant, revoke
from bviewer.albums.editing import AlbumError, find_album, set_order, set_title, set_visibility
from bviewer.models import Access, Album, Gallery, SortOrder, User, Visibility
from tests.site import Site
from tests.unit.sync.checks import assert_counted


@pytest.fixture
def people(gallery: Site) -> Site:
    """The gallery with a guest, and another gallery."""
    gallery.add_user("guest")
    gallery.add_gallery("other.test", owner="foreign")
    return gallery


def guest_and_gallery(session: Session, host: str = "pub.test") -> tuple[User, Gallery]:
    return (
        session.query(User).filter_by(name="guest").one(),
        session.query(Gallery).filter_by(host=host).one(),
    )


def test_an_album_is_found_by_its_id(gallery: Site):
    with gallery.session() as session:
        assert find_album(session, gallery.album("open").id).folder == "open"
        with pytest.raises(AlbumError, match="no album nothing"):
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
    with pytest.raises(AlbumError):
        set_title(album, title)
    assert album.title == "old"


def test_an_order_is_set():
    album = Album()
    set_order(album, SortOrder.NEWEST)
    assert album.order == "newest"


def test_access_is_given_once_and_taken_back(people: Site):
    with people.session() as session:
        guest, gallery = guest_and_gallery(session)
        album_id = session.query(Album.id).filter_by(folder="priv").scalar()
        for place in (album_id, None):
            grant(session, guest, gallery, place)
            grant(session, guest, gallery, place)
        assert session.query(Access).count() == 2
        assert revoke(session, guest, gallery, album_id)
        assert not revoke(session, guest, gallery, album_id)
        whole, part = (find_grant(session, guest, gallery, place) for place in (None, album_id))
        assert whole is not None
        assert part is not None
        assert (whole.active, part.active) == (True, False)
        grant(session, guest, gallery, album_id)
        assert part.active
        assert session.query(Access).count() == 2


def test_nothing_is_taken_that_was_not_given(people: Site):
    with people.session() as session:
        assert not revoke(session, *guest_and_gallery(session), None)


def test_an_album_of_another_gallery_cannot_be_given(people: Site):
    with people.session() as session:
        album_id = session.query(Album.id).filter_by(folder="priv").scalar()
        guest, other = guest_and_gallery(session, "other.test")
        for change in (grant, revoke):
            with pytest.raises(AlbumError, match=r"not in the gallery other\.test"):
                change(session, guest, other, album_id)

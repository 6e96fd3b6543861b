import pytest
from sqlalchemy.orm import Session

from bviewer.access import grants
from bviewer.access.grants import all_grants, find_grant, grant, revoke
from bviewer.access.groups import add_group, add_member
from bviewer.models import Access, Album, Gallery, User
from tests.problems import refused
from tests.site import Site


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


def test_what_somebody_else_gives_at_the_same_time_is_given_once(
    people: Site, monkeypatch: pytest.MonkeyPatch
):
    looks = iter([lambda *_place: None])

    def look(*place: object) -> Access | None:
        """The first look is too early."""
        return next(looks, find_grant)(*place)

    with people.session() as session:
        guest, gallery = guest_and_gallery(session)
        grant(session, guest, gallery, None)
        monkeypatch.setattr(grants, "find_grant", look)
        grant(session, guest, gallery, None)
        assert session.query(Access).count() == 1


def test_nothing_is_taken_that_was_not_given(people: Site):
    with people.session() as session:
        assert not revoke(session, *guest_and_gallery(session), None)


def test_an_album_of_another_gallery_cannot_be_given(people: Site):
    with people.session() as session:
        album_id = session.query(Album.id).filter_by(folder="priv").scalar()
        guest, other = guest_and_gallery(session, "other.test")
        for change in (grant, revoke):
            with refused("album_elsewhere", "album", album=album_id, gallery="other.test"):
                change(session, guest, other, album_id)
            with refused("album_unknown", "album", album="nothing"):
                change(session, guest, other, "nothing")


def test_a_group_holds_grants_of_its_own_gallery_only(people: Site):
    with people.session() as session:
        guest, gallery = guest_and_gallery(session)
        _guest, other = guest_and_gallery(session, "other.test")
        group = add_group(session, gallery, "family")
        add_member(session, gallery, group, guest)
        grant(session, group, gallery, None)
        assert find_grant(session, guest, gallery, None) is None
        with refused("group_unknown", "group", name="family"):
            grant(session, group, other, None)
        assert all_grants(session) == {}
        assert revoke(session, group, gallery, None)

"""Albums make room for what took their folders, if it would be shown to their guests."""

import shutil

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bviewer.access.grants import grant, revoke
from bviewer.albums.originals import steps_aside
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Gallery, Group, User, Visibility
from tests.functional.folders import edit_all, move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.fixtures import fill, picture, planned


@pytest.fixture
def closed(site: Site) -> Site:
    """Three private albums, two in another one, and somebody with access to none."""
    fill(site, "given/1.jpg", "ours/2.jpg", "above/theirs/3.jpg", "above/4.jpg", "5.jpg")
    for folder in ("given", "ours", "above"):
        site.set_visibility(folder, Visibility.PRIVATE)
    site.add_user("guest")
    with site.session() as session:
        session.add(Group(name="Band", gallery_id=gallery(session).id))
    return site


def gallery(session: Session) -> Gallery:
    return session.scalars(select(Gallery)).one()


def let_in(site: Site, folder: str | None, holder: type[User | Group] = User) -> None:
    """Let somebody see an album, or the whole gallery."""
    album_id = None if folder is None else site.album(folder).id
    names = {User: "guest", Group: "Band"}
    with site.session() as session:
        found = session.scalars(select(holder).filter_by(name=names[holder])).one()
        grant(session, found, gallery(session), album_id)


def is_yielding(site: Site, rival: str = "ours") -> bool:
    """Whether an album makes room for what has its folder, which is another one, edited."""
    move(site, "given", ".given")
    move(site, rival, "given")
    edit_all(site.library / "given")
    return steps_aside(planned(site).folders.get("given", ""))


@pytest.mark.parametrize("holder", [User, Group])
def test_an_album_with_access_makes_room(closed: Site, holder: type[User | Group]):
    let_in(closed, "given", holder)
    assert is_yielding(closed)


def test_one_that_nobody_has_access_to_goes_on_with_what_is_there(closed: Site):
    assert not is_yielding(closed)


def test_so_does_one_whose_access_was_taken_back(closed: Site):
    let_in(closed, "given")
    album_id = closed.album("given").id
    with closed.session() as session:
        guest = session.scalars(select(User).filter_by(name="guest")).one()
        revoke(session, guest, gallery(session), album_id)
    assert not is_yielding(closed)


@pytest.mark.parametrize(
    ("folder", "rival"), [("ours", "ours"), ("above", "above/theirs"), (None, "ours")]
)
def test_so_does_one_whose_guests_may_see_the_other_one(
    closed: Site, folder: str | None, rival: str
):
    let_in(closed, "given")
    let_in(closed, folder)
    assert not is_yielding(closed, rival)


def test_guests_of_a_place_where_it_was_put_by_hand_count(closed: Site):
    let_in(closed, "above")
    place = closed.album("above").id
    with closed.session() as session:
        given = session.scalars(select(Album).filter_by(folder="given")).one()
        given.parent_id, given.is_placed = place, True
    assert is_yielding(closed)


def test_what_was_deleted_is_shown_to_no_guest(closed: Site):
    let_in(closed, "given")
    let_in(closed, "ours")
    with closed.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="ours")).one())
    assert is_yielding(closed)


def test_who_knows_where_a_hidden_album_is_counts(closed: Site):
    for folder in ("given", "ours"):
        closed.set_visibility(folder, Visibility.HIDDEN)
    assert is_yielding(closed)


def is_yielding_to_a_part(site: Site) -> bool:
    """Whether an album makes room for a picture in another folder of the name."""
    let_in(site, "given")
    fill(site, "ours/6.jpg")
    move(site, "given", ".given")
    move(site, "ours/6.jpg", "given/6.jpg")
    return steps_aside(planned(site).folders.get("given", ""))


def test_a_part_of_a_closed_album_counts(closed: Site):
    assert is_yielding_to_a_part(closed)


def test_a_part_of_a_visible_one_does_not(closed: Site):
    closed.set_visibility("ours", Visibility.VISIBLE)
    assert not is_yielding_to_a_part(closed)


def test_the_very_folder_of_a_closed_album_is_no_edit_although_no_picture_says_its_moment(
    site: Site,
):
    for folder in ("given", "ours"):
        site.write(f"{folder}/1.jpg", jpeg(16, 12) + folder.encode())
        site.write(f"{folder}/2.jpg", jpeg(16, 12) + folder.encode() + b"2")
    site.sync()
    for folder in ("given", "ours"):
        site.set_visibility(folder, Visibility.PRIVATE)
    site.add_user("guest")
    let_in(site, "given")
    assert is_yielding(site)


def statements_of_plan(site: Site, number: int) -> int:
    """How many statements a plan takes, if so many private albums are gone, and as many have other
    pictures."""
    for each in range(number):
        fill(site, f"gone{number}/{each}/1.jpg", f"other{number}/{each}/1.jpg")
    for folder in (f"gone{number}", f"other{number}"):
        site.set_visibility(folder, Visibility.PRIVATE)
    for each in range(number):
        let_in(site, f"other{number}/{each}")
        shutil.rmtree(site.library / f"gone{number}/{each}")
        site.write(f"other{number}/{each}/1.jpg", picture(9_000 + 9 * number + each))
    statements = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(site.runtime.engine, "before_cursor_execute", note)
    planned(site)
    event.remove(site.runtime.engine, "before_cursor_execute", note)
    site.sync(accept_missing=True)
    return len(statements)


def test_many_albums_are_not_compared_with_one_another_by_statements(site: Site):
    site.add_user("guest")
    few, many = (statements_of_plan(site, number) for number in (3, 12))
    assert many < 5 * few

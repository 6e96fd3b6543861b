"""Who has a link or access to one album is shown nothing of a closed one that takes its folder."""

import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select
from webtest import TestApp

from bviewer.access.grants import find_grant, grant
from bviewer.access.shares import make_share
from bviewer.models import Album, Gallery, User, Visibility
from tests.functional.folders import copy, edit_all, move, pictures_that_somebody_reaches
from tests.functional.happenings import content, exchange, sync
from tests.site import Site
from tests.unit.sync.fixtures import fill, picture


@pytest.fixture
def shared(site: Site) -> Site:
    """Two private albums: given is shown to `guest`, and ours to nobody."""
    fill(
        site, "given/1.jpg", "given/2.jpg", "ours/1.jpg", "ours/2.jpg", "ours/below/3.jpg", "4.jpg"
    )
    for folder in ("given", "ours"):
        site.set_visibility(folder, Visibility.PRIVATE)
    site.add_user("guest")
    album_id = site.album("given").id
    with site.session() as session:
        guest = session.scalars(select(User).filter_by(name="guest")).one()
        grant(session, guest, session.scalars(select(Gallery)).one(), album_id)
    return site


def by_name(site: Site) -> TestApp:
    return site.browser("guest")


def by_link(site: Site) -> TestApp:
    album_id = site.album("given").id
    with site.session() as session:
        gallery = session.scalars(select(Gallery)).one()
        token = make_share(session, gallery, album_id, label="Party", options={})
    browser = site.browser()
    browser.get(f"/s/{token}", status=303)
    return browser


def remove(site: Site, *folders: str) -> None:
    for folder in folders:
        shutil.rmtree(site.library / folder)


def renamed(site: Site) -> None:
    remove(site, "given")
    move(site, "ours", "given")


def renamed_and_replaced(site: Site) -> None:
    renamed(site)
    site.write("ours/1.jpg", picture(2000))


def renamed_with_a_picture_of_the_other_one(site: Site) -> None:
    move(site, "given/2.jpg", "ours/2.jpg")
    renamed(site)


def renamed_and_edited(site: Site) -> None:
    renamed(site)
    edit_all(site.library / "given")


def renamed_and_edited_after_a_sync(site: Site) -> None:
    remove(site, "given")
    sync(site)
    move(site, "ours", "given")
    edit_all(site.library / "given")


def exchanged_and_edited(site: Site) -> None:
    exchange(site, "given", "ours")
    edit_all(site.library / "given")
    edit_all(site.library / "ours")


def brought_by_another_disk(site: Site) -> None:
    copy(site, "ours", "../disk")
    remove(site, "given", "ours")
    copy(site, "../disk", "given")


def brought_by_another_disk_and_edited(site: Site) -> None:
    brought_by_another_disk(site)
    edit_all(site.library / "given")


def brought_and_edited_after_a_sync_each(site: Site) -> None:
    copy(site, "ours", "../disk")
    for folder in ("given", "ours"):
        remove(site, folder)
        sync(site)
    copy(site, "../disk", "given")
    edit_all(site.library / "given")


WAYS = [
    renamed,
    renamed_and_replaced,
    renamed_with_a_picture_of_the_other_one,
    renamed_and_edited,
    renamed_and_edited_after_a_sync,
    exchanged_and_edited,
    brought_by_another_disk,
    brought_by_another_disk_and_edited,
    brought_and_edited_after_a_sync_each,
]


@pytest.mark.parametrize("enter", [by_name, pytest.param(by_link, marks=pytest.mark.soak)])
@pytest.mark.parametrize(
    "visibility", [Visibility.PRIVATE, pytest.param(Visibility.VISIBLE, marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("go", WAYS)
def test_guests_of_one_album_see_nothing_of_another_one_that_takes_its_folder(
    shared: Site,
    go: Callable[[Site], None],
    visibility: Visibility,
    enter: Callable[[Site], TestApp],
):
    shared.set_visibility("given", visibility)
    guest, given = enter(shared), content(shared, "given")
    assert given <= pictures_that_somebody_reaches(shared, guest)
    go(shared)
    assert_shows_no_more(shared, guest, given)


@pytest.mark.parametrize("go", WAYS)
def test_they_see_nothing_of_it_if_the_folder_is_synced_alone(
    shared: Site, go: Callable[[Site], None]
):
    given = content(shared, "given")
    go(shared)
    sync(shared, "given")
    assert_shows_no_more(shared, by_name(shared), given)


def assert_shows_no_more(site: Site, guest: TestApp, given: set[bytes]) -> None:
    """Whatever is in the folder that they were given."""
    for _ in range(2):
        sync(site)
        secret = content(site, "given") - given
        assert secret
        assert not secret & pictures_that_somebody_reaches(site, guest)


def test_an_album_that_makes_room_keeps_its_access_for_the_owner_to_see(shared: Site):
    given, ours = shared.album("given").id, shared.album("ours").id
    renamed(shared)
    sync(shared)
    assert shared.album("given").id == ours
    with shared.session() as session:
        guest = session.scalars(select(User).filter_by(name="guest")).one()
        found = find_grant(session, guest, session.scalars(select(Gallery)).one(), given)
        assert found is not None
        assert found.active
        assert session.get_one(Album, given).missing


@pytest.mark.parametrize("go", WAYS)
def test_the_address_of_one_hidden_album_does_not_show_another_one(
    shared: Site, go: Callable[[Site], None]
):
    for folder in ("given", "ours"):
        shared.set_visibility(folder, Visibility.HIDDEN)
    address = shared.album_url("given")
    shared.browser().get(address, status=200)
    go(shared)
    sync(shared)
    shared.browser().get(address, status=404)


def write_anew(site: Site) -> None:
    """As programs do that export a folder again."""
    copy(site, "given", ".export")
    remove(site, "given")
    move(site, ".export", "given")
    edit_all(site.library / "given")


@pytest.mark.parametrize(
    "go", [lambda site: edit_all(site.library / "given"), write_anew], ids=["in place", "anew"]
)
def test_guests_go_on_seeing_their_pictures_edited_while_a_closed_album_goes(
    shared: Site, go: Callable[[Site], None]
):
    go(shared)
    remove(shared, "ours")
    sync(shared)
    guest = by_name(shared)
    assert content(shared, "given") <= pictures_that_somebody_reaches(shared, guest)

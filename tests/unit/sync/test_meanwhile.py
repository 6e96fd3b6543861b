"""What owners do while a sync runs."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.adding import add_album
from bviewer.albums.chosen_items import Chosen
from bviewer.albums.editing import set_visibility
from bviewer.albums.moving import move_album
from bviewer.albums.picking import unbind
from bviewer.albums.removing import remove_items
from bviewer.albums.transfers import move_items
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Image, ImageState, Visibility
from bviewer.sync import run
from bviewer.sync.folders import FolderWriter
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import rows, visible
from tests.unit.sync.fixtures import GALLERY, fill, pick, picture

Act = Callable[[Session], None]
Meanwhile = Callable[[Act], None]


STEPS = {"planned": (run, "carry_out"), "read": (FolderWriter, "as_they_are")}
only_planned = pytest.mark.parametrize("meanwhile", ["planned"], indirect=True)


@pytest.fixture(params=STEPS)
def meanwhile(site: Site, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Lets an owner act once, after a sync has looked but before it writes."""
    where, name = STEPS[request.param]
    step, waiting = getattr(where, name), list[Act]()

    def act() -> None:
        while waiting:
            with site.session() as session:
                waiting.pop()(session)

    def planned(*args: Any) -> Any:
        act()
        return step(*args)

    def read(*args: Any) -> Any:
        found = step(*args)
        act()
        return found

    monkeypatch.setattr(where, name, planned if name == "carry_out" else read)
    return waiting.append


@pytest.fixture
def hand(site: Site) -> str:
    """A private album of what is picked by hand; returns its id."""
    fill(site, "open/1.jpg", "open/2.jpg")
    with site.session() as session:
        top = session.get_one(Album, site.album("").id)
        album = add_album(session, top, "Hand", Visibility.PRIVATE)
        session.flush()
        return album.id


def take_out(site: Site, path: str) -> Act:
    """Somebody removes an image from the album of its folder."""
    image = site.image(path)

    def act(session: Session) -> None:
        album = session.get_one(Album, image.album_id)
        remove_items(session, album, Chosen(album.id, (image.id,), 1))

    return act


def put_into(site: Site, path: str, album_id: str) -> Act:
    """Somebody moves an image into another album."""
    image = site.image(path)

    def act(session: Session) -> None:
        source, target = (session.get_one(Album, each) for each in (image.album_id, album_id))
        move_items(session, source, target, Chosen(source.id, (image.id,), 1))

    return act


def delete(session: Session) -> None:
    """Somebody deletes the album of a folder."""
    delete_album(session, session.scalars(select(Album).filter_by(folder="secret")).one())


def let_go(session: Session) -> None:
    """An album lets go of its folder."""
    unbind(session, session.scalars(select(Album).filter_by(folder="secret")).one())


def shown(site: Site) -> dict[str | None, list[str]]:
    """The paths of images that are there, by the folders of the gallery's albums."""
    albums, images = rows(site)
    return {
        album.folder: sorted(
            image.path
            for image in images.values()
            if image.album_id == album.id and image.state != ImageState.MISSING
        )
        for album in albums.values()
        if album.gallery_id == GALLERY and not album.missing
    }


@only_planned
@pytest.mark.parametrize("is_moved", [False, True], ids=["removed", "moved"])
def test_what_leaves_an_album_while_its_folder_is_synced_stays_out(
    site: Site, hand: str, meanwhile: Meanwhile, *, is_moved: bool
):
    site.write("open/3.jpg", picture(1000))
    os.utime(site.library / "open/1.jpg")  # It is read, as the new one is.
    meanwhile(put_into(site, "open/1.jpg", hand) if is_moved else take_out(site, "open/1.jpg"))
    for _ in range(2):
        site.sync()
        assert shown(site)["open"] == ["open/2.jpg", "open/3.jpg"]


@pytest.mark.parametrize("act", [delete, let_go])
@pytest.mark.parametrize("new", ["secret/2.jpg", "secret/new/2.jpg"])
def test_no_album_is_made_of_a_folder_whose_album_goes_while_it_is_synced(
    site: Site, meanwhile: Meanwhile, act: Act, new: str
):
    fill(site, "open/1.jpg", "secret/1.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.write(new, picture(1000))
    meanwhile(act)
    for _ in range(2):
        site.sync()
        assert not {"secret", "secret/new"} & shown(site).keys()
        assert new not in {image.path for image in rows(site)[1].values()}


@only_planned
@pytest.mark.parametrize("new", ["open/9.jpg", "new/9.jpg"])
def test_an_image_that_is_put_elsewhere_while_its_file_moves_stays_there(
    site: Site, hand: str, meanwhile: Meanwhile, new: str
):
    image = site.image("open/1.jpg")
    move(site, "open/1.jpg", new)
    meanwhile(put_into(site, "open/1.jpg", hand))
    for _ in range(3):
        site.sync()
        with site.session() as session:
            assert session.get_one(Image, image.id).album_id == hand
        assert shown(site)["open"] == ["open/2.jpg"]
    assert "new" not in shown(site) or site.album("new").visibility == Visibility.PRIVATE


def test_a_file_that_was_picked_for_the_album_of_its_folder_is_one_of_that(site: Site):
    fill(site, "open/1.jpg", "other/2.jpg")
    with site.session() as session:
        album_id, other = site.album("open").id, site.image("other/2.jpg")
        pick(session, other, album_id)
        session.flush()
        picked = session.scalars(select(Image).filter_by(album_id=album_id, is_picked=True)).one()
        picked.path, image_id = "open/3.jpg", picked.id
    site.write("open/3.jpg", (site.library / "other/2.jpg").read_bytes())
    for _ in range(2):
        site.sync()
        with site.session() as session:
            image = session.get_one(Image, image_id)
            assert (image.path, image.is_picked, image.state) == ("open/3.jpg", False, "ready")


@only_planned
@pytest.mark.parametrize("act", [delete, let_go])
def test_albums_do_not_follow_folders_that_have_others_by_now(
    site: Site, meanwhile: Meanwhile, act: Act
):
    fill(site, "open/1.jpg", "secret/1.jpg", "secret/deep/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    move(site, "secret", "elsewhere")
    meanwhile(act)
    for _ in range(2):
        site.sync(accept_missing=True)
        for folder in shown(site).keys() & {"secret", "elsewhere", "elsewhere/deep"}:
            assert site.album(folder).visibility == Visibility.PRIVATE


@only_planned
def test_an_album_that_lets_go_of_a_folder_while_that_is_missed_is_there(
    site: Site, meanwhile: Meanwhile
):
    fill(site, "open/1.jpg", "secret/1.jpg")
    album_id = site.album("secret").id
    move(site, "secret", "../outside")
    meanwhile(let_go)
    site.sync(accept_missing=True)
    with site.session() as session:
        assert not session.get_one(Album, album_id).missing


def close(session: Session) -> None:
    """Somebody closes the album of a folder."""
    album = session.scalars(select(Album).filter_by(folder="secret")).one()
    set_visibility(session, album, Visibility.PRIVATE)


def close_above(session: Session) -> None:
    """Somebody puts it into a closed one."""
    albums = {album.folder: album for album in session.scalars(select(Album))}
    set_visibility(session, albums["vault"], Visibility.PRIVATE)
    move_album(session, albums["secret"], albums["vault"])


@pytest.mark.parametrize(
    ("act", "is_renamed"),
    [(close, True), (close, False), (close_above, True), (close_above, False), (delete, True)],
)
def test_an_album_that_is_closed_now_has_no_visible_heir(
    site: Site, meanwhile: Meanwhile, act: Act, is_renamed: bool
) -> None:
    """It was edited, and its folder renamed, or brought to another disk."""
    fill(site, "secret/1.jpg", "vault/2.jpg", "open/3.jpg")
    edit_all(site.library / "secret")
    site.write("open/4.jpg", picture(4000))
    if is_renamed:
        move(site, "secret", "new")
    else:
        copy(site, "secret", "new")
        shutil.rmtree(site.library / "secret")
    meanwhile(act)
    for _ in range(2):
        site.sync(accept_missing=True)
        assert "new/1.jpg" not in visible(site)
        assert {"open/3.jpg", "open/4.jpg"} <= visible(site)


def test_an_album_that_stays_visible_holds_no_other_one_back(
    site: Site, meanwhile: Meanwhile
) -> None:
    fill(site, "secret/1.jpg", "gone/2.jpg", "open/3.jpg")
    shutil.rmtree(site.library / "gone")
    site.write("new/4.jpg", picture(4000))
    meanwhile(close)
    site.sync(accept_missing=True)
    assert visible(site) == {"open/3.jpg", "new/4.jpg"}


@pytest.mark.parametrize("new", ["new/1.jpg", "open/one.jpg"])
def test_what_is_taken_out_stays_out_although_its_edit_is_elsewhere(
    site: Site, meanwhile: Meanwhile, new: str
):
    fill(site, "open/1.jpg", "open/2.jpg", "far/3.jpg")
    meanwhile(take_out(site, "open/1.jpg"))
    edit_all(site.library / "open")
    move(site, "open/1.jpg", new)
    if new.startswith("new"):
        move(site, "open/2.jpg", "new/2.jpg")
    for _ in range(3):
        site.sync(accept_missing=True)
        assert new not in visible(site)

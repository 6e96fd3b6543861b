import shutil
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select, update

from bviewer.albums.lately import APPEARS_FOR
from bviewer.library import tree
from bviewer.library.listing import FolderListing
from bviewer.models import Album, Image, Visibility, now
from bviewer.sync.known import KnownAlbum
from bviewer.sync.scan import Scan
from bviewer.sync.vanished import Vanished, gone_lately, left, vanished_albums
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    fill,
    grow_old,
    let_pass,
    looked_at,
    picture,
    take_out,
    write_anew,
)


def albums(**flags: str) -> dict[str, KnownAlbum]:
    """Albums by folder, of which `a_b` stands for a/b."""
    folders = {name.replace("_", "/"): flag for name, flag in flags.items()}
    return {
        folder: KnownAlbum(folder, folder, missing=False, visibility=flag)
        for folder, flag in folders.items()
    }


def heirs_of(vanished: Vanished, folder: str) -> set[str]:
    """The folders (which are the ids here) whose albums that of a folder may be."""
    return {each for _why, album_ids in vanished.before(folder) for each in album_ids}


def test_an_heir_is_beside_what_vanished_or_beside_what_it_went_with_or_called_alike():
    lost = albums(a_b="visible", a_b_Secret="private", c_gone="hidden")
    vanished = vanished_albums(Scan(lost), lost.values(), {"c/gone": "d/gone"})
    assert heirs_of(vanished, "a/x") == {"a/b/Secret"}
    assert heirs_of(vanished, "a/b/x") == {"a/b/Secret"}
    assert heirs_of(vanished, "far/off/secret") == {"a/b/Secret"}
    assert heirs_of(vanished, "d/x") == {"c/gone"}
    assert heirs_of(vanished, "c/x") == set()


@pytest.mark.parametrize("closed", ["", "secret"])
def test_all_pictures_may_leave_the_top(site: Site, closed: str):
    """Nothing is above it."""
    fill(site, "1.jpg", "open/2.jpg", "secret/3.jpg")
    site.set_visibility(closed, Visibility.PRIVATE)
    move(site, "1.jpg", "open/1.jpg")
    edit_all(site.library / "secret")
    move(site, "secret", "new")
    site.sync()
    assert visible(site) == ({"open/1.jpg", "open/2.jpg"} if closed else set())


def test_an_album_below_a_closed_one_is_closed():
    known = albums(a="hidden", a_b="visible", c="visible")
    vanished = vanished_albums(Scan(known), [known["a/b"], known["c"]], {})
    assert heirs_of(vanished, "x") == set()
    assert heirs_of(vanished, "a/x") == {"a/b"}


def test_albums_that_kept_none_of_their_files_are_left(site: Site):
    fill(site, "emptied/1.jpg", "taken/2.jpg", "edited/3.jpg", "stays/4.jpg", "other/5.jpg")
    (site.library / "emptied/1.jpg").unlink()
    (site.library / "other/5.jpg").rename(site.library / "taken/2.jpg")
    site.write("edited/3.jpg", picture(3000))
    site.write("stays/5.jpg", picture(3001))
    found = looked_at(site)
    gone = left(found, [("other/5.jpg", "taken/2.jpg")], ())
    assert {album.folder for album in gone} == {"emptied", "taken", "other"}


@pytest.mark.parametrize("start", ["", "new"])
def test_a_picture_that_nobody_can_see_keeps_no_album(site: Site, start: str):
    site.write("secret/cut.jpg", picture(1)[:60])
    fill(site, "secret/1.jpg", "open/2.jpg")
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    write_anew(site, "secret/1.jpg")
    move(site, "secret/1.jpg", "new/1.jpg")
    site.sync(start, accept_missing=True)
    assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("is_edited", [False, True])
@pytest.mark.parametrize("is_touched", [False, True])
def test_nor_does_it_make_a_folder_one_that_others_are_put_into(
    site: Site, is_edited: bool, is_touched: bool
):
    site.write("open/cut.jpg", picture(1)[:60])
    fill(site, "secret/1.jpg", "secret/2.jpg", "other/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    age_and_sync(site)
    for name in ("1.jpg", "2.jpg"):
        if is_edited:
            write_anew(site, f"secret/{name}")
        move(site, f"secret/{name}", f"open/{name}")
    if is_touched:
        (site.library / "open/cut.jpg").chmod(0o640)
    site.sync(accept_missing=True)
    assert visible(site) == {"other/3.jpg"}


def test_what_shows_nothing_is_nobodys_heir(site: Site):
    """Where nothing came there is nothing to close."""
    site.write("open/cut.jpg", picture(1)[:60])
    fill(site, "secret/1.jpg", "other/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    age_and_sync(site)
    (site.library / "secret/1.jpg").unlink()
    (site.library / "open/cut.jpg").chmod(0o640)
    site.sync(accept_missing=True)
    assert visible(site) == {"open/cut.jpg", "other/3.jpg"}


def test_what_went_missing_is_gone_lately_for_a_day(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    for folder in ("a", "b"):
        (site.library / folder).rename(site.library / f".{folder}")
    site.sync(accept_missing=True)
    with site.session() as session:
        album = session.scalars(select(Album).filter_by(folder="a")).one()
        album.gone_at = now() - APPEARS_FOR
    assert [album.folder for album in gone_lately(looked_at(site), ())] == ["b"]


def test_the_same_name_is_told_in_every_spelling():
    known = albums(privé="private", open="visible")
    vanished = vanished_albums(Scan(known), [], {})
    assert heirs_of(vanished, unicodedata.normalize("NFD", "PRIVÉ")) == {"privé"}
    assert heirs_of(vanished, "OPEN") == set()


@pytest.mark.parametrize("known", [None, Album.folder_inode + 10**6])
def test_a_folder_of_folders_is_nobodys_heir_only_as_its_inode_is_another_one(
    site: Site, known: object
):
    fill(site, "2019/1.jpg", "2020/spring/2.jpg", "2020/autumn/3.jpg")
    site.set_visibility("2019", Visibility.PRIVATE)
    with site.session() as session:
        session.execute(update(Album).values(folder_inode=known, arrived_at=None))
    shutil.rmtree(site.library / "2019")
    site.sync(accept_missing=True)
    assert site.album("2020").visibility == Visibility.VISIBLE


def test_where_inodes_are_others_for_the_same_files_those_of_folders_tell_nothing(site: Site):
    fill(site, "secret/1.jpg", "summer/2.jpg", "summer/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    number = (site.library / "summer").stat().st_ino
    with site.session() as session:
        session.execute(update(Image).values(inode=Image.inode + 10**6))
        session.execute(update(Album).values(folder_inode=number + 1, arrived_at=None))
        session.execute(update(Album).filter_by(folder="secret").values(folder_inode=number))
    site.write("summer/2.jpg", picture(0))
    site.sync()
    assert site.album("summer").visibility == Visibility.VISIBLE


def test_a_closed_folder_is_known_in_an_open_ones_place_also_by_what_it_was_merged_with(
    site: Site,
):
    """Some file systems keep the times of a file that is moved: then it is the very file."""
    fill(site, "x/open/1.jpg", "y/secret/1.jpg", "y/secret/2.jpg")
    site.set_visibility("y/secret", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
    edit_all(site.library / "y/secret")
    move(site, "y/secret/1.jpg", "y/secret/9.jpg")
    move(site, "x/open/1.jpg", "y/secret/1.jpg")
    (site.library / "x/open").rmdir()
    move(site, "y/secret", "x/open")
    changed = (site.library / "x/open/1.jpg").stat().st_ctime_ns
    with site.session() as session:
        session.execute(update(Image).filter_by(path="x/open/1.jpg").values(ctime_ns=changed))
    site.sync(accept_missing=True)
    assert site.album("x/open").visibility == Visibility.PRIVATE


def test_a_folder_is_followed_where_each_look_at_it_gives_another_inode(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    fill(site, "a/1.jpg", "a/2.jpg", "other/3.jpg", "other/4.jpg")
    album_id = site.album("a").id
    numbers, look = count(10**7), tree.list_folder
    monkeypatch.setattr(
        tree, "list_folder", lambda *given: replace(look(*given), inode=next(numbers))
    )
    move(site, "a", "b")
    site.sync()
    assert site.album("b").id == album_id


def test_what_was_moved_after_editing_is_known_although_another_device_has_other_inodes(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    fill(site, "secret/1.jpg", "share/2.jpg", "open/deep/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    look = tree.list_folder

    def on_two_devices(folder: int, path: str, *given: object) -> FolderListing:
        return replace(look(folder, path, *given), device=path.startswith("share"))

    monkeypatch.setattr(tree, "list_folder", on_two_devices)
    with site.session() as session:
        session.execute(update(Image).filter_by(path="share/2.jpg").values(inode=10**7))
    edit_all(site.library / "secret")
    move(site, "secret", "open/deep/new")
    site.sync()
    assert site.album("open/deep/new").visibility == Visibility.PRIVATE


@pytest.mark.parametrize(("name", "expected"), [("1.jpg", "private"), ("9.jpg", "visible")])
def test_of_a_name_that_others_have_the_one_with_files_called_alike_may_be_the_heir(
    site: Site, name: str, expected: str
):
    """It is on another disk, so that no inode tells."""
    fill(site, "trips/2024/1.jpg", "home/2024/2.jpg", "work/3.jpg")
    site.set_visibility("trips/2024", Visibility.PRIVATE)
    shutil.rmtree(site.library / "trips/2024")
    site.write(f"work/2024/{name}", picture(5000))
    site.sync(accept_missing=True)
    assert site.album("work/2024").visibility == expected


@pytest.mark.parametrize("ago", [timedelta(), 2 * APPEARS_FOR])
def test_a_visible_album_does_not_open_the_closed_one_whose_folder_it_is_put_into(
    site: Site, ago: timedelta
):
    """The disk of that was away, and all is edited that is on it."""
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/below/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    move(site, "secret", ".away")
    site.sync(accept_missing=True)
    with site.session() as session:
        session.execute(update(Album).values(arrived_at=now() - ago, gone_at=now() - ago))
    edit_all(site.library / ".away")
    move(site, "open/1.jpg", ".away/1.jpg")
    (site.library / "open").rmdir()
    move(site, ".away", "secret")
    site.sync(accept_missing=True)
    assert visible(site) == set()


@pytest.fixture
def taken(site: Site) -> Site:
    """A private album whose disk is away, and a visible one that has its place since."""
    fill(site, "trip/0.jpg", "trip/secret/1.jpg", "open/2.jpg", "far/3.jpg")
    site.set_visibility("trip/secret", Visibility.PRIVATE)
    move(site, "trip/secret", ".away")
    age_and_sync(site)
    move(site, "open", "trip/secret")
    site.sync()
    return site


def bring_back(site: Site, place: str) -> None:
    """Bring what was away to a place, edited and on another disk."""
    edit_all(site.library / ".away")
    shutil.copytree(site.library / ".away", site.library / place)
    site.sync(accept_missing=True)


@pytest.mark.parametrize("place", ["trip/new", "trip/secret/new", "new/secret"])
def test_an_heir_is_around_the_place_of_a_closed_album_also_if_another_took_it(
    taken: Site, place: str
):
    bring_back(taken, place)
    assert visible(taken) == {"trip/0.jpg", "trip/secret/2.jpg", "far/3.jpg"}


def test_or_is_beside_the_highest_folder_that_another_took(site: Site):
    fill(site, "trip/0.jpg", "trip/secret/1.jpg", "open/2.jpg")
    site.set_visibility("trip/secret", Visibility.PRIVATE)
    move(site, "trip/secret", ".away")
    shutil.rmtree(site.library / "trip")
    age_and_sync(site)
    move(site, "open", "trip")
    site.sync()
    bring_back(site, "new")
    assert visible(site) == {"trip/2.jpg"}


def test_or_is_the_folder_around_it(taken: Site):
    shutil.rmtree(taken.library / "trip")
    taken.sync(accept_missing=True)
    bring_back(taken, "trip")
    assert visible(taken) == {"far/3.jpg"}


@pytest.mark.parametrize("place", ["trip/new", "trip/secret/new", "far/secret/1"])
def test_long_after_others_are_none(taken: Site, place: str):
    let_pass(taken, 48)
    bring_back(taken, place)
    assert f"{place}/1.jpg" in visible(taken)


@pytest.mark.parametrize("is_left", [False, True])
@pytest.mark.parametrize("trip", ["trip", "voyage"])
def test_what_comes_to_its_very_place_is_as_closed_also_long_after(
    taken: Site, trip: str, is_left: bool
):
    """The folder around it may have another name by then."""
    let_pass(taken, 48)
    if trip != "trip":
        move(taken, "trip", trip)
    move(taken, f"{trip}/secret", "open")
    if is_left:
        taken.sync()
    bring_back(taken, f"{trip}/secret")
    assert visible(taken) == {f"{trip}/0.jpg", "open/2.jpg", "far/3.jpg"}


def test_so_is_what_is_called_like_it_but_for_capitals(taken: Site):
    let_pass(taken, 48)
    bring_back(taken, "trip/Secret")
    assert visible(taken) == {"trip/0.jpg", "trip/secret/2.jpg", "far/3.jpg"}


def test_what_is_put_into_the_album_that_took_the_place_is_as_visible(taken: Site):
    taken.write("trip/secret/4.jpg", picture(9000))
    taken.sync()
    assert "trip/secret/4.jpg" in visible(taken)


def test_an_heir_of_what_left_something_out_is_beside_its_place_also_if_another_took_it(
    site: Site,
):
    fill(site, "trip/0.jpg", "trip/open/1.jpg", "trip/open/2.jpg", "other/3.jpg")
    take_out(site, "trip/open/1.jpg")
    move(site, "trip/open", ".away")
    age_and_sync(site)
    move(site, "other", "trip/open")
    site.sync()
    bring_back(site, "trip/new")
    assert visible(site) == {"trip/0.jpg", "trip/open/3.jpg"}

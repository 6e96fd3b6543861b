"""What somebody took out of an album, or moved into another one, stays there when files move."""

import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.excluding import include_all, number_excluded
from bviewer.albums.picking import unbind
from bviewer.albums.removing import purge_rest, remove_items
from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, Image, Visibility
from bviewer.sync import run
from bviewer.sync.folders import FolderWriter
from bviewer.sync.left_out import inode_at
from bviewer.sync.plan import Plan
from bviewer.sync.run import carry_out
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    edit,
    fill,
    grow_old,
    images_in,
    pick,
    picture,
    put_into_vault,
    take_out,
)


def test_a_renamed_file_stays_out_and_its_image_follows_it(moved: Site):
    move(moved, "open/1.jpg", "open/one.jpg")
    for _ in range(2):
        moved.sync(accept_missing=True)
        assert images_in(moved, "open") == ["open/2.jpg"]
        assert images_in(moved, "vault") == ["open/one.jpg", "vault/3.jpg"]


@pytest.mark.parametrize("into_vault", [True, False])
def test_copies_beside_a_file_that_is_left_out_are_left_out(site: Site, into_vault: bool):
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, "open/1.jpg")
    site.sync()
    for name in ("1 (1).jpg", "0.jpg"):
        shutil.copy2(site.library / "open/1.jpg", site.library / "open" / name)
    for _ in range(2):
        assert not site.sync().shared
        assert visible(site) == {"open/2.jpg"}
    move(site, "open/0.jpg", "open/zero.jpg")
    edit(site, "open/1 (1).jpg")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


def test_a_copy_of_what_was_removed_is_shown_in_another_album_that_has_others(moved: Site):
    fill(moved, "other/4.jpg")
    age_and_sync(moved)
    shutil.copy2(moved.library / "open/1.jpg", moved.library / "other/copy.jpg")
    assert len(moved.sync().shared) == 1
    assert visible(moved) == {"open/2.jpg", "other/4.jpg", "other/copy.jpg"}


@pytest.mark.parametrize("is_there", [True, False], ids=["copied", "moved by copying"])
def test_a_new_album_with_what_was_moved_by_hand_is_as_closed(moved: Site, is_there: bool):
    shutil.copytree(moved.library / "open", moved.library / "other")
    if not is_there:
        moved.sync()
        shutil.rmtree(moved.library / "open")
    moved.sync(accept_missing=True)
    assert moved.album("other").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("is_secret", [True, False])
def test_a_folder_that_has_what_was_moved_by_hand_may_be_renamed_with_all_edited(
    site: Site, is_secret: bool
):
    fill(site, "vault/0.jpg", *(f"open/{number}.jpg" for number in range(1, 5)))
    site.set_visibility("vault", Visibility.PRIVATE if is_secret else Visibility.VISIBLE)
    put_into_vault(site, "open/1.jpg")
    site.sync()
    edit_all(site.library / "open")
    move(site, "open", "other")
    site.sync(accept_missing=True)
    assert site.album("other").visibility == site.album("vault").visibility


def test_what_was_picked_and_is_in_its_own_album_as_well_closes_nothing(site: Site):
    fill(site, "open/1.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        vault = session.scalars(select(Album).where(Album.folder == "vault")).one()
        pick(
            session,
            session.scalars(select(Image).where(Image.path == "open/1.jpg")).one(),
            vault.id,
        )
    shutil.copytree(site.library / "open", site.library / "other")
    site.sync()
    assert site.album("other").visibility == Visibility.VISIBLE


def test_what_was_picked_from_an_album_that_was_deleted_stays_in_its_own_alone(site: Site):
    fill(site, "raw/1.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        albums = {album.folder: album for album in session.scalars(select(Album))}
        picture = session.scalars(select(Image).where(Image.path == "raw/1.jpg")).one()
        pick(session, picture, albums["vault"].id)
        delete_album(session, albums["raw"])
    move(site, "raw", "renamed")
    site.sync(accept_missing=True)
    with site.session() as session:
        folders = session.scalars(select(Album.folder).where(Album.gallery_id.is_not(None)))
        assert set(folders) == {"", "vault"}
    assert images_in(site, "vault") == ["renamed/1.jpg", "vault/3.jpg"]


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_was_moved_stays_out_when_what_was_removed_is_let_in_again(
    moved: Site, is_removed: bool
):
    with moved.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "open")).one()
        if is_removed:
            remove_items(session, album, choose_all(session, album))
            purge_rest(session, session.scalars(select(Album).filter_by(gallery_id=None)).one())
        assert number_excluded(session, album.id) == is_removed
        include_all(session, album)
    moved.sync()
    assert images_in(moved, "open") == ["open/2.jpg"]


def test_a_file_that_stays_out_takes_the_place_of_no_other(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    shutil.copy2(site.library / "open/1.jpg", site.library / "open/twin.jpg")
    site.sync()
    (site.library / "open/twin.jpg").unlink()
    age_and_sync(site)
    put_into_vault(site, "open/1.jpg")
    move(site, "open/1.jpg", "open/one.jpg")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize(
    ("folder", "name"), [("\0moving", "1.jpg"), ("nowhere", "1.jpg"), ("open", "gone.jpg")]
)
def test_no_file_has_an_inode_where_none_is(moved: Site, folder: str, name: str):
    assert inode_at(moved.runtime.library, folder, name) is None


@pytest.mark.parametrize("rest", [[], ["open/2.jpg"]], ids=["some", "all"])
def test_what_was_moved_by_hand_goes_along_with_its_folder(moved: Site, rest: list[str]):
    put_into_vault(moved, *rest)
    moved.sync()
    album_id = moved.album("open").id
    move(moved, "open", "renamed")
    for _ in range(2):
        report = moved.sync()
        assert not list(report.openness())
        assert moved.album("renamed").id == album_id
        new = {"renamed/1.jpg", *(path.replace("open", "renamed") for path in rest)}
        assert set(images_in(moved, "vault")) == {"vault/3.jpg", *new}
        assert visible(moved) == {"renamed/2.jpg"} - new


def test_what_was_moved_by_hand_follows_its_file_into_another_album(moved: Site):
    fill(moved, "other/4.jpg")
    move(moved, "open/1.jpg", "other/one.jpg")
    age_and_sync(moved)
    assert images_in(moved, "vault") == ["other/one.jpg", "vault/3.jpg"]


def test_edits_of_an_album_that_let_go_of_its_folder_are_as_closed(site: Site):
    fill(site, "open/2.jpg", "vault/1.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        unbind(session, session.get_one(Album, site.album("vault").id))
    shutil.copytree(site.library / "vault", site.library.parent / "older")
    edit(site, "vault/1.jpg")
    age_and_sync(site)
    shutil.copytree(site.library / "vault", site.library / "copy")
    shutil.copytree(site.library.parent / "older", site.library / "older")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


def test_what_is_renamed_while_its_folder_is_read_stays_out(
    moved: Site, monkeypatch: pytest.MonkeyPatch
):
    moved.write("open/new.jpg", picture(9000))

    def renaming(plan: Plan, writer: FolderWriter, reader: Reader) -> None:
        move(moved, "open/1.jpg", "open/one.jpg")
        carry_out(plan, writer, reader)

    monkeypatch.setattr(run, "carry_out", renaming)
    moved.sync()
    assert images_in(moved, "open") == ["open/2.jpg", "open/new.jpg"]
    assert images_in(moved, "vault") == ["open/one.jpg", "vault/3.jpg"]


@pytest.mark.parametrize("is_copied", [True, False])
def test_what_was_removed_is_shown_in_no_new_album_as_long_as_it_is_deleted(
    site: Site, is_copied: bool
):
    """Its folder is copied to another disk, or its pictures are put into a folder of their own."""
    fill(site, "open/1.jpg", "open/2.jpg")
    take_out(site, "open/1.jpg")
    site.sync()
    if is_copied:
        shutil.copytree(site.library / "open", site.library / "new")
    else:
        move(site, "open/1.jpg", "new/1.jpg")
        move(site, "open/2.jpg", "new/2.jpg")
    site.sync(accept_missing=True)
    assert visible(site) == ({"open/2.jpg"} if is_copied else set())
    assert site.album("new").visibility == Visibility.PRIVATE


def test_what_was_removed_from_one_folder_and_is_in_another_one_as_well_closes_nothing(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg")
    shutil.copy2(site.library / "open/1.jpg", site.library / "open/twin.jpg")
    site.sync()
    take_out(site, "open/twin.jpg")
    shutil.copytree(site.library / "open", site.library / "new")
    site.sync()
    assert site.album("new").visibility == Visibility.VISIBLE


LEAVE_OUT = pytest.mark.parametrize(
    "leave_out", [take_out, put_into_vault], ids=["removed", "moved"]
)


@pytest.fixture
def left(site: Site) -> Site:
    """A gallery with a private vault, and some visible albums."""
    fill(site, "vault/0.jpg", "open/1.jpg", "open/2.jpg", "far/3.jpg", "4.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return site


def redo(site: Site, new: str) -> None:
    """Write all pictures of a folder anew as others into one of another disk: nothing tells."""
    for number in (1, 2):
        site.write(f"{new}/no {number}.jpg", picture(number + 300 * number))
    for number in (1, 2):
        (site.library / f"open/{number}.jpg").unlink()


@LEAVE_OUT
@pytest.mark.parametrize("new", ["new", "far/open"], ids=["beside", "called alike"])
@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "emptied"])
@pytest.mark.parametrize("start", [True, False])
def test_what_may_be_a_folder_that_left_something_out_arrives_private(
    left: Site, leave_out: Callable[[Site, str], None], new: str, is_gone: bool, start: bool
):
    leave_out(left, "open/1.jpg")
    redo(left, new)
    if is_gone:
        (left.library / "open").rmdir()
    report = left.sync(new if start else "", accept_missing=True)
    left.sync(accept_missing=True)
    assert visible(left) == {"far/3.jpg", "4.jpg"}
    [line] = map(str, report.closed)
    assert "as the album of their folder, or files of it, were not there any more" in line


@LEAVE_OUT
@pytest.mark.parametrize("new", ["open/sub", "open/sub/day"])
@pytest.mark.parametrize("start", [True, False])
def test_so_does_what_is_sorted_into_folders_below(
    left: Site, leave_out: Callable[[Site, str], None], new: str, start: bool
):
    leave_out(left, "open/1.jpg")
    for number in (1, 2):
        edit(left, f"open/{number}.jpg")
        move(left, f"open/{number}.jpg", f"{new}/{number}.jpg")
    report = left.sync(new if start else "", accept_missing=True)
    left.sync(accept_missing=True)
    assert visible(left) == {"far/3.jpg", "4.jpg"}
    assert left.album("open").visibility == Visibility.VISIBLE
    [line] = map(str, report.closed)
    assert "as the album of their folder, or files of it, were not there any more" in line


def test_a_new_folder_below_one_that_shows_something_is_visible(left: Site):
    take_out(left, "open/1.jpg")
    (left.library / "open/1.jpg").unlink()
    left.write("open/sub/1.jpg", picture(301))
    left.sync(accept_missing=True)
    assert "open/sub/1.jpg" in visible(left)


@LEAVE_OUT
def test_what_may_be_such_a_folder_may_come_a_day_later(
    left: Site, leave_out: Callable[[Site, str], None]
):
    leave_out(left, "open/1.jpg")
    for number in (1, 2):
        (left.library / f"open/{number}.jpg").unlink()
    for _ in range(2):
        left.sync(accept_missing=True)
    left.write("new/1.jpg", picture(301))
    left.sync()
    assert visible(left) == {"far/3.jpg", "4.jpg"}


def test_what_was_left_out_below_a_folder_that_vanished_closes_what_may_be_that(left: Site):
    fill(left, "tree/open/5.jpg", "tree/open/6.jpg")
    take_out(left, "tree/open/5.jpg")
    left.write("new/sub/5.jpg", picture(301))
    shutil.rmtree(left.library / "tree")
    left.sync(accept_missing=True)
    assert visible(left) == {"open/1.jpg", "open/2.jpg", "far/3.jpg", "4.jpg"}


@pytest.mark.parametrize(("name", "start"), [("1.jpg", ""), ("1.jpg", "new"), ("one.jpg", "")])
def test_what_is_left_out_and_still_there_closes_nothing(left: Site, name: str, start: str):
    take_out(left, "open/1.jpg")
    move(left, "open/1.jpg", f"open/{name}")
    move(left, "open/2.jpg", "open/two.jpg")
    edit(left, "open/two.jpg")
    left.write("new/1.jpg", picture(301))
    left.sync(start, accept_missing=True)
    left.write("newer/1.jpg", picture(302))
    left.sync()
    new = {"new/1.jpg", "newer/1.jpg", "open/two.jpg"}
    assert visible(left) == {"far/3.jpg", "4.jpg", *new}


@pytest.mark.parametrize("is_exchanged", [False, True])
def test_a_folder_that_is_recognised_closes_nothing(left: Site, is_exchanged: bool):
    take_out(left, "open/1.jpg")
    (left.library / "open/1.jpg").unlink()
    move(left, "open", "moved")
    if is_exchanged:
        move(left, "far", "open")
        move(left, "moved", "far")
    left.write("new/1.jpg", picture(301))
    assert left.sync(accept_missing=True).closed == []


def test_what_was_moved_between_visible_albums_closes_nothing(left: Site):
    left.set_visibility("vault", Visibility.VISIBLE)
    put_into_vault(left, "open/1.jpg")
    redo(left, "new")
    assert left.sync(accept_missing=True).closed == []

"""What is left out and was edited, and copies of it in the same folder."""

from collections.abc import Callable

import pytest

from bviewer.models import ItemKind, Visibility
from tests.clips import taken_at
from tests.functional.folders import copy, move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    PHONE,
    age_and_sync,
    edit,
    fill,
    images_in,
    picture,
    put_into_vault,
    rename,
    shown_in,
    take_out,
    write_anew,
)

HOW = pytest.mark.parametrize("edit_file", [edit, write_anew], ids=["in place", "written anew"])
KEPT = pytest.mark.parametrize("kept", ["1_original.jpg", "1 (1).jpg", "1.sync-conflict-1.jpg"])


def leave_out(site: Site, path: str, vault: Visibility | None) -> None:
    """Move a picture by hand into an album of this visibility; without one, remove it."""
    if vault is None:
        take_out(site, path)
    else:
        site.set_visibility("vault", vault)
        put_into_vault(site, path)


@pytest.mark.parametrize("vault", [None, Visibility.PRIVATE, Visibility.HIDDEN])
@HOW
@KEPT
def test_what_is_edited_beside_a_copy_of_itself_stays_out_and_so_does_the_copy(
    site: Site, vault: Visibility | None, edit_file: Callable[[Site, str], None], kept: str
):
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    leave_out(site, "open/1.jpg", vault)
    age_and_sync(site)
    copy(site, "open/1.jpg", f"open/{kept}")
    edit_file(site, "open/1.jpg")
    copy(site, "open/1.jpg", "open/edited.jpg")
    for _ in range(2):
        age_and_sync(site)
        assert shown_in(site, "open") == ["open/2.jpg"]
    if vault:
        assert shown_in(site, "vault") == ["open/1.jpg", "vault/3.jpg"]
        edited = site.library / "open/1.jpg"
        assert site.image("open/1.jpg").size == edited.stat().st_size


@HOW
@pytest.mark.parametrize("name", ["1.jpg", "kept.jpg"])
def test_copies_of_both_versions_are_as_closed(
    moved: Site, edit_file: Callable[[Site, str], None], name: str
):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit_file(moved, "open/1.jpg")
    age_and_sync(moved)
    copy(moved, f"open/{name}", "new/1.jpg")
    moved.sync()
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize("content", [picture(9001), jpeg(16, 12, "blue")])
def test_what_was_put_aside_when_it_was_edited_stays_out(site: Site, content: bytes):
    """What says no moment may be anything: the picture that was moved is the one put aside."""
    site.write("open/1.jpg", content)
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    move(site, "open/1.jpg", "open/1_original.jpg")
    site.write("open/1.jpg", content + b"edited")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
    [image] = [each for each in images_in(site, "vault") if each.startswith("open")]
    assert image == ("open/1.jpg" if content == picture(9001) else "open/1_original.jpg")


@pytest.mark.parametrize("vault", [None, Visibility.PRIVATE])
@pytest.mark.parametrize("put", [copy, move])
@HOW
def test_what_was_edited_in_another_folder_stays_out_where_the_original_does(
    site: Site,
    vault: Visibility | None,
    put: Callable[[Site, str, str], None],
    edit_file: Callable[[Site, str], None],
):
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    leave_out(site, "open/1.jpg", vault)
    copy(site, "open/1.jpg", "open/editor/1.jpg")
    age_and_sync(site)
    edit_file(site, "open/editor/1.jpg")
    age_and_sync(site)
    put(site, "open/editor/1.jpg", "open/1 grey.jpg")
    for _ in range(2):
        age_and_sync(site)
        assert shown_in(site, "open") == ["open/2.jpg"]


def test_what_was_edited_and_renamed_beside_a_copy_of_its_name_stays_out(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit(moved, "open/1.jpg")
    rename(moved, {"1": "edited", "kept": "1"})
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}


def test_what_was_set_right_in_place_beside_a_copy_stays_out(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    (moved.library / "open/1.jpg").write_bytes(picture(9001))
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg"}


@pytest.mark.parametrize("is_copied", [True, False])
def test_a_new_picture_by_the_name_of_what_was_renamed_is_shown(moved: Site, is_copied: bool):
    if is_copied:
        copy(moved, "open/1.jpg", "open/kept.jpg")
        moved.write("open/new", picture(9001))
        move(moved, "open/new", "open/1.jpg")
    else:
        move(moved, "open/1.jpg", "open/kept.jpg")
        moved.write("open/1.jpg", picture(9001))
    for _ in range(2):
        age_and_sync(moved)
        assert visible(moved) == {"open/1.jpg", "open/2.jpg"}
        assert "open/kept.jpg" in images_in(moved, "vault")


def test_a_new_picture_beside_what_was_removed_and_edited_is_shown(moved: Site):
    copy(moved, "open/1.jpg", "open/kept.jpg")
    edit(moved, "open/1.jpg")
    fill(moved, "open/4.jpg")
    moved.write("open/5.jpg", picture(9001))
    age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg", "open/4.jpg", "open/5.jpg"}


def test_a_film_that_is_edited_beside_a_copy_stays_out_with_its_photograph(site: Site):
    site.write(f"open/{PHONE}.mp4", taken_at(1))
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.jpg", f"open/{PHONE}.mp4")
    for extension in ("jpg", "mp4"):
        copy(site, f"open/{PHONE}.{extension}", f"open/{PHONE}_original.{extension}")
        write_anew(site, f"open/{PHONE}.{extension}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
        assert site.image(f"open/{PHONE}.mp4").kind == ItemKind.MOTION


def test_of_a_copy_of_what_the_album_shows_as_well_nothing_is_left_out(moved: Site):
    copy(moved, "open/2.jpg", "open/twin.jpg")
    age_and_sync(moved)
    take_out(moved, "open/twin.jpg")
    for new in ("again", "thrice"):
        copy(moved, "open/2.jpg", f"open/{new}.jpg")
        edit(moved, "open/1.jpg")
        age_and_sync(moved)
    assert visible(moved) == {"open/2.jpg", "open/again.jpg", "open/thrice.jpg"}

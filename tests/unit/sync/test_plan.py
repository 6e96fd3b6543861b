import pytest

from bviewer.models import Visibility
from bviewer.sync.known import KnownAlbum
from bviewer.sync.plan import with_ancestors, with_followers
from tests.functional.folders import copy, move
from tests.functional.happenings import delete_for_good
from tests.site import Site
from tests.unit.sync.checks import assert_counted, assert_mirrored, dump, visible
from tests.unit.sync.fixtures import edit, fill, picture, planned, take_out


def albums(*folders: str) -> dict[str, KnownAlbum]:
    return {
        folder: KnownAlbum(f"id of {folder}", folder, missing=False, visibility="visible")
        for folder in folders
    }


def test_nothing_to_do_is_planned_for_an_unchanged_library(site: Site):
    fill(site, "a/1.jpg")
    plan = planned(site)
    assert (plan.moves, plan.folders, plan.different) == ({}, {}, [])
    assert (plan.missing, plan.lost) == ({}, [])


def test_a_plan_changes_nothing(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    before = dump(site)
    move(site, "a", "c")
    plan = planned(site)
    assert plan.folders == {"a": "c"}
    assert dump(site) == before


def test_a_folder_that_lost_its_album_to_another_is_read_again(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    (site.library / "b" / "empty").mkdir()
    site.sync()
    move(site, "b", "c")
    move(site, "a", "b")
    (site.library / "b" / "empty").mkdir()  # It looks as if it had always been there.
    plan = planned(site)
    assert plan.folders == {"a": "b", "b": "c", "b/empty": "c/empty"}
    assert set(plan.different) == {"b", "c", "b/empty", "c/empty"}


def test_an_album_whose_folder_is_still_there_does_not_follow_its_images(site: Site):
    fill(site, "inbox/1.jpg", "inbox/2.jpg")
    for name in ("1.jpg", "2.jpg"):
        move(site, f"inbox/{name}", f"sorted/{name}")
    plan = planned(site)
    assert (len(plan.moves), plan.folders, plan.missing) == (2, {}, {})


@pytest.mark.parametrize("above", ["open", "open/party"])
def test_an_album_that_leaves_something_out_follows_its_very_folder(site: Site, above: str):
    """Although another one has its name, and what it leaves out is known from nowhere else."""
    fill(site, *(f"{above}/{number}.jpg" for number in (1, 2, 3)), "other/4.jpg")
    take_out(site, f"{above}/1.jpg")
    delete_for_good(site)
    before = site.album(above).id
    (site.library / "open").rename(site.library / "2024")
    site.write(f"{above}/1.jpg", picture(77))
    now = above.replace("open", "2024")
    for _ in range(2):
        site.sync()
        assert visible(site) == {f"{now}/2.jpg", f"{now}/3.jpg", f"{above}/1.jpg", "other/4.jpg"}
    assert site.album(now).id == before


def test_a_closed_album_closes_what_comes_into_a_folder_of_its_name(site: Site):
    fill(site, *(f"open/{number}.jpg" for number in (1, 2, 3)), "other/4.jpg")
    site.set_visibility("open", Visibility.PRIVATE)
    take_out(site, "open/1.jpg")
    delete_for_good(site)
    (site.library / "open").rename(site.library / "2024")
    site.write("open/9.jpg", picture(77))
    for _ in range(2):
        site.sync()
        assert visible(site) == {"other/4.jpg"}


def test_albums_do_not_follow_into_one_that_has_images(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    move(site, "a/1.jpg", "b/1.jpg")
    (site.library / "a").rmdir()
    plan = planned(site)
    assert (plan.folders, [album.folder for album in plan.lost]) == ({}, ["a"])


def test_few_files_of_a_deleted_folder_do_not_make_another_one_its_successor(site: Site):
    fill(site, *(f"a/{number}.jpg" for number in range(9)), *(f"{n}.jpg" for n in range(20)))
    move(site, "a/0.jpg", "best/0.jpg")
    for number in range(9):
        site.write(f"best/new{number}.jpg", f"{number}".encode())
    (site.library / "a").rename(site.library / ".a")
    plan = planned(site)
    assert (len(plan.moves), plan.folders) == (1, {})


def test_a_renamed_folder_is_recognised_among_many_new_files(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg")
    move(site, "a", "b")
    for number in range(9):
        site.write(f"b/new{number}.jpg", f"{number}".encode())
    assert planned(site).folders == {"a": "b"}


def test_the_rest_of_a_folder_is_its_successor(site: Site):
    fill(site, *(f"a/{number}.jpg" for number in range(9)), *(f"{n}.jpg" for n in range(20)))
    move(site, "a/0.jpg", "b/0.jpg")
    (site.library / "a").rename(site.library / ".a")
    assert planned(site).folders == {"a": "b"}


def test_an_image_whose_place_another_one_took_is_missing(site: Site):
    fill(site, "a.jpg", "b.jpg", "c.jpg")
    overwritten = site.image("b.jpg").id
    move(site, "a.jpg", "b.jpg")
    plan = planned(site)
    assert list(plan.moves.values()) == ["b.jpg"]
    assert plan.missing.keys() == {overwritten}


def test_numbers_of_folders_are_added_up_to_the_top():
    assert with_ancestors({"a/b": 2, "a": 1, "c": 4}) == {"a/b": 2, "a": 3, "c": 4, "": 7}


def test_albums_below_follow():
    known = albums("", "a", "a/x", "a/x/y", "ab", "c")
    assert with_followers(known, {"a": "b"}) == {"a": "b", "a/x": "b/x", "a/x/y": "b/x/y"}


def test_the_nearest_album_that_moved_is_followed():
    known = albums("", "a", "a/x", "a/x/y")
    moved = {"a": "b", "a/x": "z"}
    assert with_followers(known, moved) == {**moved, "a/x/y": "z/y"}


def test_a_missing_album_steps_aside_with_those_below():
    known = albums("", "a", "b", "b/x")
    assert with_followers(known, {"a": "b"}) == {
        "a": "b",
        "b": "\0gone/id of b/b",
        "b/x": "\0gone/id of b/b/x",
    }


def test_two_albums_never_claim_one_folder():
    known = albums("", "a", "a/x", "z")
    assert with_followers(known, {"a": "b", "z": "b/x"}) == {
        "a": "b",
        "z": "b/x",
        "a/x": "\0gone/id of a/x/b/x",
    }


def test_where_an_album_was_that_stepped_aside_goes_along_with_the_folder_around_it():
    known = albums("", "a", "a/b", "\0gone/id/a/b", "\0gone/id/a/b/x")
    known["\0gone/id/a/b"] = known["\0gone/id/a/b"]._replace(id="id")
    moved = {"a": "c", "a/b": "c/b"}
    assert with_followers(known, moved) == {
        **moved,
        "\0gone/id/a/b": "\0gone/id/c/b",
        "\0gone/id/a/b/x": "\0gone/id/c/b/x",
    }
    assert with_followers(known, {"a/b": "b"}) == {"a/b": "b"}


def test_an_album_that_stepped_aside_comes_back_with_those_below():
    known = albums("", "a", "\0gone/id/a/b", "\0gone/id/a/b/x")
    known["\0gone/id/a/b"] = known["\0gone/id/a/b"]._replace(id="id")
    moved = {"a": "c", "\0gone/id/a/b": "b"}
    assert with_followers(known, moved) == {**moved, "\0gone/id/a/b/x": "b/x"}


def test_a_folder_that_a_person_bound_is_not_taken_by_one_that_comes_along():
    known = albums("", "a", "a/x", "b/x")
    assert with_followers(known, {"a": "b"}) == {"a": "b", "a/x": "\0gone/id of a/x/b/x"}


def test_a_picture_renamed_in_its_folder_keeps_its_row_although_a_closed_one_is_gone(site: Site):
    """What was written about the closed one is shown to nobody."""
    fill(site, "open/1.jpg", "secret/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    copy(site, "secret/2.jpg", "open/2.jpg")
    site.sync()
    shown = site.image("open/2.jpg")
    copy(site, "open/2.jpg", "open/renamed.jpg")
    for path in ("open/2.jpg", "secret/2.jpg"):
        (site.library / path).unlink()
    assert planned(site).moves == {shown.id: "open/renamed.jpg"}
    site.sync()
    copy(site, "open/renamed.jpg", "open/again.jpg")
    assert planned(site).moves == {}


@pytest.mark.parametrize("is_left", [True, False], ids=["moved on", "exchanged"])
def test_what_stays_below_a_folder_whose_pictures_went_elsewhere_is_as_closed(
    site: Site, is_left: bool
):
    """Those of a visible one took their place, and what stays is edited. Others are called so.

    What is around it now has the name of the closed one, which is told to nobody either.
    """
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/below/3.jpg", "other/below/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    album_id = site.album("secret/below").id
    edit(site, "secret/below/3.jpg")
    move(site, "secret/2.jpg", "new/2.jpg")
    move(site, "open/1.jpg", "secret/1.jpg")
    if is_left:
        (site.library / "open").rmdir()
    else:
        move(site, "new/2.jpg", "open/2.jpg")
        (site.library / "new").rmdir()
    report = site.sync()
    assert visible(site) == {"other/below/4.jpg"}
    assert site.album("secret/below").id == album_id
    assert len(report.renamed) == 2
    assert_mirrored(site)
    assert_counted(site)

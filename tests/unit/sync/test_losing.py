"""Albums with files that are nowhere any more: they may be in a new album around these."""

import shutil
from collections.abc import Callable

import pytest

from bviewer.models import ClosedBecause, Visibility
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    edit,
    fill,
    let_pass,
    picture,
    put_into_vault,
    take_out,
)

OTHERS = {"far/5.jpg", "top.jpg"}


@pytest.fixture
def three(site: Site) -> Site:
    """A private album, one of three pictures, another one, and something at the top."""
    fill(site, "vault/0.jpg", "open/1.jpg", "open/2.jpg", "open/3.jpg", "far/5.jpg", "top.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return site


@pytest.mark.parametrize("hide", [None, take_out, put_into_vault])
@pytest.mark.parametrize(
    ("edited", "rest"), [("new", "new/raw"), ("new/deep", "new/raw"), ("new", "open"), ("a", "b")]
)
def test_what_is_sorted_into_two_folders_is_as_closed_in_both(
    three: Site, hide: Callable[[Site, str], None] | None, edited: str, rest: str
):
    if hide is None:
        three.set_visibility("open", Visibility.PRIVATE)
    else:
        hide(three, "open/1.jpg")
    for name in ("1.jpg", "2.jpg"):
        edit(three, f"open/{name}")
        move(three, f"open/{name}", f"{edited}/{name}")
    move(three, "open/3.jpg", f"{rest}/3.jpg")
    if rest != "open":
        (three.library / "open").rmdir()
    [closing] = three.sync(accept_missing=True).closed
    three.sync()
    assert closing.because == (ClosedBecause.LEFT_OUT if hide else ClosedBecause.GONE)
    assert OTHERS <= visible(three) <= OTHERS | ({f"{rest}/3.jpg"} if hide else set())


@pytest.mark.parametrize("new", ["new", "far/new"], ids=["known", "elsewhere"])
def test_what_is_known_or_elsewhere_closes_nothing(three: Site, new: str):
    three.set_visibility("open", Visibility.PRIVATE)
    (three.library / "open/1.jpg").unlink()
    if new == "new":
        shutil.copytree(three.library / "far", three.library / new)
    else:
        three.write(f"{new}/9.jpg", b"another one")
    assert three.sync().closed == []


@pytest.mark.parametrize("is_away", [False, True])
def test_what_followed_the_only_copy_by_a_guess_may_be_elsewhere(three: Site, is_away: bool):
    copy(three, "vault/0.jpg", "work/backup/0.jpg")
    fill(three, "vault/9.jpg", "work/7.jpg")
    let_pass(three, 100)
    copy(three, "work/backup/0.jpg", ".kept.jpg")
    (three.library / "work/backup/0.jpg").unlink()
    if is_away:
        age_and_sync(three)
    move(three, ".kept.jpg", "work/backup/1.jpg")
    edit(three, "vault/0.jpg")
    move(three, "vault/0.jpg", "new/0.jpg")
    three.sync()
    assert visible(three) == {"open/1.jpg", "open/2.jpg", "open/3.jpg", "work/7.jpg"} | OTHERS


@pytest.mark.parametrize("is_away", [False, True])
@pytest.mark.parametrize("are_all_edited", [False, True])
def test_what_went_is_sought_where_the_folder_around_it_was_moved(
    site: Site, is_away: bool, are_all_edited: bool
):
    fill(site, *(f"trip/in/{each}.jpg" for each in range(3)), "trip/with/4.jpg", "year/old/5.jpg")
    site.set_visibility("trip/in", Visibility.PRIVATE)
    let_pass(site, 100)
    move(site, "trip/in", ".away")
    if is_away:
        site.sync(accept_missing=True)
    move(site, "trip", "year/trip")
    shutil.copytree(site.library / ".away", site.library / "year/trip/new")
    edit_all(site.library / ("year/trip" if are_all_edited else "year/trip/new"))
    site.sync(accept_missing=True)
    assert not {f"year/trip/new/{each}.jpg" for each in range(3)} & visible(site)


@pytest.mark.parametrize("is_copied", [False, True])
def test_what_moved_for_certain_or_alone_is_not_lost(three: Site, is_copied: bool):
    fill(three, "vault/9.jpg", "far/backup/8.jpg")
    if is_copied:
        copy(three, "vault/0.jpg", ".kept.jpg")
        (three.library / "vault/0.jpg").unlink()
        move(three, ".kept.jpg", "vault/1.jpg")
    else:
        copy(three, "vault/0.jpg", "far/backup/0.jpg")
        let_pass(three, 100)
        three.sync()
        (three.library / "far/backup/0.jpg").unlink()
        move(three, "vault/0.jpg", "vault/1.jpg")
    three.write("new/9.jpg", b"another one")
    assert three.sync().closed == []


def test_what_is_passed_over_is_not_lost(three: Site):
    three.set_visibility("open", Visibility.PRIVATE)
    three.write("open/.bviewerignore", b"1.jpg\n")
    three.write("new/9.jpg", b"another one")
    assert three.sync().closed == []


def test_what_comes_without_what_it_left_out_may_have_lost_it_where_it_was(site: Site):
    """Another album has its place since, and the disk of it was away."""
    fill(site, "trip/0.jpg", "trip/open/1.jpg", "trip/open/2.jpg", "other/3.jpg", "far/4.jpg")
    take_out(site, "trip/open/1.jpg")
    move(site, "trip/open", ".away")
    age_and_sync(site)
    move(site, "other", "trip/open")
    site.sync()
    edit(site, ".away/1.jpg")
    move(site, ".away/2.jpg", "far/open/2.jpg")
    move(site, ".away/1.jpg", "trip/new/1.jpg")
    site.sync(accept_missing=True)
    assert visible(site) == {"trip/0.jpg", "trip/open/3.jpg", "far/4.jpg", "far/open/2.jpg"}


@pytest.fixture
def work(site: Site) -> Site:
    """A private album in a visible one."""
    fill(site, "work/1.jpg", "work/secret/2.jpg", "work/secret/3.jpg", "far/4.jpg")
    site.set_visibility("work/secret", Visibility.PRIVATE)
    let_pass(site, 100)
    return site


@pytest.mark.parametrize("between", [True, False])
@pytest.mark.parametrize("place", ["far/copy", "work/secret"])
def test_what_is_beside_a_copy_that_an_album_followed_may_be_what_was_copied(
    work: Site, place: str, *, between: bool
):
    """One by one, in another folder, edited."""
    move(work, "work/secret", ".away")
    copy(work, ".away", place)
    if between:
        work.sync()
    edit_all(work.library / ".away")
    for name in ("2.jpg", "3.jpg"):
        move(work, f".away/{name}", f"work/new/{name}")
    for _ in range(2):
        work.sync()
        assert visible(work) == {"work/1.jpg", "far/4.jpg"}


def test_what_comes_long_after_a_copy_is_new(work: Site):
    move(work, "work/secret", "../away")
    copy(work, "../away", "work/secret")
    work.sync()
    let_pass(work, 48)
    work.write("work/new/9.jpg", picture(next(work.numbers)))
    assert work.sync().closed == []


def test_a_closed_album_that_follows_its_folder_closes_nothing_where_that_was(work: Site):
    move(work, "work/secret", "far/secret")
    work.write("work/new/9.jpg", picture(next(work.numbers)))
    assert work.sync().closed == []
    assert "work/new/9.jpg" in visible(work)


def test_a_closed_folder_that_never_had_anything_is_no_loss(work: Site):
    (work.library / "work/inbox").mkdir()
    work.sync()
    work.set_visibility("work/inbox", Visibility.PRIVATE)
    let_pass(work, 100)
    move(work, "work/inbox", "../inbox")
    (work.library / "work/inbox").mkdir()
    work.write("work/new/9.jpg", picture(next(work.numbers)))
    assert work.sync().closed == []

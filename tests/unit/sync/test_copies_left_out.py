"""Copies beside what an album leaves out: they are left out, whatever else was of their content."""

import shutil
from collections.abc import Callable

import pytest

from bviewer.models import Visibility
from tests.functional.folders import move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import edit, fill, picture, put_into_vault, take_out

LEAVE_OUT = pytest.mark.parametrize("leave_out", [take_out, put_into_vault])


@pytest.fixture
def some(site: Site) -> Site:
    """A private album, and visible ones."""
    fill(site, "vault/0.jpg", "open/1.jpg", "open/2.jpg", "far/3.jpg")
    return site


@LEAVE_OUT
@pytest.mark.parametrize("twin", ["open/twin.jpg", "far/1.jpg"])
@pytest.mark.parametrize("new", ["open/twin.jpg", "open/1 (1).jpg"])
def test_a_copy_is_none_of_another_one_that_went_long_ago(
    some: Site, leave_out: Callable[[Site, str], None], twin: str, new: str
):
    shutil.copy2(some.library / "open/1.jpg", some.library / twin)
    some.sync()
    (some.library / twin).unlink()
    some.sync()
    leave_out(some, "open/1.jpg")
    shutil.copy(some.library / "open/1.jpg", some.library / new)
    for _ in range(2):
        some.sync()
        assert visible(some) >= {"open/2.jpg", "far/3.jpg"}
        assert {twin, new}.isdisjoint(visible(some))


@LEAVE_OUT
@pytest.mark.parametrize("backup", ["vault/1.jpg", "far/1.jpg"])
@pytest.mark.parametrize("is_older", [True, False])
def test_a_copy_may_come_from_another_album(
    some: Site, leave_out: Callable[[Site, str], None], backup: str, is_older: bool
):
    some.set_visibility("vault", Visibility.PRIVATE)
    shutil.copy2(some.library / "open/1.jpg", some.library / backup)
    some.sync()
    if is_older:
        edit(some, "open/1.jpg")
        some.sync()
    leave_out(some, "open/1.jpg")
    (some.library / backup).rename(some.library / "open/1 (1).jpg")
    for _ in range(2):
        some.sync()
        assert visible(some) == {"open/2.jpg", "far/3.jpg"}


def test_many_that_come_from_another_album_take_as_many_statements_as_few(some: Site):
    take_out(some, "open/1.jpg")
    numbers = []
    for number in (2, 20):
        fill(some, *(f"far/{number}-{each}.jpg" for each in range(number)))
        some.sync()
        for each in range(number):
            move(some, f"far/{number}-{each}.jpg", f"open/{number}-{each}.jpg")
        with some.statements() as statements:
            some.sync()
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


@LEAVE_OUT
def test_what_an_album_shows_may_come_from_another_one_again(
    some: Site, leave_out: Callable[[Site, str], None]
):
    for copied in ("open/twin.jpg", "far/1.jpg"):
        shutil.copy2(some.library / "open/1.jpg", some.library / copied)
    some.sync()
    leave_out(some, "open/1.jpg")
    before = some.image("far/1.jpg").id
    (some.library / "far/1.jpg").rename(some.library / "open/third.jpg")
    some.sync()
    assert some.image("open/third.jpg").id == before


@LEAVE_OUT
@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("is_older", [True, False])
def test_a_copy_may_have_the_name_of_another_picture(
    some: Site, leave_out: Callable[[Site, str], None], is_there: bool, is_older: bool
):
    copied = (some.library / "open/1.jpg").read_bytes()
    if is_older:
        edit(some, "open/1.jpg")
        some.sync()
    leave_out(some, "open/1.jpg")
    if not is_there:
        (some.library / "open/2.jpg").unlink()
        some.sync()
    some.write("open/2.jpg", copied)
    for _ in range(2):
        some.sync()
        assert "open/2.jpg" not in visible(some)


def test_a_copy_that_was_shown_beside_it_is_back_with_its_disk(some: Site):
    shutil.copy2(some.library / "open/1.jpg", some.library / "open/twin.jpg")
    some.sync()
    take_out(some, "open/1.jpg")
    move(some, "open", "../away")
    some.sync(accept_missing=True)
    move(some, "../away", "open")
    shutil.copy(some.library / "open/1.jpg", some.library / "open/1 (1).jpg")
    some.sync()
    assert {"open/2.jpg", "open/twin.jpg"} <= visible(some)


@LEAVE_OUT
@pytest.mark.parametrize("is_first", [True, False])
def test_what_a_file_was_before_it_was_empty_for_a_while_is_left_out(
    some: Site, leave_out: Callable[[Site, str], None], is_first: bool
):
    """As programs do that write in steps, and disks that are full."""
    content = (some.library / "open/1.jpg").read_bytes()
    some.write("far/4.jpg", b"")
    some.sync()
    if is_first:
        leave_out(some, "open/1.jpg")
        some.sync()
    for step in (b"", content + b"edited"):
        some.write("open/1.jpg", step)
        some.sync()
    if not is_first:
        leave_out(some, "open/1.jpg")
    some.write("open/1 (1).jpg", content)
    for _ in range(2):
        some.sync()
        assert "open/1 (1).jpg" not in visible(some)
    some.write("far/4.jpg", picture(3000))
    some.sync()
    assert "far/4.jpg" in visible(some)

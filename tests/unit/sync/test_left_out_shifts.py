"""Clocks that were set right: what is left out is known although all say other moments."""

import shutil
from collections.abc import Callable, Sequence

import pytest

from bviewer.models import Visibility
from tests.functional.folders import copy, move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    fill,
    picture,
    put_into_vault,
    shown_in,
    take_out,
    write_anew,
)


def set_right(site: Site, path: str, new: str, number: int) -> None:
    """Write a picture anew by another name, as taken some hours later than it was."""
    (site.library / path).unlink()
    site.write(new, picture(number + 300))


def leave_out_and_set_right(
    site: Site, leave_out: Callable[[Site, str], None], numbers: Sequence[int]
) -> None:
    """Leave the 31st of some pictures out, then set the times of all of them right."""
    for number in numbers:
        site.write(f"open/{number}.jpg", picture(number))
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    leave_out(site, "open/31.jpg")
    for number in numbers:
        set_right(site, f"open/{number}.jpg", f"open/at {number}.jpg", number)


@pytest.mark.parametrize("numbers", [(20, 31, 47, 62), (20, 31)], ids=["many", "two"])
@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
def test_what_was_renamed_when_the_times_of_all_were_set_right_stays_out(
    site: Site, leave_out: Callable[[Site, str], None], numbers: tuple[int, ...]
):
    fill(site, "vault/9.jpg")
    leave_out_and_set_right(site, leave_out, numbers)
    age_and_sync(site)
    assert shown_in(site, "open") == [f"open/at {each}.jpg" for each in numbers if each != 31]


def test_what_is_new_is_shown_although_what_was_removed_is_deleted_with_others(site: Site):
    for number in (20, 31, 47):
        site.write(f"open/{number}.jpg", picture(number))
    site.sync()
    take_out(site, "open/31.jpg")
    for number in (20, 31, 47):
        (site.library / f"open/{number}.jpg").unlink()
    new = [f"open/{number}.jpg" for number in range(500, 530, 11)]
    for path in new:
        site.write(path, picture(int(path[5:8])))
    age_and_sync(site)
    assert shown_in(site, "open") == new


def test_a_copy_of_what_was_removed_is_as_closed_although_it_was_edited_when_its_folder_was_renamed(
    site: Site,
):
    fill(site, "open/1.jpg", "open/2.jpg")
    take_out(site, "open/2.jpg")
    write_anew(site, "open/2.jpg")
    move(site, "open", "renamed")
    age_and_sync(site)
    copy(site, "renamed", "copy")
    age_and_sync(site)
    assert "copy/2.jpg" not in visible(site)


@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
def test_pictures_that_were_only_copied_tell_not_by_how_much_times_were_set_right(
    site: Site, leave_out: Callable[[Site, str], None]
):
    """Their folder went to another disk, under another name, before any sync."""
    fill(site, "vault/0.jpg", *(f"open/{number}.jpg" for number in range(1, 4)))
    leave_out_and_set_right(site, leave_out, (20, 31, 47))
    copy(site, "open", "renamed")
    shutil.rmtree(site.library / "open")
    age_and_sync(site)
    assert shown_in(site, "renamed") == [
        *(f"renamed/{number}.jpg" for number in range(1, 4)),
        "renamed/at 20.jpg",
        "renamed/at 47.jpg",
    ]

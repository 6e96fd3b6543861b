"""Folders whose files keep their names, although all of them are others or were edited."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bviewer.models import Visibility
from tests.functional.folders import edit_all, move
from tests.pictures import exif_block, jpeg, text
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import age_and_sync, take_out

NAMES = ("IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg")
OPEN = {"top.jpg", *(f"open/{name}" for name in NAMES)}
IRREGULAR = {"open": (100, 107, 109), "secret": (200, 203, 211)}
RHYTHM = {"open": (100, 101, 102), "secret": (200, 201, 202)}
Series = dict[str, tuple[int, ...]]


def taken(minutes: int, zone: str = "") -> bytes:
    """A picture that says when it was taken, with the zone of its clock."""
    moment = datetime(2020, 1, 1) + timedelta(minutes=minutes)
    tags = [text(0x9003, f"{moment:%Y:%m:%d %H:%M:%S}")]
    return jpeg(16, 12, exif=exif_block(exif=tags + [text(0x9011, zone)] * bool(zone)))


def silent(number: int) -> bytes:
    """A picture of a size of its own that does not say when it was taken."""
    return jpeg(16 + number, 12)


def anew(site: Site, path: str, content: bytes) -> None:
    """As programs do that edit: what they wrote takes the place of what was there."""
    site.write(f"{path}.new", content + b"edited")
    move(site, f"{path}.new", path)


def exchange(site: Site) -> None:
    """Two folders give each other their files, one by one."""
    for name in NAMES:
        move(site, f"open/{name}", ".between")
        move(site, f"secret/{name}", f"open/{name}")
        move(site, ".between", f"secret/{name}")


def begin(site: Site, content: Callable[[int], bytes], series: Series = IRREGULAR) -> None:
    """Two folders long known, with equal names, of which one is closed."""
    for folder, numbers in series.items():
        for name, number in zip(NAMES, numbers, strict=True):
            site.write(f"{folder}/{name}", content(number))
    site.write("top.jpg", content(300))
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    age_and_sync(site)


def edit(
    site: Site, content: Callable[[int], bytes] = taken, series: Series = IRREGULAR, later: int = 0
) -> None:
    """Write all pictures of both folders anew, by a clock that was set right."""
    for folder, numbers in series.items():
        for name, number in zip(NAMES, numbers, strict=True):
            anew(site, f"{folder}/{name}", content(number + later))


@pytest.mark.parametrize("series", [IRREGULAR, RHYTHM])
def test_edited_pictures_that_change_places_stay_as_closed_as_they_were(site: Site, series: Series):
    begin(site, taken, series)
    edit(site, taken, series)
    exchange(site)
    site.sync()
    assert visible(site) == {"top.jpg"}


@pytest.mark.parametrize("content", [taken, silent])
def test_what_was_moved_out_is_closed_although_another_picture_has_one_of_its_names(
    site: Site, content: Callable[[int], bytes]
):
    begin(site, content)
    edit(site, content)
    for name in NAMES:
        move(site, f"secret/{name}", f"open/{name}")
    site.write(f"secret/{NAMES[1]}", content(250))
    site.sync(accept_missing=True)
    assert visible(site) == {"top.jpg"}


def assert_nothing_closes(site: Site) -> None:
    """What is new beside an album that went would be its heir."""
    site.write("new/1.jpg", silent(1))
    site.sync()
    assert visible(site) == {*OPEN, "new/1.jpg"}


@pytest.mark.parametrize("content", [taken, silent])
def test_what_was_edited_is_there(site: Site, content: Callable[[int], bytes]):
    begin(site, content)
    edit(site, content)
    assert_nothing_closes(site)


def test_what_was_taken_by_a_clock_that_was_set_right_is_there(site: Site):
    begin(site, taken)
    edit(site, later=60)
    assert_nothing_closes(site)


def test_what_says_its_zone_now_is_there(site: Site):
    begin(site, taken, RHYTHM)
    edit(site, lambda number: taken(number, zone="+02:00"), RHYTHM)
    assert_nothing_closes(site)


def test_most_pictures_tell_for_all(site: Site):
    """The name of one is that of another picture by now."""
    begin(site, taken)
    edit(site)
    anew(site, f"secret/{NAMES[0]}", taken(500))
    assert_nothing_closes(site)


def test_one_without_a_moment_that_was_written_over_is_there(site: Site):
    """Another one was taken out."""
    begin(site, silent)
    edit_all(site.library / "secret")
    (site.library / "secret" / NAMES[0]).unlink()
    assert_nothing_closes(site)


def test_an_album_that_left_something_out_is_looked_at_as_well(site: Site):
    """What was removed from it must not appear elsewhere."""
    begin(site, taken)
    take_out(site, f"open/{NAMES[0]}")
    edit(site)
    for number, name in enumerate(NAMES):
        move(site, f"open/{name}", f"new/{name}")
        site.write(f"open/{name}", taken(500 + 2**number))
    site.sync()
    assert not any(path.startswith("new/") for path in visible(site))

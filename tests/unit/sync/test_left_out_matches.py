"""Pictures taken in one rhythm: each is as far from the next, and what is left out is none of
these."""

from collections.abc import Callable, Sequence

import pytest

from bviewer.models import Visibility
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    fill,
    picture,
    put_into_vault,
    take_out,
    write_anew,
)

LeaveOut = Callable[[Site, str], None]


@pytest.fixture(params=[take_out, put_into_vault], ids=["removed", "moved"])
def leave_out(request: pytest.FixtureRequest, site: Site) -> LeaveOut:
    fill(site, "open/other.jpg", "vault/9.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return request.param


def name(number: int) -> str:
    return f"open/{number}.jpg"


def take_series(site: Site, numbers: Sequence[int], content: Callable[[int], bytes]) -> None:
    for number in numbers:
        site.write(name(number), content(number))
    site.sync()


def expect(site: Site, numbers: Sequence[int]) -> None:
    """These are shown, and no others of the series, now and later."""
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/other.jpg", *map(name, numbers)}


@pytest.mark.parametrize(
    ("kept", "new"), [((501,), ()), ((500, 502), (503,)), ((500, 501), (503,))]
)
def test_what_was_written_anew_has_its_own_moment_still(
    site: Site, leave_out: LeaveOut, kept: Sequence[int], new: Sequence[int]
):
    series = (500, 501, 502)
    take_series(site, series, picture)
    for number in set(series).difference(kept):
        leave_out(site, name(number))
    for number in series:
        write_anew(site, name(number))
    for number in new:
        site.write(name(number), picture(number))
    expect(site, [*kept, *new])


def test_a_new_picture_is_as_far_from_all_of_one_second(site: Site, leave_out: LeaveOut):
    take_series(site, range(4), lambda number: picture(500) + bytes([number]))
    leave_out(site, name(1))
    for number in range(4):
        write_anew(site, name(number))
    site.write(name(9), picture(507))
    expect(site, [9])


def test_all_may_be_numbered_up_by_one_that_comes_in_front(site: Site, leave_out: LeaveOut):
    take_series(site, range(500, 504), picture)
    leave_out(site, name(501))
    for number in range(503, 499, -1):
        write_anew(site, name(number))
        (site.library / name(number)).rename(site.library / name(number + 1))
    site.write(name(500), picture(499))
    expect(site, [500, 501, 503, 504])


def test_a_series_may_lose_its_first_and_go_on(site: Site, leave_out: LeaveOut):
    """More pictures are as far from the next one than are where they were."""
    take_series(site, range(500, 505), picture)
    leave_out(site, name(502))
    (site.library / name(500)).unlink()
    for number in range(501, 505):
        write_anew(site, name(number))
    site.write(name(505), picture(505))
    expect(site, [501, 503, 504, 505])

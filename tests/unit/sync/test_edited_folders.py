"""Folders all of whose pictures look like edits of those that were there."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from bviewer.models import Image, Visibility
from tests.functional.folders import move
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import age_and_sync, dated, edit, picture, write_anew

NAMES = [f"{number}.jpg" for number in range(3)]


@pytest.fixture
def trip(site: Site) -> Site:
    """An album of small versions, with private originals below it that say the same moments."""
    for number, name in enumerate(NAMES):
        site.write(f"trip/{name}", picture(number) + b"small")
        site.write(f"trip/originals/{name}", picture(number))
    site.write("other/9.jpg", picture(9))
    site.sync()
    site.set_visibility("trip/originals", Visibility.PRIVATE)
    return site


@pytest.mark.parametrize("edit_file", [edit, write_anew])
@pytest.mark.parametrize("is_away", [False, True])
def test_edited_originals_that_are_moved_over_what_says_the_same_moments_are_private(
    trip: Site, edit_file: Callable[[Site, str], None], is_away: bool
):
    for name in NAMES:
        edit_file(trip, f"trip/originals/{name}")
        move(trip, f"trip/originals/{name}", f".away/{name}")
    if is_away:
        age_and_sync(trip)
    for name in NAMES:
        move(trip, f".away/{name}", f"trip/{name}")
    age_and_sync(trip)
    assert visible(trip) == {"other/9.jpg"}


def test_so_are_those_whose_times_the_owner_changed(trip: Site):
    """What counts is what their files say."""
    with trip.session() as session:
        for image in session.scalars(select(Image)):
            image.file_time, image.time = image.time, datetime(2001, 1, 1)
    for name in NAMES:
        edit(trip, f"trip/originals/{name}")
        move(trip, f"trip/originals/{name}", f"trip/{name}")
    age_and_sync(trip)
    assert visible(trip) == {"other/9.jpg"}


def test_so_are_scans_whose_moments_were_written_down_by_people(trip: Site):
    for number, name in enumerate(NAMES):
        trip.write(f"trip/originals/{name}", dated(number))
    age_and_sync(trip)
    for number, name in enumerate(NAMES):
        (trip.library / f"trip/originals/{name}").unlink()
        trip.write(f"trip/{name}", picture(number) + b"developed")
    age_and_sync(trip)
    assert visible(trip) == {"other/9.jpg"}


@pytest.mark.parametrize("edit_file", [edit, write_anew])
@pytest.mark.parametrize("is_gone", [False, True])
def test_what_is_edited_in_place_stays_visible(
    trip: Site, edit_file: Callable[[Site, str], None], is_gone: bool
):
    if is_gone:
        for number, name in enumerate(NAMES):
            trip.write(f"private/{name}", picture(number + 500))
        trip.sync()
        trip.set_visibility("private", Visibility.PRIVATE)
        move(trip, "private", ".away/private")
    for name in NAMES:
        edit_file(trip, f"trip/{name}")
    age_and_sync(trip)
    assert visible(trip) == {"other/9.jpg", *(f"trip/{name}" for name in NAMES)}


def test_edited_originals_that_leave_others_behind_are_private_as_well(trip: Site):
    trip.write("trip/originals/8.jpg", picture(8))
    trip.sync()
    for name in NAMES:
        edit(trip, f"trip/originals/{name}")
        move(trip, f"trip/originals/{name}", f"trip/{name}")
    age_and_sync(trip)
    assert visible(trip) == {"other/9.jpg"}

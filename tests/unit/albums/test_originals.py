from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bviewer.albums.item_times import set_time
from bviewer.albums.originals import (
    aside,
    home_of,
    image_title,
    is_edit,
    mark_missing,
    move_to,
    remember,
    where_was,
)
from bviewer.library.facts import FileFacts
from bviewer.library.listing import FileEntry
from bviewer.library.paths import file_name, folder_of
from bviewer.library.reading import Reading, read_original, storable
from bviewer.library.times import TimeSource
from bviewer.library.tree import NotAFile, UnsafePath
from bviewer.models import Image, ImageState
from tests.pictures import camera_exif, jpeg
from tests.site import Site

UTC = ZoneInfo("UTC")
RULES = "01234567"


def reading(content: bytes = b"hash", problem: str | None = None, **times: int) -> Reading:
    entry = FileEntry("a.jpg", 5, times.get("mtime_ns", 6), times.get("ctime_ns", 7))
    facts = FileFacts(
        width=60,
        height=40,
        time=datetime(2024, 6, 13, 14, 25),
        offset_minutes=120,
        time_source=TimeSource.EXIF,
        camera={"model": "D750"},
        problem=problem,
    )
    return Reading(entry, content, facts)


def remembered(**changes: object) -> Image:
    image = Image(id="id")
    assert remember(image, reading(), RULES)
    for name, value in changes.items():
        setattr(image, name, value)
    return image


def test_a_row_learns_what_was_read():
    image = remembered()
    assert (image.size, image.mtime_ns, image.ctime_ns, image.quick_hash) == (5, 6, 7, b"hash")
    assert (image.width, image.height, image.camera) == (60, 40, {"model": "D750"})
    assert (image.time, image.offset_minutes) == (datetime(2024, 6, 13, 14, 25), 120)
    assert (image.time_source, image.state, image.reason) == ("exif", ImageState.READY, None)


@pytest.mark.parametrize(
    ("is_shifted", "hour", "expected"),
    [(False, 14, True), (True, 14, True), (False, 13, False), (True, 13, False)],
)
def test_an_edit_is_of_the_same_moment_whatever_a_person_says(
    is_shifted: bool, hour: int, expected: bool
):
    image = remembered()
    if is_shifted:
        set_time(image, datetime(2024, 6, 13, 13, 25))
    edited = reading(b"other")
    facts = replace(edited.facts, time=edited.facts.time.replace(hour=hour))
    assert is_edit(image, edited._replace(facts=facts)) is expected


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        ({}, {"offset_minutes": None}, True),
        ({"offset_minutes": None}, {}, True),
        ({}, {"offset_minutes": 60}, False),
        ({"microsecond": 450_000}, {}, True),
        ({}, {"microsecond": 450_000}, True),
        ({"microsecond": 450_000}, {"microsecond": 450_000}, True),
        ({"microsecond": 450_000}, {"microsecond": 460_000}, False),
    ],
)
def test_a_moment_is_the_same_without_its_zone_or_fraction(
    known: dict[str, int | None], now: dict[str, int | None], expected: bool
):
    def facts_of(says: dict[str, int | None]) -> FileFacts:
        facts = reading().facts
        time = facts.time.replace(microsecond=says.get("microsecond") or 0)
        return replace(facts, time=time, offset_minutes=says.get("offset_minutes", 120))

    image = Image(id="id")
    assert remember(image, reading()._replace(facts=facts_of(known)), RULES)
    assert is_edit(image, reading(b"other")._replace(facts=facts_of(now))) is expected


def test_a_file_with_other_rights_is_the_same_picture():
    image = remembered(placeholder=b"x", attempts=1, width=61)
    assert not remember(image, reading(ctime_ns=8), RULES)
    assert (image.ctime_ns, image.placeholder, image.attempts, image.width) == (8, b"x", 1, 61)


@pytest.mark.parametrize(
    "again", [reading(b"other"), reading(mtime_ns=9)], ids=["content", "time of modification"]
)
def test_a_changed_file_is_held_nothing_against_that_its_predecessor_did(again: Reading):
    image = remembered(
        placeholder=b"x", attempts=2, state=ImageState.BROKEN, reason="crashed", width=None
    )
    assert remember(image, again, RULES)
    assert (image.placeholder, image.attempts, image.reason, image.width) == (None, 0, None, 60)
    assert image.state == ImageState.READY


def test_a_broken_file_stays_broken_until_it_is_touched():
    image = remembered(state=ImageState.BROKEN, reason="crashed", failure_version=RULES)
    assert not remember(image, reading(), RULES)
    assert (image.state, image.reason) == (ImageState.BROKEN, "crashed")
    assert remember(image, reading(ctime_ns=8), RULES)
    assert (image.state, image.reason, image.failure_version) == (ImageState.READY, None, None)


def test_what_a_header_tells_is_a_verdict_under_the_rules_of_its_time():
    image = Image()
    remember(image, reading(problem="x" * 1000), RULES)
    assert (image.state, image.reason, image.failure_version) == ("broken", "x" * 300, RULES)
    assert remember(image, reading(mtime_ns=9), RULES)
    assert (image.state, image.reason, image.failure_version) == ("ready", None, None)


def test_a_missing_file_comes_back_as_what_it_is():
    image = remembered()
    mark_missing(image)
    assert remember(image, reading(problem="the file is empty"), RULES)
    assert (image.state, image.reason) == (ImageState.BROKEN, "the file is empty")


def test_being_missing_changes_nothing_else():
    image = remembered(placeholder=b"x", attempts=1)
    mark_missing(image)
    assert (image.state, image.attempts, image.attempted_at) == (ImageState.MISSING, 0, None)
    assert (image.placeholder, image.quick_hash, image.width) == (b"x", b"hash", 60)


def test_an_image_is_placed_by_its_path():
    image = Image()
    move_to(image, "album", "a/IMG_10.jpg")
    assert (image.album_id, image.path, image.sort_key) == (
        "album",
        "a/IMG_10.jpg",
        b"img_00210\0.jpg",
    )


@pytest.mark.parametrize(
    ("path", "folder", "name"), [("a/b/c.jpg", "a/b", "c.jpg"), ("c.jpg", "", "c.jpg")]
)
def test_a_path_is_a_folder_and_a_name(path: str, folder: str, name: str):
    assert (folder_of(path), file_name(path)) == (folder, name)


def test_a_title_is_a_name_that_any_page_shows():
    assert image_title("a/\udcff\n.jpg") == "\ufffd"


def test_a_place_aside_keeps_the_name_and_cannot_be_opened(site: Site):
    path = aside("id", "a/b.jpg")
    assert image_title(path) == "b"
    with pytest.raises(UnsafePath):
        site.runtime.library.open(path)


@pytest.mark.parametrize("path", ["a/b.jpg", aside("id", "a/b.jpg")])
def test_where_a_row_was_is_known_however_often_it_steps_aside(path: str):
    assert where_was(path) == "a/b.jpg"
    assert aside("other", path) == "\0gone/other/a/b.jpg"


@pytest.mark.parametrize(
    ("nanoseconds", "stored"), [(5, 5), (-5, -5), (10**20, 2**63 - 1), (-(10**20), 1 - 2**63)]
)
def test_times_are_stored_as_far_as_a_database_counts(nanoseconds: int, stored: int):
    assert storable(nanoseconds) == stored


def test_a_file_is_read_once_for_identity_and_facts(site: Site):
    content = jpeg(60, 40, exif=camera_exif())
    site.write("mine/a/1.jpg", content)
    found = read_original(home_of(site.runtime.library, "mine"), "a/1.jpg", UTC)
    assert found.entry[:3] == ("1.jpg", len(content), 1_700_000_000 * 10**9)
    assert (found.facts.width, found.facts.time_source) == (60, TimeSource.EXIF)
    assert len(found.quick_hash) == 16


def test_what_is_not_there_or_no_file_is_said(site: Site):
    site.write("a/1.jpg")
    for path, error in (("a/2.jpg", FileNotFoundError), ("a", NotAFile)):
        with pytest.raises(error):
            read_original(site.runtime.library, path, UTC)

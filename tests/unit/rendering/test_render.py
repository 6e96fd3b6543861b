"""Rendering one photograph: what is made, and what becomes of pictures that are none."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bviewer.models import ImageState
from bviewer.queue.task import Priority, TryLater
from bviewer.rendering import render as rendering
from bviewer.rendering.render import render_grid, render_image
from bviewer.renditions import pipeline
from bviewer.renditions.decoding import CUT_SHORT
from bviewer.renditions.salvage import ONLY_A_PART
from bviewer.renditions.sizes import in_advance
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.limits import Limits
from tests.mirrored import mirror
from tests.pictures import damaged, huge_png, jpeg, noise, picture, truncated
from tests.site import Site
from tests.unit.queue.working import PATH, renditions, run_waiting

NOW = 1_750_000_000  # Seconds since 1970.


def write_at(site: Site, mtime: float, content: bytes) -> None:
    """Change the file at PATH at a time of day."""
    file = site.write(PATH, content)
    os.utime(file, (mtime, mtime))
    site.sync()


# What is made.


def test_one_job_makes_all_sizes_and_remembers_what_it_learned(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    assert set(renditions(site)) == set(in_advance(site.runtime.settings.sizes))
    row = site.image(PATH)
    assert (row.width, row.height) == (640, 480)
    assert len(row.placeholder or b"") == 108
    assert (row.state, row.reason, row.attempts, row.attempted_at) == ("ready", None, 0, None)


@pytest.fixture
def waits(queued: Site) -> str:
    """An image of a site whose tasks wait."""
    queued.write(PATH, noise(640, 480))
    mirror(queued)
    return queued.image(PATH).id


def waiting(site: Site) -> list[tuple[str, int]]:
    """The names and priorities of the tasks that wait."""
    return [(task.name, task.priority) for task in site.runtime.queue.huey.pending()]


def test_what_pages_show_many_of_is_made_first_and_the_rest_when_nobody_waits(
    queued: Site, waits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "LARGE", 1000)
    render_grid(queued.runtime, waits)
    assert set(renditions(queued)) == {"tiny", "small", "medium", "small2x"}
    assert waiting(queued) == [("render_image", Priority.BACKGROUND)]
    run_waiting(queued.runtime.queue)
    assert set(renditions(queued)) == set(in_advance(queued.runtime.settings.sizes))
    render_grid(queued.runtime, waits)
    assert waiting(queued) == []


def test_all_of_what_is_decoded_in_no_time_is_made_at_once(queued: Site, waits: str) -> None:
    render_grid(queued.runtime, waits)
    assert set(renditions(queued)) == set(in_advance(queued.runtime.settings.sizes))
    assert waiting(queued) == []


def test_all_is_made_at_once_where_decoders_cannot_leave_pixels_out(
    queued: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "LARGE", 0)
    queued.write("a.png", picture("PNG", 640, 480))
    mirror(queued)
    render_grid(queued.runtime, queued.image("a.png").id)
    assert set(renditions(queued, "a.png")) == set(in_advance(queued.runtime.settings.sizes))


def test_what_is_broken_is_tried_once(
    queued: Site, waits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "LARGE", 1000)
    queued.write(PATH, damaged(noise(640, 480)))
    queued.sync()
    render_grid(queued.runtime, waits)
    assert queued.image(PATH).state == ImageState.BROKEN
    assert waiting(queued) == []


def test_job_that_has_nothing_to_do_does_not_even_open_the_file(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    (site.library / PATH).unlink()
    render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


def test_only_what_is_missing_is_made(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    before = {name: path.stat().st_mtime_ns for name, path in renditions(site).items()}
    renditions(site)["small"].unlink()
    render_image(site.runtime, image)
    after = {name: path.stat().st_mtime_ns for name, path in renditions(site).items()}
    assert {name for name in before if before[name] != after[name]} == {"small"}


def test_renditions_of_the_former_file_are_removed(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    former = renditions(site)
    site.write(PATH, noise(320, 240, seed=2))
    site.sync()
    render_image(site.runtime, image)
    assert len(renditions(site)) == len(former)
    assert not any(path.exists() for path in former.values())


def test_image_that_no_longer_exists_is_nothing_to_complain_about(site: Site) -> None:
    render_image(site.runtime, "nosuchimage1")


def test_file_from_a_year_that_no_database_knows_is_rendered(site: Site, image: str) -> None:
    write_at(site, 10_000_000_000, noise(320, 240))  # In the year 2286.
    render_image(site.runtime, image)
    assert len(renditions(site)) == 5


# Broken pictures.


def test_broken_picture_is_recorded_with_its_reason(
    site: Site, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.write(PATH, damaged(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert row.state == ImageState.BROKEN
    assert row.reason
    assert row.attempted_at is None
    assert not renditions(site)
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert record.getMessage() == f"'{PATH}' is broken: {row.reason}"


def test_broken_picture_is_not_decoded_again(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PATH, damaged(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    monkeypatch.setattr(rendering, "render", pytest.fail)
    site.sync()
    render_image(site.runtime, image)


def test_broken_picture_is_rendered_once_its_file_was_mended(site: Site, image: str) -> None:
    site.write(PATH, damaged(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    site.write(PATH, noise(640, 480))
    site.sync()
    render_image(site.runtime, image)
    assert len(renditions(site)) == 5


@pytest.mark.parametrize("with_app", [True])
def test_broken_picture_is_no_cover_any_more(site: Site, image: str) -> None:
    site.write(PATH, damaged(noise(640, 480)))
    other = site.write("a/other.jpg", jpeg(60, 40))  # It does not say when it was taken.
    os.utime(other, (1_600_000_000, 1_600_000_000))
    site.sync()
    page = site.browser().get("/")
    assert image in page
    render_image(site.runtime, image)
    assert image not in site.browser().get("/")


def test_bomb_is_broken_after_one_attempt_and_the_worker_lives(site: Site, image: str) -> None:
    site.write(PATH, huge_png())
    site.sync()
    render_image(replace(site.runtime, limits=Limits(150_000_000, 64, 60)), image)
    row = site.image(PATH)
    assert (row.state, row.reason) == ("broken", "it needs more memory than allowed")


# Files that are still being written.


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still."""
    monkeypatch.setattr("time.time", lambda: float(NOW))


@pytest.mark.usefixtures("frozen")
def test_half_of_a_picture_that_is_being_copied_is_tried_again(site: Site, image: str) -> None:
    write_at(site, NOW - 1, truncated(noise(640, 480)))
    for _ in range(4):
        with pytest.raises(TryLater, match="not complete yet") as later:
            render_image(site.runtime, image)
        assert later.value.delay
    row = site.image(PATH)
    assert (row.state, row.attempts, row.attempted_at) == ("ready", 0, None)
    site.write(PATH, noise(640, 480))
    with pytest.raises(TryLater, match="has changed"):
        render_image(site.runtime, image)
    render_image(site.runtime, image)
    assert len(renditions(site)) == 5


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("mtime", [NOW - 6, NOW + 6, NOW + 1_000_000])
def test_half_of_a_picture_is_shown_when_nobody_has_written_to_it_for_seconds(
    site: Site, image: str, mtime: float
) -> None:
    write_at(site, mtime, truncated(noise(640, 480)))
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.state, row.reason) == (ImageState.READY, f"{CUT_SHORT}: {ONLY_A_PART}")
    assert len(renditions(site)) == 5
    site.write(PATH, noise(640, 480))
    site.sync()
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.reason, row.failure_version) == (None, None)


def test_a_decoder_that_stops_over_a_part_of_a_picture_has_a_second_chance(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PATH, truncated(noise(640, 480)))
    site.sync()
    render_image(site.runtime, image)
    for path in renditions(site).values():
        path.unlink()

    def stop(*_anything: object, **_settings: object) -> None:
        raise WorkStopped("it took longer than 60 s")

    monkeypatch.setattr(rendering, "make_renditions", stop)
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY


def test_file_that_changed_since_the_last_sync_is_read_again_and_rendered_later(
    site: Site, image: str
) -> None:
    site.write(PATH, noise(320, 240, seed=2))
    with pytest.raises(TryLater, match="has changed") as later:
        render_image(site.runtime, image)
    assert later.value.delay
    row = site.image(PATH)
    assert (row.width, row.height, row.attempts, row.attempted_at) == (320, 240, 0, None)
    render_image(site.runtime, image)
    assert len(renditions(site)) == 5


def test_file_that_changes_while_it_is_decoded_gives_no_rendition_of_either(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.render

    def disturbed(*args: Any) -> Any:
        site.write(PATH, noise(320, 240, seed=2))
        return real(*args)

    monkeypatch.setattr(pipeline, "render", disturbed)
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    assert not list(site.cache.rglob("*.jpg"))
    monkeypatch.undo()
    render_image(site.runtime, image)
    assert (site.image(PATH).width, len(renditions(site))) == (320, 5)


def test_file_that_is_written_anew_in_size_and_time_while_it_is_decoded_gives_none_either(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = (site.library / PATH).stat(), pipeline.render
    content = (site.library / PATH).read_bytes()

    def disturbed(*args: Any) -> Any:
        rendered = real(*args)
        site.write(PATH, content[:-9] + bytes(9))
        return rendered

    monkeypatch.setattr(pipeline, "render", disturbed)
    with pytest.raises(TryLater):
        render_image(site.runtime, image)
    after = (site.library / PATH).stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert not list(site.cache.rglob("*.jpg"))


# The row meanwhile.


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen after the decoder has done its work, and before it is written down."""
    real = rendering.make_renditions

    def made(*args: Any, **options: Any) -> Any:
        try:
            return real(*args, **options)
        finally:
            happens()

    monkeypatch.setattr(rendering, "make_renditions", made)


def replace_file(site: Site) -> None:
    """Another picture takes the place, and a sync learns of it."""
    site.write(PATH, jpeg(100, 50))
    site.sync()


def test_facts_of_a_former_file_are_not_written_over_those_of_the_new_one(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: replace_file(site))
    render_image(site.runtime, image)
    row = site.image(PATH)
    assert (row.width, row.height, row.placeholder) == (100, 50, None)


def test_verdict_about_a_former_file_does_not_hit_the_new_one(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PATH, damaged(noise(640, 480)))
    site.sync()
    meanwhile(monkeypatch, lambda: replace_file(site))
    render_image(site.runtime, image)
    assert site.image(PATH).state == ImageState.READY

"""The list of tasks: their names, and when upkeep is due."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bviewer.queue.counters import Counters
from tests.site import Site

PRECACHING = {"bviewer.precache": "true"}


@pytest.fixture
def site(tmp_path: Path, database: Path) -> Iterator[Site]:
    """A site that has every task."""
    site = Site(tmp_path, database, with_app=False, **PRECACHING)
    yield site
    site.close()


def test_jobs_keep_the_names_under_which_they_wait_in_queues(site: Site) -> None:
    registry = site.runtime.queue.huey._registry
    assert sorted(registry._registry) == [
        "bviewer.jobs.queue.build_archive",
        "bviewer.jobs.queue.check_images",
        "bviewer.jobs.queue.do_step",
        "bviewer.jobs.queue.draw_slideshow",
        "bviewer.jobs.queue.fetch_picture",
        "bviewer.jobs.queue.forget_answers",
        "bviewer.jobs.queue.forget_archives",
        "bviewer.jobs.queue.forget_changes",
        "bviewer.jobs.queue.forget_films",
        "bviewer.jobs.queue.forget_old_events",
        "bviewer.jobs.queue.forget_old_jobs",
        "bviewer.jobs.queue.forget_sessions",
        "bviewer.jobs.queue.forget_slideshows",
        "bviewer.jobs.queue.keep_budgets",
        "bviewer.jobs.queue.look_at_galleries",
        "bviewer.jobs.queue.measure_spaces",
        "bviewer.jobs.queue.note_token_use",
        "bviewer.jobs.queue.note_use",
        "bviewer.jobs.queue.precache",
        "bviewer.jobs.queue.purge_deleted",
        "bviewer.jobs.queue.read_picked",
        "bviewer.jobs.queue.recognise_original",
        "bviewer.jobs.queue.recover",
        "bviewer.jobs.queue.render_grid",
        "bviewer.jobs.queue.render_image",
        "bviewer.jobs.queue.render_size",
        "bviewer.jobs.queue.render_tiles",
        "bviewer.jobs.queue.send_letter",
        "bviewer.jobs.queue.start_job",
        "bviewer.jobs.queue.sync_by_itself",
        "bviewer.jobs.queue.sync_galleries",
        "bviewer.jobs.queue.sync_gallery",
        "bviewer.jobs.queue.tell_of_syncs",
    ]


def test_limits_are_those_of_the_settings(site: Site) -> None:
    settings, limits = site.runtime.settings, site.runtime.limits
    assert limits.max_pixels == settings.max_pixels
    assert limits.memory_mb == settings.job_memory_mb
    assert limits.seconds == settings.job_timeout


def test_lease_outlasts_the_longest_job(site: Site) -> None:
    assert site.runtime.lease > site.runtime.settings.job_timeout


@pytest.mark.parametrize(
    ("moment", "names"),
    [
        (datetime(2026, 5, 4, 2, 22), {"recover", "precache", "sync_galleries"}),
        (datetime(2026, 5, 4, 3, 15), {"recover", "precache", "look_at_galleries"}),
        (datetime(2026, 5, 4, 3, 16), {"recover", "precache"}),
        (datetime(2026, 5, 4, 3, 17), {"recover", "precache", "keep_budgets"}),
        (datetime(2026, 5, 4, 4, 17), {"recover", "precache", "keep_budgets"}),
        (datetime(2026, 5, 4, 3, 27), {"recover", "precache", "forget_answers"}),
        (datetime(2026, 5, 4, 3, 37), {"recover", "precache", "check_images"}),
        (datetime(2026, 5, 4, 4, 37), {"recover", "precache", "forget_archives"}),
        (datetime(2026, 5, 4, 4, 47), {"recover", "precache", "forget_films", "forget_sessions"}),
        (
            datetime(2026, 5, 4, 4, 57),
            {"recover", "precache", "forget_slideshows", "forget_changes"},
        ),
        (datetime(2026, 5, 4, 4, 40), {"recover", "precache"}),
    ],
)
def test_periodic_jobs_are_due_in_time(site: Site, moment: datetime, names: set[str]) -> None:
    assert {task.name for task in site.runtime.queue.huey.read_periodic(moment)} == names


def test_the_cache_is_measured_where_there_are_metrics(tmp_path: Path, database: Path) -> None:
    site = Site(tmp_path, database, **PRECACHING, **{"bviewer.metrics": "0123456789abcdef"})
    names = {
        task.name for task in site.runtime.queue.huey.read_periodic(datetime(2026, 5, 4, 4, 40))
    }
    assert names == {"recover", "precache", "measure_cache"}
    assert isinstance(site.runtime.counters, Counters)
    site.close()


@pytest.mark.parametrize(
    ("minutes", "hour", "due"),
    [
        ("20", "off", ["00:00", "02:00", "02:20", "12:00"]),
        ("60", "23", ["00:00", "02:00", "12:00", "23:22"]),
        ("720", "off", ["00:00", "12:00"]),
        ("off", "off", []),
    ],
)
def test_folders_are_looked_at_as_often_as_the_settings_say(
    tmp_path: Path, database: Path, minutes: str, hour: str, due: list[str]
) -> None:
    settings = {"bviewer.look_minutes": minutes, "bviewer.sync_hour": hour}
    site = Site(tmp_path, database, with_app=False, **settings)

    def is_due(clock: str) -> bool:
        moment = datetime.fromisoformat(f"2026-05-04T{clock}")
        names = {task.name for task in site.runtime.queue.huey.read_periodic(moment)}
        return bool(names & {"look_at_galleries", "sync_galleries"})

    assert list(filter(is_due, ["00:00", "02:00", "02:20", "02:22", "12:00", "23:22"])) == due
    site.close()


def test_nothing_is_counted_where_there_are_none(site: Site) -> None:
    assert not isinstance(site.runtime.counters, Counters)

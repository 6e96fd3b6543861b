"""What rows tell of attempts."""

from datetime import timedelta

import pytest

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.jobs import add_job
from bviewer.albums.trash import delete_album, restore_album
from bviewer.models import Deletion, Image, ImageState, Job, JobKind, now
from bviewer.rendering.album_jobs import do_step
from bviewer.rendering.attempts import (
    begin,
    end,
    end_broken,
    end_undecided,
    end_unreadable,
    overdue_images,
)
from bviewer.renditions.versions import failure_version
from tests.mirrored import mirror
from tests.site import Site


@pytest.fixture
def image(site: Site) -> str:
    """The id of the one image."""
    site.write("a.jpg")
    mirror(site)
    return site.image("a.jpg").id


def change(site: Site, **values: object) -> None:
    """Change the row of the image."""
    with site.session() as session:
        row = session.merge(site.image("a.jpg"))
        for name, value in values.items():
            setattr(row, name, value)


def test_attempt_is_counted_and_dated_when_it_begins(site: Site, image: str) -> None:
    before = now()
    attempt = begin(site.runtime, image)
    assert attempt is not None
    row = site.image("a.jpg")
    assert (attempt.attempt, row.attempts) == (1, 1)
    assert row.attempted_at is not None
    assert before <= row.attempted_at <= now()
    again = begin(site.runtime, image)
    assert again is not None
    assert (again.attempt, site.image("a.jpg").attempts) == (2, 2)


def test_order_names_the_sizes_that_are_not_there(site: Site, image: str) -> None:
    attempt = begin(site.runtime, image)
    assert attempt is not None
    assert set(attempt.targets(site.runtime)) == {"tiny", "small", "medium", "small2x", "big"}
    site.runtime.cache.write(attempt.targets(site.runtime)["tiny"], b"jpeg")
    assert "tiny" not in attempt.targets(site.runtime)


@pytest.mark.parametrize("state", [ImageState.BROKEN, ImageState.MISSING])
def test_broken_and_missing_images_are_not_tried(site: Site, image: str, state: str) -> None:
    change(site, state=state)
    assert begin(site.runtime, image) is None
    assert site.image("a.jpg").attempts == 0


def test_fourth_attempt_is_refused_with_what_is_known_of_the_others(site: Site, image: str) -> None:
    change(site, attempts=3, reason="the decoder crashed")
    assert begin(site.runtime, image) is None
    row = site.image("a.jpg")
    assert (row.state, row.reason, row.attempted_at) == ("broken", "the decoder crashed", None)
    assert row.failure_version == failure_version(site.runtime.limits)


def test_attempt_that_decided_nothing_does_not_count(site: Site, image: str) -> None:
    change(site, attempts=1)
    attempt = begin(site.runtime, image)
    assert attempt is not None
    end_undecided(site.runtime, attempt)
    row = site.image("a.jpg")
    assert (row.attempts, row.attempted_at) == (1, None)


def test_verdict_names_the_rules_it_was_given_under(site: Site, image: str) -> None:
    attempt = begin(site.runtime, image)
    assert attempt is not None
    end_broken(site.runtime, attempt, "it is broken")
    row = site.image("a.jpg")
    assert (row.state, row.failure_version) == ("broken", failure_version(site.runtime.limits))


@pytest.mark.parametrize(
    "changes", [{"size": 1}, {"mtime_ns": 1}, {"quick_hash": b"other"}, {"state": "missing"}]
)
def test_outcome_for_a_row_that_is_about_another_file_by_now_is_dropped(
    site: Site, image: str, changes: dict[str, object]
) -> None:
    attempt = begin(site.runtime, image)
    assert attempt is not None
    change(site, **changes, attempts=0, attempted_at=None)
    end(site.runtime, attempt, width=7)
    end_broken(site.runtime, attempt, "broken")
    end_unreadable(site.runtime, attempt)
    end_undecided(site.runtime, attempt)
    row = site.image("a.jpg")
    assert (row.width, row.reason, row.attempts) == (60, None, 0)
    assert row.state == changes.get("state", "ready")


def test_outcome_for_a_row_that_is_gone_is_dropped(site: Site, image: str) -> None:
    attempt = begin(site.runtime, image)
    assert attempt is not None
    with site.session() as session:
        session.delete(site.image("a.jpg"))
    end(site.runtime, attempt, width=7)
    end_broken(site.runtime, attempt, "broken")


def test_attempts_are_overdue_after_the_lease(site: Site, image: str) -> None:
    begin(site.runtime, image)
    assert overdue_images(site.runtime) == []
    change(site, attempted_at=now() - timedelta(seconds=site.runtime.lease + 1))
    assert overdue_images(site.runtime) == [image]


def test_an_image_in_the_trash_is_left_alone_until_it_is_back(site: Site) -> None:
    site.write("album/a.jpg")
    site.sync()
    image, album = site.image("album/a.jpg").id, site.album("album").id
    with site.session() as session:
        row = find_album(session, album)
        job = add_job(session, row, JobKind.REREAD, choose_all(session, row)).id
        session.get_one(Image, image).attempted_at = now() - timedelta(days=1)
        delete_album(session, row)
    assert begin(site.runtime, image) is None
    assert overdue_images(site.runtime) == []
    do_step(site.runtime, job, image)
    with site.session() as session:
        assert session.get_one(Job, job).done == 1
        restore_album(session, session.get_one(Deletion, album))
    assert overdue_images(site.runtime) == [image]

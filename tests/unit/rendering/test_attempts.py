"""What rows tell of attempts."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.editing import find_album
from bviewer.albums.jobs import add_job
from bviewer.albums.trash import delete_album, restore_album
from bviewer.models import Deletion, Image, ImageState, Job, JobKind, now
from bviewer.rendering import attempts
from bviewer.rendering.album_jobs import do_step
from bviewer.rendering.attempts import (
    RenderAttempt,
    begin,
    end,
    end_broken,
    end_undecided,
    end_unreadable,
    holding_on,
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


def begin_all(site: Site, image: str) -> RenderAttempt | None:
    """Begin to make all sizes."""
    return begin(site.runtime, image, site.runtime.settings.sizes)


def test_attempt_is_counted_and_dated_when_it_begins(site: Site, image: str) -> None:
    before = now()
    attempt = begin_all(site, image)
    assert attempt is not None
    row = site.image("a.jpg")
    assert (attempt.attempt, row.attempts) == (1, 1)
    assert row.attempted_at is not None
    assert before <= row.attempted_at <= now()
    again = begin_all(site, image)
    assert again is not None
    assert (again.attempt, site.image("a.jpg").attempts) == (2, 2)


def test_order_names_the_sizes_that_are_not_there(site: Site, image: str) -> None:
    attempt, sizes = begin_all(site, image), site.runtime.settings.sizes
    assert attempt is not None
    missing = attempt.targets(site.runtime, sizes)
    assert set(missing) == set(sizes)
    site.runtime.cache.write(missing["tiny"], b"jpeg")
    assert "tiny" not in attempt.targets(site.runtime, sizes)
    assert set(attempt.targets(site.runtime, ["small", "tiny"])) == {"small"}


@pytest.mark.parametrize("state", [ImageState.BROKEN, ImageState.MISSING])
def test_broken_and_missing_images_are_not_tried(site: Site, image: str, state: str) -> None:
    change(site, state=state)
    assert begin_all(site, image) is None
    assert site.image("a.jpg").attempts == 0


def test_fourth_attempt_is_refused_with_what_is_known_of_the_others(site: Site, image: str) -> None:
    change(site, attempts=3, reason="the decoder crashed")
    assert begin_all(site, image) is None
    row = site.image("a.jpg")
    assert (row.state, row.reason, row.attempted_at) == ("broken", "the decoder crashed", None)
    assert row.failure_version == failure_version(site.runtime.limits)


def test_attempt_that_decided_nothing_does_not_count(site: Site, image: str) -> None:
    change(site, attempts=1)
    attempt = begin_all(site, image)
    assert attempt is not None
    end_undecided(site.runtime, attempt)
    row = site.image("a.jpg")
    assert (row.attempts, row.attempted_at) == (1, None)


def test_verdict_names_the_rules_it_was_given_under(site: Site, image: str) -> None:
    attempt = begin_all(site, image)
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
    attempt = begin_all(site, image)
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
    attempt = begin_all(site, image)
    assert attempt is not None
    with site.session() as session:
        session.delete(site.image("a.jpg"))
    end(site.runtime, attempt, width=7)
    end_broken(site.runtime, attempt, "broken")


def test_attempts_are_overdue_after_the_lease(site: Site, image: str) -> None:
    begin_all(site, image)
    assert overdue_images(site.runtime) == []
    change(site, attempted_at=now() - timedelta(seconds=site.runtime.lease + 1))
    assert overdue_images(site.runtime) == [image]


def test_an_attempt_that_goes_on_is_not_overdue(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, seconds = begin_all(site, image), [0.0]
    assert attempt is not None
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    hold_on = holding_on(site.runtime, attempt)
    long_ago = now() - timedelta(seconds=site.runtime.lease + 1)
    change(site, attempted_at=long_ago)
    hold_on()
    assert site.image("a.jpg").attempted_at == long_ago, "it was noted a moment ago"
    seconds[0] += site.runtime.lease / 2
    hold_on()
    assert overdue_images(site.runtime) == []
    row = site.image("a.jpg")
    assert (row.attempts, row.state) == (1, ImageState.READY)


def test_a_database_that_is_busy_does_not_end_an_attempt(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, seconds = begin_all(site, image), [0.0]
    assert attempt is not None
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    hold_on = holding_on(site.runtime, attempt)

    def be_busy(*_args: object, **_changes: object) -> None:
        seconds.append(0)
        raise OperationalError("UPDATE", None, Exception("database is locked"))

    monkeypatch.setattr(attempts, "note", be_busy)
    seconds[0] += site.runtime.lease
    hold_on()
    assert len(seconds) == 2


def test_an_image_in_the_trash_is_left_alone_until_it_is_back(site: Site) -> None:
    site.write("album/a.jpg")
    site.sync()
    image, album = site.image("album/a.jpg").id, site.album("album").id
    with site.session() as session:
        row = find_album(session, album)
        job = add_job(session, row, JobKind.REREAD, choose_all(session, row)).id
        session.get_one(Image, image).attempted_at = now() - timedelta(days=1)
        delete_album(session, row)
    assert begin_all(site, image) is None
    assert overdue_images(site.runtime) == []
    do_step(site.runtime, job, image)
    with site.session() as session:
        assert session.get_one(Job, job).done == 1
        restore_album(session, session.get_one(Deletion, album))
    assert overdue_images(site.runtime) == [image]

"""What is kept of each sync: how far it is, how it ended, and what its owner should know."""

from datetime import timedelta

import pytest

from bviewer.models import SyncOutcome, SyncReport, Visibility, now
from bviewer.notices.syncs import untold_galleries
from bviewer.problems import Problem
from bviewer.sync import history, run
from bviewer.sync.history import is_running, last_reports, recording
from tests.site import Site
from tests.unit.sync.fixtures import fill


def reports(site: Site, limit: int = 100) -> list[SyncReport]:
    with site.session() as session:
        found = last_reports(session, 1, limit)
        session.expunge_all()
        return found


def test_a_sync_says_what_it_brought_moved_and_lost(site: Site):
    for path in ("a/1.jpg", "a/2.jpg", "b/3.jpg", "c/4.jpg", "c/5.jpg"):
        site.write(path, path.encode() * 400)
    site.sync()
    (first,) = reports(site)
    ids = {folder: site.album(folder).id for folder in "abc"}
    assert first.outcome == SyncOutcome.DONE
    assert first.images_read == first.told["numbers"]["added"] == 5
    assert dict(first.told["arrived"]) == {ids["a"]: 2, ids["b"]: 1, ids["c"]: 2}
    (site.library / "a/1.jpg").unlink()
    (site.library / "b/3.jpg").unlink()
    (site.library / "b").rmdir()
    (site.library / "c").rename(site.library / "d")
    site.sync(accept_missing=True)
    told = reports(site)[0].told
    assert dict(told["gone"]) == {ids["a"]: 1, ids["b"]: 1}
    assert told["lost"] == [ids["b"]]
    assert told["renamed"] == [["c", "d"]]
    assert told["arrived"] == []


def test_a_sync_says_what_it_closed_and_why(site: Site):
    site.write("priv/1.jpg", b"one" * 400)
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    site.write("copy/1.jpg", b"one" * 400)
    site.sync()
    (closing,) = reports(site)[0].told["closed"]
    assert closing == {
        "album_id": site.album("copy").id,
        "title": "copy",
        "visibility": "private",
        "because": "known",
        "origin": "priv",
        "was": "private",
    }


def test_a_refusal_is_kept_with_its_reason(site: Site):
    site.write("a/1.jpg")
    site.sync()
    (site.library / "a/1.jpg").unlink()
    with pytest.raises(Problem):
        site.sync()
    last = reports(site)[0]
    assert last.outcome == SyncOutcome.REFUSED
    assert last.told["code"] in {"images_vanished", "library_offline"}


def test_a_sync_that_was_killed_runs_for_nobody_any_more(site: Site):
    site.write("a/1.jpg")
    with site.session() as session:
        session.add(SyncReport(gallery_id=1, started_at=now(), seen_at=now()))
    (last,) = reports(site)
    assert is_running(last, 60)
    last.seen_at = now() - timedelta(seconds=61)
    assert not is_running(last, 60)
    site.sync()
    assert [report.outcome for report in reports(site)] == [SyncOutcome.DONE, SyncOutcome.FAILED]


def test_progress_is_noted_now_and_then_and_an_error_ends_it(site: Site, monkeypatch):
    monkeypatch.setattr(history, "NOTED_EVERY", 0)

    def break_down() -> None:
        with recording(site.runtime.engine, 1) as record:
            record.reach(12)
            assert reports(site)[0].images_read == 12
            assert is_running(reports(site)[0], 60)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_down()
    assert reports(site)[0].outcome == SyncOutcome.FAILED


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_a_sync_closed_is_told_although_it_failed_or_was_killed(
    site: Site, monkeypatch: pytest.MonkeyPatch, is_killed: bool
):
    fill(site, "secret/1.jpg", "other/2.jpg", "other/3.jpg", "other/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.write("copy/1.jpg", (site.library / "secret/1.jpg").read_bytes())
    (site.library / "other/2.jpg").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(run, "mark_lost", None)
        if is_killed:
            patched.setattr(history.Recorder, "end", lambda *_given, **_values: None)
        with pytest.raises(TypeError):
            site.sync()
    assert untold_galleries(site.runtime) == ([] if is_killed else ["1"])
    site.sync()
    assert untold_galleries(site.runtime) == ["1"]
    last, failed = reports(site, 2)
    assert (last.outcome, last.is_told) == (SyncOutcome.DONE, True)
    assert failed.outcome == SyncOutcome.FAILED
    assert [each["title"] for each in failed.told["closed"]] == ["copy"]


def test_only_the_last_reports_are_kept(site: Site, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    site.write("a/1.jpg")
    for _ in range(5):
        site.sync()
    assert len(reports(site)) == 3
    assert dict(reports(site)[0].told["arrived"]) == {}

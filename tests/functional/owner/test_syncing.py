"""The overview: how the gallery is, syncing now, and how far that is."""

import sqlite3

import pytest

from bviewer.models import SyncReport, now
from bviewer.rendering.cache_stats import measure_cache
from bviewer.sync.service import sync_gallery_in_turn
from tests.functional.owner.forms import landed, last_form
from tests.site import Site


@pytest.fixture
def waiting(tmp_path, database):
    """A gallery whose jobs wait for a worker."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    site.write("a/1.jpg")
    yield site
    site.close()


def work(site):
    huey = site.runtime.queue.huey
    while (task := huey.dequeue()) is not None:
        huey.execute(task)


def facts(page):
    """What the overview tells in numbers."""
    rows = page.html.select(".details > div")
    return {row.select_one("dt").text: row.select_one("dd").text for row in rows}


def told(answer):
    """What a script is told of the sync, and whether it goes on."""
    return answer.json["jobs"]["sync"]["text"], answer.json["busy"]


@pytest.mark.stacks("embedded", "production")
def test_an_owner_syncs_now_and_is_told_how_far_it_is_also_after_a_reload(waiting):
    browser = waiting.browser("owner")
    page = browser.get("/admin/")
    assert "There was no sync yet." in page
    assert "jobs.js" not in page
    page = landed(last_form(page).submit(status=303))
    assert "A sync is on its way." in page
    for _ in range(2):
        assert "A sync waits for its turn." in page
        assert page.html.select_one('noscript meta[http-equiv="refresh"]')
        page = browser.get("/admin/")
    assert told(browser.get("/admin/sync")) == ("A sync waits for its turn.", True)
    work(waiting)
    page = browser.get("/admin/")
    assert "1 new file" in page
    assert "Sync now" in page
    assert told(browser.get("/admin/sync")) == ("1 new file", False)
    assert waiting.image("a/1.jpg")


def test_progress_is_sent_once(waiting):
    browser = waiting.browser("owner")
    first = browser.get("/admin/sync")
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert browser.get("/admin/sync", headers=tag, status=304).body == b""
    with waiting.session() as session:
        session.add(SyncReport(gallery_id=1, started_at=now(), seen_at=now(), images_read=1234))
    again = browser.get("/admin/sync", headers=tag)
    assert told(again) == ("1,234 files read so far …", True)


def test_a_second_click_sends_no_second_sync(waiting):
    browser = waiting.browser("owner")
    form = last_form(browser.get("/admin/"))
    form.submit(status=303)
    length = waiting.runtime.queue.length()
    form.submit(status=303)
    assert waiting.runtime.queue.length() == length


def test_why_nothing_was_synced_is_said(waiting):
    waiting.sync()
    (waiting.library / "a/1.jpg").unlink()
    (waiting.library / "a").rmdir()
    waiting.runtime.send(sync_gallery_in_turn, 1)
    work(waiting)
    assert "Is a disk not mounted?" in waiting.browser("owner").get("/admin/")


def test_the_space_that_a_gallery_takes_was_measured_by_a_worker(waiting):
    browser = waiting.browser("owner")
    waiting.sync()
    assert facts(browser.get("/admin/")) == {
        "Albums": "1",
        "Photographs": "1",
        "Videos": "0",
        "File missing": "0",
        "Cannot be shown": "0",
        "Work that waits": "1",
    }
    assert waiting.runtime.queue.length() == 1
    file = waiting.cache / "images/1/ab/x.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x" * 2_500_000)
    work(waiting)
    page = browser.get("/admin/")
    assert "2.4 MB of 20 GB" in page
    assert waiting.runtime.queue.length() == 0
    measure_cache(waiting.runtime)
    assert "0 B of 2 GB" in browser.get("/admin/")


def test_a_queue_that_is_away_takes_no_page_with_it(waiting, monkeypatch):
    def away(*_args, **_options):
        raise sqlite3.OperationalError("no such file")

    monkeypatch.setattr(waiting.runtime.queue.huey.storage, "peek_data", away)
    monkeypatch.setattr(waiting.runtime.queue.huey.storage, "queue_size", away)
    assert "There was no sync yet." in waiting.browser("owner").get("/admin/")


def test_the_overview_costs_the_same_at_any_size(gallery):
    browser = gallery.browser("owner")
    browser.get("/admin/")
    counts = []
    for number in range(2):
        with gallery.statements() as statements:
            browser.get("/admin/")
        counts.append(len(statements))
        gallery.write(f"more/{number}/x.jpg")
        gallery.sync()
    assert counts[0] == counts[1] <= 9

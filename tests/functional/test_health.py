"""`/healthz`: one word at any host, and the reasons in the log."""

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from bviewer.process import health
from bviewer.process.arrival import HEADER, LIFETIME, make_pass
from tests import redis
from tests.functional.stacks import everywhere
from tests.processes import PATIENCE, wait_until
from tests.site import SECRET, Site
from tests.stack import Stack

HEADERS = {"Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store"}


@pytest.fixture
def site(tmp_path: Path, database: Stack) -> Iterator[Site]:
    """A site whose queue is a real one."""
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    yield site
    site.close()


def ask(site: Site, host: str = "pub.test", status: int = 200) -> str:
    """What it says."""
    answer = TestApp(site.front, extra_environ={"HTTP_HOST": host}).get("/healthz", status=status)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "Set-Cookie" not in answer.headers
    return answer.text


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says about it."""
    return [record.getMessage() for record in caplog.records if record.name == health.__name__]


@everywhere
def test_all_is_well(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    assert ask(site) == "ok"
    assert reasons(caplog) == []


@pytest.mark.stacks("embedded", "redirecting")
@pytest.mark.parametrize("host", ["unknown.test", "127.0.0.1:6543", "[::1]", "localhost"])
def test_it_answers_at_any_host(site: Site, host: str) -> None:
    assert ask(site, host) == "ok"


@everywhere
def test_it_tells_how_a_request_arrived_to_who_knows_the_secret(site: Site) -> None:
    """The proof is good for a few minutes, and nobody else is told anything."""
    now = time.time()
    for moment, secret, is_told in (
        (now, SECRET, True),
        (now - LIFETIME - 9, SECRET, False),
        (now + LIFETIME + 9, SECRET, False),
        (now, SECRET[::-1], False),
    ):
        browser = TestApp(site.front, extra_environ={"HTTP_HOST": "pub.test"})
        answer = browser.get("/healthz", headers={HEADER: make_pass(secret, moment)})
        word, _end, told = answer.text.partition("\n")
        assert word == "ok"
        assert bool(told) == is_told
        if is_told:
            arrival = json.loads(told)
            assert arrival["host"].partition(":")[0] == "pub.test"
            assert arrival["scheme"] == "http"
    for text in ("", "x", "1.2", f"{now}.{'0' * 64}", "\xe9"):
        assert browser.get("/healthz", headers={HEADER: text}).text == "ok"


@everywhere
def test_one_statement_is_enough(site: Site) -> None:
    site.write("a.jpg")
    site.sync()
    with site.statements() as statements:
        ask(site)
    assert statements == ["SELECT 1"]


@everywhere
def test_a_head_is_a_get_without_its_body(site: Site) -> None:
    answer = site.browser().head("/healthz", status=200)
    assert answer.body == b""


@everywhere
@pytest.mark.parametrize("address", ["/healthz/", "/healthz/x", "/x/healthz"])
def test_other_addresses_are_missing(site: Site, address: str) -> None:
    site.browser().get(address, status=404)


@everywhere
def test_nothing_can_be_sent_to_it(site: Site) -> None:
    site.browser().post("/healthz", status=[400, 404])


def test_a_library_that_is_gone_degrades(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    away = site.library.rename(site.library.with_name("away"))
    assert ask(site, status=503) == "degraded"
    (reason,) = reasons(caplog)
    assert reason.startswith("degraded: the library: ")
    away.rename(site.library)
    assert ask(site) == "ok"


def test_a_library_that_is_empty_degrades_where_photographs_are_known(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    photograph = site.write("a.jpg")
    site.sync()
    photograph.rename(site.cache / "away.jpg")
    with site.statements() as statements:
        assert ask(site, status=503) == "degraded"
    assert len(statements) == 2
    assert reasons(caplog) == [
        f"degraded: the library: the folder {site.library} is empty; is its disk mounted?"
    ]
    (site.cache / "away.jpg").rename(photograph)
    assert ask(site) == "ok"


def test_a_library_that_was_emptied_on_purpose_is_well(site: Site) -> None:
    photograph = site.write("a.jpg")
    site.sync()
    photograph.unlink()
    site.write("notes.txt")
    site.sync(accept_missing=True)
    (site.library / "notes.txt").unlink()
    assert ask(site) == "ok"


def test_a_cache_that_is_gone_degrades(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    away = site.cache.rename(site.cache.with_name("away"))
    assert ask(site, status=503) == "degraded"
    assert reasons(caplog) == [f"degraded: the cache: {site.cache} cannot be written to"]
    away.rename(site.cache)
    assert ask(site) == "ok"


def test_a_cache_that_is_full_degrades(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.statvfs(site.cache)
    full = os.statvfs_result((*real[:4], 3, *real[5:]))
    monkeypatch.setattr(os, "statvfs", lambda _folder: full)
    assert ask(site, status=503) == "degraded"
    assert reasons(caplog) == [
        "degraded: the cache: [Errno 28] No space left but the 1000 MB that are to stay free: "
        + repr(str(site.cache))
    ]


def test_a_database_that_fails_degrades(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_engine: object) -> None:
        raise OSError("no\nroute")

    monkeypatch.setattr(health, "ask_database", fail)
    assert ask(site, status=503) == "degraded"
    assert reasons(caplog) == ["degraded: the database: no route"]


def test_a_queue_that_hangs_degrades_and_keeps_nobody_waiting(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    site.write("a.jpg")
    monkeypatch.setattr(health, "PATIENCE", 1.0)
    monkeypatch.setattr(site.runtime.queue.huey, "pending_count", released.wait)
    start = time.monotonic()
    for _time in range(3):
        assert ask(site, status=503) == "degraded"
    assert time.monotonic() - start < PATIENCE
    released.set()
    assert reasons(caplog) == ["degraded: the queue: does not answer"]


def test_strangers_who_ask_while_something_hangs_wait_one_at_a_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, released, patience = threading.Event(), threading.Event(), 3.0

    def hang() -> None:
        asked.set()
        released.wait()

    monkeypatch.setattr(health, "PATIENCE", patience)
    monkeypatch.setattr(site.runtime.queue.huey, "pending_count", hang)
    first = threading.Thread(target=ask, args=(site,), kwargs={"status": 503})
    first.start()
    asked.wait()
    start = time.monotonic()
    assert ask(site) == "ok", "what was known last"
    assert time.monotonic() - start < patience
    first.join()
    start = time.monotonic()
    assert ask(site, status=503) == "degraded"
    assert time.monotonic() - start < patience, "somebody has waited for this answer already"
    released.set()


def test_a_cause_is_logged_once_a_minute(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.library.rmdir()
    for _time in range(3):
        ask(site, status=503)
    assert len(reasons(caplog)) == 1
    site.cache.rename(site.cache.with_name("away"))
    ask(site, status=503)
    assert len(reasons(caplog)) == 2
    monkeypatch.setattr(health, "LOGGED_EVERY", 0)
    ask(site, status=503)
    assert len(reasons(caplog)) == 4
    assert {record.levelno for record in caplog.records} >= {logging.ERROR}


def test_a_redis_that_hangs_or_ends_degrades_until_it_is_back(
    tmp_path: Path, database: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    with redis.running_server() as server:
        site = Site(tmp_path, database, **{"bviewer.queue": server.url(0)})
        site.add_gallery()
        assert ask(site) == "ok"
        with server.hanging():
            start = time.monotonic()
            assert ask(site, status=503) == "degraded"
            assert time.monotonic() - start < PATIENCE
        wait_until(lambda: site.browser().get("/healthz", status="*").status_int == 200, "Redis")
        server.stop()
        assert ask(site, status=503) == "degraded"
        server.start()
        assert ask(site) == "ok"
        site.close()
    assert len(reasons(caplog)) == 1

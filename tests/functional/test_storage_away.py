"""Redis or PostgreSQL stopped, full or hanging: what is ready is shown, and nothing is lost."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from bviewer.models import Visibility
from bviewer.queue import storage
from bviewer.queue.recover import recover
from bviewer.rendering.attempts import overdue_images
from bviewer.rendering.render import render_image
from bviewer.renditions.sizes import DEFAULT_SIZES, in_advance, parse_sizes
from tests import postgresql, redis
from tests.entrance import Entrance
from tests.processes import wait_until
from tests.site import Site
from tests.stack import Production
from tests.unit.queue.working import run_due, run_waiting

SIZES = len(in_advance(parse_sizes(DEFAULT_SIZES)))


@pytest.fixture
def site(tmp_path: Path, production: Production, queues: redis.Server) -> Iterator[Site]:
    """A site of three photographs, of which one is ready, on a Redis of its own."""
    url = f"{queues.url(0)}&socket_timeout=2"  # A second is no hint that it hangs.
    site = Site(tmp_path, production, waiting=True, **{"bviewer.queue": url})
    site.add_gallery()
    for name in ("ready", "cold", "colder"):
        site.write(f"a/{name}.jpg")
    site.write("priv/secret.jpg")
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    site.browser().get(small(site, "ready"), status=202)
    run_waiting(site.runtime.queue)
    site.browser().get(small(site, "ready"), status=200)
    yield site
    site.close()


def small(site: Site, name: str) -> str:
    """The address of a thumbnail."""
    return f"{site.image_url(f'a/{name}.jpg')}small.jpg"


class Clock:
    """Tells the queue's breaker the time, which goes on when a test says so."""

    now = 100.0
    sleep = staticmethod(time.sleep)

    def monotonic(self) -> float:
        """The seconds since whenever."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the room where jobs wait."""
    clock = Clock()
    monkeypatch.setattr(storage, "time", clock)
    return clock


@contextmanager
def outage(queues: redis.Server, kind: str) -> Iterator[None]:
    """What can be wrong with a Redis."""
    if kind == "stopped":
        queues.stop()
        yield
        queues.start()
    elif kind == "hanging":
        with queues.hanging():
            yield
    else:
        client = queues.client()
        client.config_set("maxmemory", 1)
        yield
        client.config_set("maxmemory", 0)


@pytest.mark.parametrize(
    "kind", ["stopped", pytest.param("hanging", marks=pytest.mark.soak), "full"]
)
def test_without_redis_all_that_is_ready_is_shown_and_the_rest_is_shown_later(
    site: Site,
    queues: redis.Server,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    browser = site.browser()
    send = Mock(side_effect=site.runtime.queue.send)
    monkeypatch.setattr(site.runtime.queue, "send", send)
    cold, colder = small(site, "cold"), small(site, "colder")
    with outage(queues, kind):
        for url in (cold, colder, cold, colder, cold):
            browser.get(url, status=202)
        for url in (site.album_url("a"), small(site, "ready")):
            browser.get(url, status=200)
    refused_at_once = kind == "full"
    assert send.call_count == (5 if refused_at_once else 1), "nobody waits for what did not answer"
    lines = [record for record in caplog.records if "was not queued" in record.getMessage()]
    assert len(lines) == 5
    assert not any(record.exc_info for record in caplog.records)

    clock.now += storage.REST

    def is_sent() -> bool:
        browser.get(cold, status=202)
        return site.runtime.queue.length() == 1

    wait_until(is_sent, "the job")  # A Redis that hung has its claim, but not the job.
    run_waiting(site.runtime.queue)
    browser.get(cold, status=200)
    assert overdue_images(replace(site.runtime, lease=0)), "nobody asks for the other one again"
    recover(replace(site.runtime, lease=0))
    run_waiting(site.runtime.queue)
    browser.get(colder, status=200)


# PostgreSQL.


@pytest.fixture
def house(
    tmp_path: Path, databases: postgresql.Server, queues: redis.Server, entrance: Entrance
) -> Iterator[Site]:
    """A site with a private album, whose database may be restarted."""
    site = Site(tmp_path, Production(databases, queues, entrance), waiting=True)
    site.add_gallery()
    site.write("a/ready.jpg")
    site.write("priv/secret.jpg")
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    site.browser().get(small(site, "ready"), status=202)
    run_waiting(site.runtime.queue)
    yield site
    site.close()


def statuses(site: Site, urls: list[str], browsers: int = 8) -> list[list[int]]:
    """What several visitors get, each of them asking for all of it at the same time."""
    start = threading.Barrier(browsers)

    def visit(_number: int) -> list[int]:
        browser = site.browser()
        start.wait()
        return [browser.get(url, expect_errors=True).status_int for url in urls]

    with ThreadPoolExecutor(browsers) as threads:
        return list(threads.map(visit, range(browsers)))


@pytest.mark.soak
def test_restart_of_postgresql_costs_one_answer_at_the_most(
    house: Site, databases: postgresql.Server
) -> None:
    page, thumbnail = house.album_url("a"), small(house, "ready")
    secret = house.album_url("priv")
    urls, expected = [page, thumbnail, secret, thumbnail, page], [200, 200, 404, 200, 200]
    assert statuses(house, urls) == [expected] * 8
    for _ in range(2):
        databases.stop()
        assert statuses(house, urls) == [[503] * 5] * 8, "nothing is allowed, nothing is denied"
        databases.start()
        found = [house.browser().get(url, expect_errors=True).status_int for url in urls]
        failed = [status for status in found if status not in expected]
        assert failed in ([], [503])
        assert statuses(house, urls) == [expected] * 8
    databases.stop()
    databases.start()
    mixed = statuses(house, urls)
    assert sum(status == 503 for row in mixed for status in row) <= 1
    assert house.browser("owner").get(secret).status_int == 200


def test_job_is_put_off_while_postgresql_is_away_and_done_afterwards(
    house: Site, databases: postgresql.Server, caplog: pytest.LogCaptureFixture
) -> None:
    queue, image_id = house.runtime.queue, house.image("priv/secret.jpg").id
    house.runtime.send(render_image, image_id)
    databases.stop()
    assert run_waiting(queue) == 1
    (line,) = [each.getMessage() for each in caplog.records if "put off" in each.getMessage()]
    assert "the database: " in line
    assert "\n" not in line
    databases.start()
    assert run_due(queue, 11) == 1
    assert len(list(house.cache.rglob(f"{image_id}-*.jpg"))) == SIZES
    assert house.image("priv/secret.jpg").attempts == 0

"""`/metrics`: for whoever has the token; for all others like an address that does not exist."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp, TestResponse

from bviewer.models import new_id
from bviewer.queue.counters import Counters
from bviewer.queue.queue import Queue
from bviewer.rendering.cache_stats import measure_cache
from bviewer.renditions.sizes import in_advance
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import damaged, jpeg
from tests.processes import bviewer, running, wait_until
from tests.site import HOST, Site
from tests.stack import Stack

TOKEN = "0123456789-operator"
WRONG = [
    None,
    "",
    TOKEN,
    f"Basic {TOKEN}",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    "Bearer \xe9",
]
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+')


@pytest.fixture
def site(tmp_path: Path, database: Stack) -> Iterator[Site]:
    """A site with the page of metrics, and one synced picture."""
    site = Site(tmp_path, database, **{"bviewer.metrics": TOKEN})
    site.add_gallery()
    site.write("rome/a.jpg", jpeg(60, 40))
    mirror(site)
    yield site
    counters = site.runtime.counters
    assert isinstance(counters, Counters)
    counters.close()
    site.close()


def page(site: Site, host: str = HOST) -> TestResponse:
    """The page, as the operator gets it."""
    browser = TestApp(site.front, extra_environ={"HTTP_HOST": host})
    return browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, status=200)


def samples(site: Site) -> dict[str, float]:
    """The numbers on the page."""
    lines = [line for line in page(site).text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def requests(kind: str, status: str) -> str:
    """The name of a counter of requests."""
    return f'bviewer_requests_total{{class="{kind}",status="{status}"}}'


def essence(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given."""
    headers = [header for header in answer.headerlist if header[0] != "Date"]
    return answer.status, headers, answer.body


@everywhere
def test_the_page_is_in_the_format_of_prometheus(site: Site) -> None:
    answer = page(site)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    families = []
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            families.append(line.split()[2])
        elif not line.startswith("#"):
            assert SAMPLE.fullmatch(line), line
            assert line.startswith(families[-1])
    assert len(families) == len(set(families)) == 8
    assert answer.text.endswith("\n")


@everywhere
def test_without_the_token_there_is_no_such_page(site: Site, subtests: pytest.Subtests) -> None:
    browser = site.browser()
    for header, method in itertools.product(WRONG, ["GET", "HEAD"]):
        with subtests.test(header=header, method=method):
            headers = {} if header is None else {"Authorization": header}
            answers = [
                browser.request(url, method=method, headers=headers, status=404)
                for url in ("/nothing", "/metrics", "/nothing")
            ]
            assert len({repr(essence(answer)) for answer in answers}) == 1


@pytest.mark.stacks("embedded", "redirecting")
@pytest.mark.parametrize("host", ["unknown.test", "alias.test"])
def test_at_any_host_it_is_the_same(site: Site, host: str) -> None:
    assert page(site, host).text.startswith("# HELP ")
    browser = TestApp(site.front, extra_environ={"HTTP_HOST": host})
    assert essence(browser.get("/metrics", status=404)) == essence(
        browser.get("/nothing", status=404)
    )


@everywhere
def test_nothing_can_be_sent_to_it(site: Site) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answers = [
        site.browser().post(url, headers=headers, status=[400, 404])
        for url in ("/metrics", "/none")
    ]
    assert essence(answers[0]) == essence(answers[1])


@everywhere
def test_requests_are_counted_by_class_and_status(site: Site) -> None:
    browser, image = site.browser(), site.image_url("rome/a.jpg")
    style = re.search(r'href="(/static/[^"]+\.css)', browser.get("/").text)
    assert style is not None
    browser.get(image)
    browser.get(site.album_url("rome").rstrip("/"), status=301)
    browser.get(f"{image}small.jpg", status=202)
    for _time in range(3):
        browser.get(f"{image}small.jpg", status=200)
    browser.get(f"{image}full", status=200)
    browser.get(f"/{new_id()}/", status=404)
    browser.get(style[1], status=200)
    browser.get("/healthz", status=200)
    found = samples(site)
    assert found[requests("page", "2xx")] == 2
    assert found[requests("page", "3xx")] == 1
    assert found[requests("thumbnail", "2xx")] == 4
    assert found[requests("original", "2xx")] == 1
    assert found[requests("page", "4xx")] + found[requests("other", "4xx")] == 1
    assert found[requests("static", "2xx")] == 1
    assert found[requests("other", "2xx")] == 1
    assert found['bviewer_thumbnails_total{cache="hit"}'] == 3
    assert found['bviewer_thumbnails_total{cache="miss"}'] == 1


def test_what_workers_made_and_failed_to_make_is_counted(site: Site) -> None:
    browser = site.browser()
    browser.get(f"{site.image_url('rome/a.jpg')}small.jpg", status=202)
    found = samples(site)
    assert found['bviewer_renditions_total{outcome="made"}'] == len(
        in_advance(site.runtime.settings.sizes)
    )
    assert found['bviewer_renditions_total{outcome="failed"}'] == 0
    seconds = found["bviewer_rendering_seconds_total"]
    assert 0 < seconds < 60

    site.write("rome/b.jpg", damaged(jpeg(600, 400)))
    site.sync()
    browser.get(f"{site.image_url('rome/b.jpg')}small.jpg", status=202)
    found = samples(site)
    failed = found['bviewer_renditions_total{outcome="failed"}']
    assert failed == len(in_advance(site.runtime.settings.sizes))
    assert found["bviewer_rendering_seconds_total"] > seconds


@everywhere
def test_the_queue_and_the_cache_are_measured(site: Site) -> None:
    site.browser().get(f"{site.image_url('rome/a.jpg')}small.jpg", status=202)
    found = samples(site)
    assert found["bviewer_queue_jobs"] == 0
    assert not any(name.startswith("bviewer_cache_") for name in found)
    measure_cache(site.runtime)
    found = samples(site)
    files = (site.cache / "images" / "1").rglob("*.jpg")
    size = sum(file.stat().st_size for file in files)
    assert size > 0
    assert found[f'bviewer_cache_bytes{{gallery="{HOST}",kind="images"}}'] == size
    assert found[f'bviewer_cache_bytes{{gallery="{HOST}",kind="archives"}}'] == 0
    assert found["bviewer_cache_measured_timestamp_seconds"] > 1_700_000_000


def test_a_queue_that_is_away_takes_its_line_with_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_queue: Queue) -> int:
        raise OSError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(Queue, "length", fail)
        text = page(site).text
    assert "\nbviewer_queue_jobs" not in text
    assert "\nprocess_start_time_seconds " in text


def test_worker_processes_are_added_up_with_web_processes(tmp_path: Path, database: Stack) -> None:
    site = Site(tmp_path, database, waiting=True, **{"bviewer.metrics": TOKEN})
    site.add_gallery()
    broken = b"\xff\xd8\xff\xe0 no picture"
    for number in range(4):
        site.write(f"rome/{number}.jpg", jpeg(60 + number, 40))
    site.write("rome/odd.jpg", jpeg(60, 40))
    site.sync()
    ini = tmp_path / "bviewer.ini"
    section = "".join(f"{key} = {value}\n" for key, value in site.ini.items())
    ini.write_text(f"[app:main]\nuse = egg:bviewer\n{section}", encoding="utf-8")
    for number in range(4):
        site.browser().get(f"{site.image_url(f'rome/{number}.jpg')}small.jpg", status=202)
    site.write("rome/odd.jpg", broken.ljust((site.library / "rome/odd.jpg").stat().st_size))
    site.browser().get(f"{site.image_url('rome/odd.jpg')}small.jpg", status=202)
    assert samples(site)["bviewer_queue_jobs"] == 5

    made = 'bviewer_renditions_total{outcome="made"}'
    failed = 'bviewer_renditions_total{outcome="failed"}'
    sizes = len(in_advance(site.runtime.settings.sizes))
    with running(bviewer("worker", ini, "--workers", "2"), tmp_path):
        wait_until(lambda: samples(site)[made] == 4 * sizes, "four pictures")
        wait_until(lambda: samples(site)[failed] == sizes, "the broken one")
    found = samples(site)
    assert found['bviewer_thumbnails_total{cache="miss"}'] == 5
    assert 0 < found["bviewer_rendering_seconds_total"] < 600
    assert found[made] == 4 * sizes
    site.close()


def test_switched_off_there_is_no_page_and_nothing_is_counted(
    tmp_path: Path, database: Stack
) -> None:
    site = Site(tmp_path, database)
    site.add_gallery()
    for token in ("", TOKEN):
        headers = {"Authorization": f"Bearer {token}"}
        answer = site.browser().get("/metrics", headers=headers, status=404)
        nowhere = site.browser().get("/nothing", headers=headers, status=404)
        assert essence(answer) == essence(nowhere)
    tweens = str(site.app.registry.introspector.get_category("tweens"))
    assert "counting" not in tweens
    assert not (site.cache / "metrics").exists()
    site.close()

"""Redis, PostgreSQL and worker processes: killed, stopped, emptied, overheard; nothing is lost."""

import os
import pickle
import random
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image as Picture
from sqlalchemy import func, select
from webtest import TestApp

from bviewer.db.sessions import reading_session
from bviewer.models import Image, ImageState
from bviewer.queue import presence
from bviewer.queue.recover import recover
from bviewer.queue.runtime import Runtime
from bviewer.queue.task import Priority
from bviewer.rendering.precache import Precaching
from bviewer.rendering.render import render_image
from bviewer.renditions.sizes import DEFAULT_SIZES, in_advance, parse_sizes
from tests import nginx, redis
from tests.forwarding import Forwarder
from tests.pictures import noise, write
from tests.processes import (
    LONG,
    PATIENCE,
    OpenCounter,
    Program,
    children,
    kill,
    running,
    wait_until,
)
from tests.server import HOST, Server, image_urls
from tests.stack import PATIENT

OLD = 1_700_000_000
SIZES = len(in_advance(parse_sizes(DEFAULT_SIZES)))


def photographs(folder: Path, number: int, width: int = 800, height: int = 600) -> Path:
    """So many photographs, no two of them alike."""
    content = noise(width, height)
    for index in range(number):
        write(folder / f"{index:03}.jpg", content + struct.pack("I", index), OLD)
    return folder


def complete(folder: Path) -> int:
    """The number of renditions, all of which must be whole pictures."""
    files = list(folder.rglob("*.jpg"))
    for file in files:
        Picture.open(file).load()
    return len(files)


def ask_for_all(runtime: Runtime, priority: Priority = Priority.VISITOR) -> dict[str, str]:
    """Send the jobs of all images; returns their ids by the names of their files."""
    with reading_session(runtime.engine) as session:
        ids = dict(session.execute(select(Image.path, Image.id)).all())
    for image_id in ids.values():
        runtime.send(render_image, image_id, priority=priority)
    return ids


def claims(runtime: Runtime) -> set[str]:
    """The keys of jobs that wait or run."""
    keys = runtime.queue.huey.all_results()
    # Others are of periodic jobs, or say which workers there are.
    return {key for key in keys if "@" not in key and not key.startswith(presence.PREFIX)}


def renditions(server: Server) -> int:
    """How many there are."""
    return sum(1 for _ in server.cache.rglob("*.jpg"))


# Workers.


@pytest.mark.parametrize(
    "event",
    [
        pytest.param("worker killed", marks=pytest.mark.soak),
        pytest.param("queue emptied", marks=pytest.mark.soak),
        pytest.param("queue restarted", marks=pytest.mark.soak),
    ],
)
def test_two_workers_make_every_rendition_whatever_happens_in_the_middle(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server, event: str
) -> None:
    server = Server(tmp_path, migrated_postgresql, queues.url(0), **{"bviewer.job_timeout": "3"})
    photographs(server.library, 60)
    # In place of the one that comes each minute: what the queue has forgotten is found by it.
    precaching = Precaching() if event != "worker killed" else None
    with server.prepared() as runtime, server.worker() as first, server.worker() as second:
        object.__setattr__(runtime.settings, "precache", True)
        opened = OpenCounter(server.library)
        ask_for_all(runtime)
        wait_until(lambda: renditions(server) > 10 * SIZES, "the first renditions")
        if event == "worker killed":
            wait_until(lambda: working(first.pid), "a job at hand")
            kill(first.pid)
            first.wait_for_end_of_all()
        elif event == "queue emptied":
            queues.client().flushall()
        else:
            queues.stop()
            time.sleep(0.2)
            queues.start()
        assert renditions(server) < 60 * SIZES, "it happened in the middle"

        def is_done() -> bool:
            recover(runtime)
            if precaching is not None:
                precaching.send(runtime)
            return renditions(server) == 60 * SIZES and not claims(runtime)

        wait_until(is_done, "all renditions, and the end of all claims", LONG)
        assert second.process.poll() is None
        assert "Traceback" not in second.log
        counts = opened.count()
        opened.close()
        assert complete(server.cache) == 60 * SIZES
        assert set(counts) == {f"{index:03}.jpg" for index in range(60)}
        assert max(counts.values()) <= 3, counts
        with reading_session(runtime.engine) as session:
            rows = set(session.execute(select(Image.state, Image.attempts)).all())
        assert rows == {(ImageState.READY, 0)}


@pytest.fixture(params=["redis", "sqlite"])
def rushed(request: pytest.FixtureRequest, tmp_path: Path) -> Server:
    """A server on PostgreSQL and Redis, and one on SQLite alone, where jobs have seconds."""
    settings = {"bviewer.job_timeout": "3"}
    if request.param == "sqlite":
        files = (f"sqlite:///{tmp_path}/{name}.sqlite" for name in ("bviewer", "queue"))
        return Server(tmp_path, *files, **settings)
    database, queues = map(request.getfixturevalue, ("postgresql", "queues"))
    return Server(tmp_path, database, queues.url(0), **settings)


@pytest.mark.soak
def test_ten_workers_and_their_consumer_are_killed_over_five_hundred_images_and_none_is_lost(
    rushed: Server,
) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - a test that fails shows it.
    chance = random.Random(seed)
    photographs(rushed.library, 500, 400, 300)
    *moments, last = sorted(chance.sample(range(20, 500), 11), reverse=True)
    with rushed.prepared() as runtime:
        opened = OpenCounter(rushed.library)
        ids = ask_for_all(runtime).values()
        with rushed.worker(2) as consumer:
            for moment in moments:
                wait_for_length(runtime, moment)
                wait_until(lambda: most_attempts(runtime) < 3, "jobs that were hit twice")
                worker = chance.choice(wait_for_busy(consumer))
                # At once, or anywhere in the job or the next one.
                time.sleep(chance.choice([0, chance.uniform(0, 0.03)]))
                kill(worker)
                recover(runtime)
            wait_for_length(runtime, last)
            kill(consumer.pid)
            consumer.wait_for_end_of_all()
            assert "Traceback" not in consumer.log
        assert renditions(rushed) < 500 * SIZES, "there is work left"

        def is_done() -> bool:
            recover(runtime)
            return not claims(runtime)

        with rushed.worker(2) as consumer:
            wait_until(is_done, "the end of all claims", LONG)
            assert "Traceback" not in consumer.log
        counts = opened.count()
        opened.close()
        assert sum(counts.values()) > 500, "something was lost, and done again"
        assert max(counts.values()) <= 3, counts
        made = Counter(file.name.split("-")[0] for file in rushed.cache.rglob("*.jpg"))
        assert made == dict.fromkeys(ids, SIZES)
        assert complete(rushed.cache) == 500 * SIZES
        with reading_session(runtime.engine) as session:
            rows = set(session.execute(select(Image.state, Image.attempts, Image.attempted_at)))
        assert {tuple(row) for row in rows} == {(ImageState.READY, 0, None)}
        assert runtime.queue.length() == 0


def most_attempts(runtime: Runtime) -> int:
    """How often the unluckiest image was begun; after the third time it is given up."""
    with reading_session(runtime.engine) as session:
        return session.execute(select(func.max(Image.attempts))).scalar_one()


def wait_for_length(runtime: Runtime, most: int) -> None:
    """Wait until no more than so many jobs wait."""
    wait_until(lambda: runtime.queue.length() <= most, f"the last {most} jobs", LONG)


def wait_for_busy(consumer: Program) -> list[int]:
    """The workers that have a decoder at work, of which there is one at least."""
    busy: list[int] = []

    def find() -> bool:
        busy[:] = [worker for worker in children(consumer.pid) if children(worker)]
        return bool(busy)

    wait_until(find, "a job at hand")
    return busy


def working(consumer: int) -> list[int]:
    """The processes that the workers of a consumer have started: decoders at work."""
    return [decoder for worker in children(consumer) for decoder in children(worker)]


def test_visitor_overtakes_two_hundred_in_the_background(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    server = Server(tmp_path, migrated_postgresql, queues.url(0))
    photographs(server.library, 201, 60, 40)
    with server.prepared() as runtime, server.worker():
        ids = ask_for_all(runtime, Priority.BACKGROUND)
        last = list(ids.values())[-1]
        wait_until(lambda: renditions(server), "the first renditions")
        assert renditions(server) < 100 * SIZES
        assert runtime.send(render_image, last)
        sent = time.time_ns()
        wait_until(lambda: list(server.cache.rglob(f"{last}-*-tiny.jpg")), "the visitor's")
        (visitors,) = server.cache.rglob(f"{last}-*-tiny.jpg")
        times = [file.stat().st_mtime_ns for file in server.cache.rglob("*.jpg")]
        assert sum(sent < time < visitors.stat().st_mtime_ns for time in times) <= 5 * SIZES
        assert runtime.queue.huey.pending_count() > 50


class Bomb:
    """What an attacker would have unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., None], tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_messages_of_strangers_are_refused_in_a_line_each_and_the_worker_lives(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    server, crater = Server(tmp_path, migrated_postgresql, queues.url(0)), tmp_path / "crater"
    photographs(server.library, 1)
    with server.prepared() as runtime:
        storage, client = runtime.queue.huey.storage, queues.client()
        ask_for_all(runtime)
        ((message, _score),) = client.zrange(storage.queue_key, 0, 0, withscores=True)
        client.flushall()
        bad = [
            pickle.dumps(Bomb(crater)),
            message[8:].replace(b"render_image", b"sync_gallery"),
            b":" + bytes(5_000_000),
            b"",
        ]
        with server.worker() as worker:
            wait_until(lambda: children(worker.pid), "the worker")
            processes = worker.processes
            for data in bad:
                storage.enqueue(data, Priority.UPKEEP)
            client.hset(storage.result_key, "render:x", pickle.dumps(Bomb(crater)))
            storage.add_to_schedule(pickle.dumps(Bomb(crater)), runtime.queue.huey._get_timestamp())
            ask_for_all(runtime)
            wait_until(lambda: renditions(server) == SIZES, "the renditions")
            recover(runtime)
            assert processes <= worker.processes
            refusals = [line for line in worker.log.splitlines() if "refused a message" in line]
    assert len(refusals) == len(bad)
    assert max(map(len, refusals)) < 400
    assert not crater.exists()


def test_sixty_four_visitors_of_one_cold_image_have_its_tile_made_once(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    server = Server(tmp_path, migrated_postgresql, queues.url(0))
    photographs(server.library, 1, 3000, 2000)
    with server.prepared() as runtime, server.worker(2), server.web(), served(server) as browser:
        (page,) = image_urls(runtime).values()
        opened = OpenCounter(server.library)
        start = threading.Barrier(64)

        def visit(_number: int) -> tuple[set[int], str]:
            statuses = set()
            start.wait()
            while 200 not in statuses:
                answer = browser.get(f"{page}small.jpg", expect_errors=True)
                statuses.add(answer.status_int)
                time.sleep(0.2)
            return statuses, sha256(answer.body).hexdigest()

        with ThreadPoolExecutor(64) as threads:
            seen = list(threads.map(visit, range(64)))
        counts = opened.count()
        opened.close()
    assert counts["000.jpg"] in {1, 2}  # Again for what fills the screen, if that has begun.
    assert set().union(*(statuses for statuses, _hash in seen)) == {200, 202}
    assert len({digest for _statuses, digest in seen}) == 1


@pytest.mark.soak
def test_five_hundred_cold_images_at_once_are_answered_and_left_to_workers(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    generous = {"bviewer.work_per_address": "500"}
    server = Server(tmp_path, migrated_postgresql, queues.url(0) + PATIENT, **generous)
    photographs(server.library, 500, 60, 40)
    with server.prepared() as runtime, server.web(), served(server) as browser:
        opened, pages = OpenCounter(server.library), list(image_urls(runtime).values())

        def visit(page: str) -> tuple[int, int]:
            image = browser.get(f"{page}small.jpg", expect_errors=True)
            return image.status_int, browser.get(page, expect_errors=True).status_int

        with ThreadPoolExecutor(32) as threads:
            seen = set(threads.map(visit, pages))
        assert seen == {(202, 200)}, "no worker is there, and nobody waits for one"
        assert opened.count() == {}
        opened.close()
        assert runtime.queue.length() == 500
        assert renditions(server) == 0


@contextmanager
def served(server: Server) -> Iterator[TestApp]:
    """An nginx before a web process; yields a browser."""
    ports, applications = nginx.Ports(), [f"unix:{server.socket()}"]
    main = nginx.render(
        server.folder, server.library, server.cache, applications, ports, limited=False
    )
    with nginx.serving(main, ports.plain):
        front = Forwarder(ports.plain, ports.https, after=lambda: None)
        yield TestApp(front, extra_environ={"HTTP_HOST": HOST, "REMOTE_ADDR": "127.0.0.1"})


@pytest.mark.soak
def test_worker_whose_redis_is_not_there_ends_with_one_line(
    tmp_path: Path, migrated_postgresql: str
) -> None:
    server = Server(tmp_path, migrated_postgresql, "redis://127.0.0.1:1/0")
    with server.worker() as worker:
        assert worker.process.wait(PATIENCE) == 1
        (line,) = worker.log.splitlines()
    assert line.startswith("Error: cannot start: bviewer.queue: Error 111 connecting to ")


@pytest.mark.soak
def test_database_that_redis_does_not_have_ends_every_process_with_one_line(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    server = Server(tmp_path, migrated_postgresql, queues.url(0).replace("db=0", "db=5000"))
    photographs(server.library, 1, 60, 40)
    with server.prepared():
        pass
    for command in (server.web_command(), server.worker_command()):
        with running(command, server.folder / "run") as program:
            assert program.process.wait(PATIENCE) == 1
            (line,) = program.log.splitlines()
        assert ": bviewer.queue: DB index is out of range" in line


@pytest.mark.soak
def test_web_process_starts_before_redis_does_and_then_sends_what_is_asked_for(
    tmp_path: Path, migrated_postgresql: str, queues: redis.Server
) -> None:
    server = Server(tmp_path, migrated_postgresql, queues.url(0))
    photographs(server.library, 2, 60, 40)
    with server.prepared() as runtime:
        ready, cold = image_urls(runtime).values()
        render_image(runtime, ready.rstrip("/").rpartition("/")[2])
        queues.stop()
        with server.web() as web, served(server) as browser:
            for url in ("/", ready, f"{ready}small.jpg", cold):
                browser.get(url, status=200)
            browser.get(f"{cold}small.jpg", status=202)
            (line,) = [line for line in web.log.splitlines() if "bviewer.queue: " in line]
            assert "WARN" in line
            assert "Traceback" not in web.log
            queues.start()

            def is_sent() -> bool:
                browser.get(f"{cold}small.jpg", status=202)
                return runtime.queue.length() == 1

            wait_until(is_sent, "the job")
            with server.worker():
                wait_until(lambda: renditions(server) == 2 * SIZES, "the renditions")
            browser.get(f"{cold}small.jpg", status=200)

"""Strangers at their worst, for a minute, and a visitor who looks at pages meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import select

from bench.laboratory import percentile, prepare_gallery
from bench.served import pss_mb
from bviewer.albums.editing import set_visibility
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.models import Album, Visibility
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from tests import nginx, postgresql, redis
from tests.hostile import ROOT, Aim
from tests.lifetimes import start
from tests.pictures import jpeg, noise, write
from tests.ports import free_port
from tests.processes import LONG, bviewer, children, running, wait_until
from tests.server import HOST, Server, image_urls

pytestmark = pytest.mark.soak

OLD = 1_700_000_000
SECONDS, IDLE_SECONDS, WARMING_SECONDS = 60, 15, 8
CLIENTS, TRIES = 8, 120
READY, COLD, CLOSED = 60, 700, 20
LARGE = 16 << 20  # Bytes: more than all buffers between a server and a slow reader hold.
# How much slower pages may become.
MIXTURE, ALL_AT_ONCE = 3, 2
UNNOTICED = 10  # Milliseconds.
PAUSE = 0.1  # Seconds between two pages of the visitor; nobody looks at more.


@dataclass
class Stack:
    """A gallery that is served."""

    host: str
    port: int
    runtime: Runtime
    processes: Callable[[], list[int]]
    """The ids of all that last; children that decode a photograph come and go."""
    roots: list[int]
    """Those of bviewer that others descend from: what memory is measured of, with all below."""

    def memory(self) -> float:
        """What all of bviewer takes, in MB."""
        return sum(map(pss_mb, self.roots))


# The two stacks.


def fill(library: Path) -> None:
    """An album that will be ready, one that nobody has seen, one to be closed, a large original."""
    small, large = jpeg(300, 200), jpeg(2400, 1600)
    for album, number, content in (
        ("ready", READY, small), ("cold", COLD, large), ("closed", CLOSED, small)
    ):  # fmt: skip
        for index in range(number):
            path = library / album / f"{index:03}.jpg"
            write(path, content + f"{album} {index}".encode(), OLD)
    write(library / "ready" / "large.jpg", noise(2000, 1500) + bytes(LARGE), OLD)


def close_album(runtime: Runtime) -> None:
    """Close one of the albums."""
    with work_session(runtime.engine) as session:
        album = session.scalars(select(Album).where(Album.folder == "closed")).one()
        set_visibility(session, album, Visibility.PRIVATE)


@contextmanager
def laptop(folder: Path, _request: pytest.FixtureRequest) -> Iterator[Stack]:
    """`bviewer serve`."""
    library, data, port = folder / "library", folder / "data", free_port()
    fill(library)
    ini = prepare_gallery(data, library, precache="false").ini
    command = bviewer("serve", library, "--data", data, "--port", port)
    with open_project(ini) as runtime:
        close_album(runtime)
        with running(command, folder / "serve", port) as program:
            program.wait_for_log("unchanged")
            yield Stack(
                THIS_MACHINE,
                port,
                runtime,
                lambda: [program.server, program.consumer or 0, *program.workers],
                [program.server],
            )


def lower_priority(worker: int) -> None:
    """Have a worker get a tenth of what others get, as CPUWeight of its unit says."""
    with suppress(OSError):
        Path(f"/proc/{worker}/autogroup").write_text("10")


@contextmanager
def server(folder: Path, request: pytest.FixtureRequest) -> Iterator[Stack]:
    """What `deploy/` has, with two web processes, and the limits of nginx as shipped."""
    databases: postgresql.Server = request.getfixturevalue("databases")
    queues: redis.Server = request.getfixturevalue("queues")
    databases.execute("CREATE DATABASE attacked")
    server = Server(folder, databases.url("attacked"), queues.url(0))
    fill(server.library)
    ports, sockets = nginx.Ports(), [f"unix:{server.socket(number)}" for number in (1, 2)]
    main = nginx.render(folder, server.library, server.cache, sockets, ports)
    with ExitStack() as exits:
        runtime = exits.enter_context(server.prepared())
        close_album(runtime)
        programs = [exits.enter_context(server.web(number)) for number in (1, 2)]
        programs.append(exits.enter_context(server.worker(2)))
        lower_priority(programs[-1].pid)
        exits.enter_context(nginx.serving(main, ports.plain))
        front = int((folder / "nginx.pid").read_text())
        database = int((databases.folder / "cluster" / "postmaster.pid").read_text().split()[0])
        queue = int(queues.client().info()["process_id"])
        own = [program.pid for program in programs]
        yield Stack(
            HOST,
            ports.plain,
            runtime,
            lambda: [*own, *children(own[-1]), front, *children(front), database, queue],
            own,
        )


@pytest.fixture(params=[laptop, server], ids=["embedded", "production"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """One of them, whose ready album is ready."""
    with request.param(tmp_path, request) as stack:
        urls = image_urls(stack.runtime)
        for path, url in urls.items():
            if path.startswith("ready"):
                wait_until(lambda url=url: ask(stack, f"{url}small.jpg")[0] == 200, path, LONG)
        yield stack


# The visitor.


def ask(stack: Stack, path: str) -> tuple[int, bytes]:
    """The answer to one question."""
    with closing(HTTPConnection("127.0.0.1", stack.port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": stack.host})
        answer = connection.getresponse()
        return answer.status, answer.read()


@dataclass
class Visit:
    """A page that was looked at: when, by the clock of the machine, and how long it took."""

    begun: float
    seconds: float


def visit(stack: Stack, is_over: Callable[[], bool]) -> list[Visit]:
    """Look at one page after another until it is over."""
    page = next(url for path, url in image_urls(stack.runtime).items() if path == "ready/001.jpg")
    album = page.rstrip("/").rpartition("/")[0] + "/"
    seen = []
    for path in cycle(["/", album, page]):
        if is_over():
            return seen
        begun = time.monotonic()
        status, body = ask(stack, path)
        seen.append(Visit(begun, time.monotonic() - begun))
        assert (status, body.rstrip()[-7:]) == (200, b"</html>"), path
        time.sleep(PAUSE)
    raise AssertionError


def visit_for(stack: Stack, seconds: float) -> list[Visit]:
    """Look at pages for so long."""
    end = time.monotonic() + seconds
    return visit(stack, lambda: time.monotonic() > end)


def attacked(stack: Stack, aim: Aim, kind: str) -> tuple[list[Visit], dict[str, int]]:
    """What pages take meanwhile, and what the strangers got.

    They are a program of their own in a session of its own, of a low priority: on the processors
    that they share with the server, the time that is measured is to be the server's, not theirs.
    """
    command = [sys.executable, "-m", "tests.hostile", kind, aim.to_json()]
    pipe = subprocess.PIPE
    with start(command, signal.SIGKILL, stdout=pipe, cwd=ROOT) as strangers:
        seen = visit(stack, lambda: strangers.poll() is not None)
        assert strangers.stdout is not None
        assert strangers.returncode == 0
        return seen, json.loads(strangers.stdout.read())


def aim(stack: Stack, clients: int, seconds: float = SECONDS) -> Aim:
    """What the strangers know of a gallery, and for how long they are at it."""
    urls = image_urls(stack.runtime)
    return Aim(
        host=stack.host,
        port=stack.port,
        images=[url for path, url in urls.items() if not path.startswith("closed")],
        closed=[url for path, url in urls.items() if path.startswith("closed")],
        original=urls["ready/large.jpg"],
        seconds=seconds,
        clients=clients,
    )


def p95(seen: list[Visit]) -> float:
    """The milliseconds that 95 of 100 do not exceed; no less than what nobody would notice."""
    return max(UNNOTICED, 1000 * percentile([each.seconds for each in seen], 95))


def during(seen: list[Visit], waves: list[tuple[float, float]]) -> list[Visit]:
    """Those that were at the same time as one of the waves."""
    return [
        each
        for each in seen
        if any(each.begun < end and begun < each.begun + each.seconds for begun, end in waves)
    ]


def judge(idle: float, busy: float, times: float) -> None:
    """Compare what pages take with what they may."""
    load = os.getloadavg()[0]
    print(f"p95 of pages: idle {idle:.1f} ms, meanwhile {busy:.1f} ms, load {load}")  # noqa: T201 - a measurement.
    assert busy <= times * idle


# What each of them may be told. nginx has a limit of its own (429), and hangs up where it refuses.
RIGHT = {
    "many_cookies": {"200"},
    "long_header": {"431", "400"},
    "long_body": {"413", "429", "503"},
    "multipart": {"415", "429", "503"},
    "any_size": {"200", "202", "429"},
    "closed_image": {"404"},
    "foreign_id": {"404"},
    "unknown_path": {"404"},
    "wrong_password": {"403", "429", "503"},
    "drip": {"held"},
    "read_slowly": {"held"},
}


def test_strangers_at_their_worst_stop_nobody(stack: Stack) -> None:
    # What is loaded at its first use is no memory that gets lost.
    attacked(stack, aim(stack, CLIENTS, WARMING_SECONDS), "mixture")
    wait_until(lambda: stack.runtime.queue.length() == 0, "the end of all work", 2 * LONG)
    processes, before = stack.processes(), stack.memory()
    idle = visit_for(stack, IDLE_SECONDS)
    seen, answers = attacked(stack, aim(stack, CLIENTS), "mixture")
    told: dict[str, set[str]] = {}
    for answer in answers:
        action, _space, status = answer.partition(" ")
        told.setdefault(action, set()).add(status)
    assert set(told) == set(RIGHT)
    assert not {key: told[key] - RIGHT[key] for key in told if told[key] - RIGHT[key]}
    assert stack.processes() == processes
    wait_until(lambda: stack.runtime.queue.length() == 0, "the end of all work", 2 * LONG)
    wait_until(lambda: stack.memory() <= 1.1 * before, "memory as it was", LONG)
    for path, url in image_urls(stack.runtime).items():
        assert ask(stack, url)[0] == (404 if path.startswith("closed") else 200)
    idle += visit_for(stack, IDLE_SECONDS)
    judge(p95(idle), p95(seen), MIXTURE)


def test_tries_at_once_slow_no_page_down(stack: Stack) -> None:
    visit_for(stack, 3)
    processes, idle = stack.processes(), visit_for(stack, IDLE_SECONDS)
    seen, answers = attacked(stack, aim(stack, TRIES), "tries")
    waves = [tuple(map(float, each.split()[1:])) for each in answers if each.startswith("wave")]
    told = {each.partition(" ")[2] for each in answers if not each.startswith("wave")}
    assert "403" in told <= RIGHT["wrong_password"]
    assert stack.processes() == processes
    # Before and after, as other programs come and go.
    idle += visit_for(stack, IDLE_SECONDS)
    judge(p95(idle), p95(during(seen, waves)), ALL_AT_ONCE)

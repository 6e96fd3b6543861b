"""Archives over connections that break, from caches that forget, by workers that are killed."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from bench.laboratory import prepare_gallery
from bviewer.config.hosts import THIS_MACHINE
from bviewer.process.project import open_project
from bviewer.queue.recover import recover
from bviewer.queue.runtime import Runtime
from tests import nginx, postgresql, redis
from tests.lifetimes import start
from tests.pictures import noise, write
from tests.ports import free_port
from tests.processes import LONG, Program, bviewer, kill, running, wait_until
from tests.server import HOST, Server

pytestmark = pytest.mark.soak

OLD = 1_700_000_000
MEGABYTE = 1 << 20
NUMBER, EACH = 12, 5 * MEGABYTE
PATIENT = "10"  # Seconds for a task; after twice as many it is taken for lost.
INTERRUPTED_AFTER = 4 * MEGABYTE


class Stack(NamedTuple):
    """A gallery that is served, whose archive is one of some 60 MB."""

    host: str
    port: int
    folder: Path
    cache: Path
    runtime: Runtime
    workers: Callable[[], list[int]]

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def archive(self) -> Path:
        """The one archive that is there."""
        (file,) = self.cache.rglob("*.zip")
        return file


def fill(library: Path) -> None:
    """Large photographs, no two alike."""
    content = noise(200, 150)
    for number in range(NUMBER):
        write(library / "album" / f"{number:02}.jpg", content + os.urandom(EACH), OLD)


@contextmanager
def laptop(folder: Path, _request: pytest.FixtureRequest) -> Iterator[Stack]:
    """`bviewer serve`."""
    library, data, port = folder / "library", folder / "data", free_port()
    fill(library)
    ini = prepare_gallery(data, library, precache="false", job_timeout=PATIENT).ini
    command = bviewer("serve", library, "--data", data, "--port", port)
    with open_project(ini) as runtime, running(command, folder / "serve", port) as program:
        program.wait_for_log("unchanged")
        wait_until(lambda: is_open(port), "the server")
        cache = runtime.settings.cache
        yield Stack(THIS_MACHINE, port, folder, cache, runtime, lambda: program.workers)


@contextmanager
def server(folder: Path, request: pytest.FixtureRequest) -> Iterator[Stack]:
    """What `deploy/` has."""
    databases: postgresql.Server = request.getfixturevalue("databases")
    queues: redis.Server = request.getfixturevalue("queues")
    databases.execute("CREATE DATABASE resumed")
    settings = {"bviewer.job_timeout": PATIENT}
    server = Server(folder, databases.url("resumed"), queues.url(0), **settings)
    fill(server.library)
    ports = nginx.Ports()
    main = nginx.render(folder, server.library, server.cache, [f"unix:{server.socket()}"], ports)
    with ExitStack() as exits:
        runtime = exits.enter_context(server.prepared())
        exits.enter_context(server.web())
        worker = exits.enter_context(server.worker())
        exits.enter_context(nginx.serving(main, ports.plain))
        yield Stack(HOST, ports.plain, folder, server.cache, runtime, lambda: workers_of(worker))


def is_open(port: int) -> bool:
    """Whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def workers_of(consumer: Program) -> list[int]:
    """The processes that run tasks."""
    return sorted(consumer.processes - {consumer.pid})


@pytest.fixture(params=[laptop, server], ids=["embedded", "production"])
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """One of them, on a disk."""
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp", prefix="bviewer-") as folder,
        request.param(Path(folder), request) as stack,
    ):
        yield stack


# The visitor.


class Staying(urllib.request.HTTPRedirectHandler):
    """Follows no address: that of a gallery is none of this machine."""

    def redirect_request(self, *_what: object) -> None:
        """Stay."""


class Visitor:
    """A browser at the page of the archive of the whole gallery."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, Staying())

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """The page at a path, or the answer to a form."""
        body = None if form is None else urlencode(form).encode()
        request = urllib.request.Request(self._stack.address + path, body)
        request.add_header("Host", self._stack.host)
        with self._opener.open(request) as answer:
            return answer.read().decode()

    def begin(self) -> None:
        """Press the button."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("/download"))
        assert token is not None
        with pytest.raises(HTTPError, match="303"):
            self.ask("/download", {"csrf_token": token[1], "action": "begin"})

    def link(self) -> str | None:
        """Where the file is, when it is ready."""
        found = re.search(r'href="[^"]*(/archive/[\w-]+)"', self.ask("/download"))
        return None if found is None else found[1]

    def prepared(self) -> str:
        """The path of the file, which is built."""
        self.begin()
        wait_until(self.link, "the archive", LONG)
        return self.link() or ""


# What fetches, at a rate or as fast as it can.

Fetcher = Callable[[Stack, str, Path, bool], list[str]]


def curl(stack: Stack, path: str, target: Path, is_slow: bool) -> list[str]:
    """`curl -C -`."""
    limit = ["--limit-rate", "8M"] if is_slow else []
    header = ["-H", f"Host: {stack.host}"]
    return ["curl", "-sSf", "-C", "-", *limit, *header, "-o", str(target), stack.address + path]


def wget(stack: Stack, path: str, target: Path, is_slow: bool) -> list[str]:
    """`wget -c`."""
    limit = ["--limit-rate=8m"] if is_slow else []
    header = f"--header=Host: {stack.host}"
    return ["wget", "-qc", *limit, header, "-O", str(target), stack.address + path]


def aria2c(stack: Stack, path: str, target: Path, is_slow: bool) -> list[str]:
    """`aria2c -x4`."""
    limit = ["--max-overall-download-limit=8M"] if is_slow else []
    options = ["-q", "-c", "-x4", "-s4", "-k1M", "--file-allocation=none", f"--dir={target.parent}"]
    names = [f"--header=Host: {stack.host}", f"--out={target.name}"]
    return ["aria2c", *options, *limit, *names, stack.address + path]


@pytest.fixture(params=[curl, wget, aria2c])
def fetcher(request: pytest.FixtureRequest) -> Fetcher:
    """One of them."""
    return request.param


def held(target: Path) -> int:
    """How many bytes of a file have been fetched; in between may be holes."""
    return target.stat().st_blocks * 512 if target.exists() else 0


def interrupt(fetcher: Fetcher, stack: Stack, path: str, target: Path) -> None:
    """Fetch some more, and be stopped."""
    enough = held(target) + INTERRUPTED_AFTER
    with start(fetcher(stack, path, target, True), signal.SIGKILL) as process:
        wait_until(lambda: held(target) >= enough, "some bytes")
        assert process.poll() is None, "it is not through yet"
        process.terminate()
        process.wait(LONG)
    assert held(target) < NUMBER * EACH


def fetch(fetcher: Fetcher, stack: Stack, path: str, target: Path) -> int:
    """Fetch the rest; the exit code."""
    return subprocess.run(fetcher(stack, path, target, False), check=False).returncode


def test_what_is_resumed_has_the_very_bytes(stack: Stack, fetcher: Fetcher) -> None:
    path, target = Visitor(stack).prepared(), stack.folder / "fetched.zip"
    for _ in range(2):
        interrupt(fetcher, stack, path, target)
    assert fetch(fetcher, stack, path, target) == 0
    assert target.read_bytes() == stack.archive().read_bytes()
    assert zipfile.ZipFile(target).testzip() is None


def test_what_was_built_anew_meanwhile_is_no_mixture(stack: Stack, fetcher: Fetcher) -> None:
    visitor, target = Visitor(stack), stack.folder / "fetched.zip"
    path = visitor.prepared()
    interrupt(fetcher, stack, path, target)
    begun = target.read_bytes()
    stack.archive().unlink()
    other = visitor.prepared()
    assert other != path
    assert fetch(fetcher, stack, path, target) != 0
    assert target.read_bytes() == begun, "nothing of the other one"
    whole = stack.folder / "whole.zip"
    assert fetch(fetcher, stack, other, whole) == 0
    assert whole.read_bytes() == stack.archive().read_bytes()


def sizes(cache: Path) -> Iterator[int]:
    """The bytes of each archive, and of what is to be one."""
    for file in [*cache.rglob(".*.part"), *cache.rglob("*.zip")]:
        with suppress(FileNotFoundError):  # It is whole just now.
            yield file.stat().st_size


def is_killed_in_the_middle(stack: Stack, visitor: Visitor) -> bool:
    """Begin an archive and kill the workers; whether they had not made the whole of it yet."""
    for archive in stack.cache.rglob("*.zip"):
        archive.unlink()
    visitor.begin()

    wait_until(lambda: max(sizes(stack.cache), default=0) > EACH, "some of an archive")
    for worker in stack.workers():
        kill(worker)
    return not [*stack.cache.rglob("*.zip")]


def test_a_killed_worker_is_followed_by_another_one(stack: Stack) -> None:
    for file in (stack.folder / "library" / "album").iterdir():
        assert file.stat().st_size > EACH
    visitor = Visitor(stack)
    wait_until(lambda: is_killed_in_the_middle(stack, visitor), "a worker to be killed", LONG)
    wait_until(lambda: recover(stack.runtime) or visitor.link(), "the whole archive", LONG)
    assert zipfile.ZipFile(stack.archive()).testzip() is None
    assert not [*stack.cache.rglob(".*.part")]

"""A whole server under load, of which one part after the other is killed."""

import random
import re
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from http.client import HTTPConnection, IncompleteRead
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image as Picture
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.users import add_user
from bviewer.albums.editing import set_visibility
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Album, Gallery, Image, ImageState, Visibility
from bviewer.queue.recover import recover
from bviewer.queue.runtime import Runtime
from tests import nginx, postgresql, redis
from tests.pictures import noise, write
from tests.processes import LONG, Answer, Program, children, kill, wait_until
from tests.server import HOST, Server, image_urls

pytestmark = pytest.mark.soak

OLD = 1_700_000_000
ALBUMS = ("oslo", "rome", "private")
PHOTOGRAPHS = 40  # In each album.
CLIENTS = 4
ROUNDS = 2
PASSWORD = "correct horse"
BUSY = 503


class Service:
    """A program that is started again whenever it ends, as systemd does."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._command, self._folder = command, folder
        self.programs = [Program(command, folder)]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, daemon=True)
        self._thread.start()

    def _look_after(self) -> None:
        while not self._stopping.wait(0.1):
            if self.programs[-1].process.poll() is not None:
                self.programs.append(Program(self._command, self._folder))

    def kill(self) -> None:
        """Kill the process that was started; what it has started ends by itself."""
        kill(self.programs[-1].pid)

    @property
    def log(self) -> str:
        """What all of them have said."""
        return "".join(program.log for program in self.programs)

    def close(self) -> None:
        """End it for good."""
        self._stopping.set()
        self._thread.join()
        for program in self.programs:
            program.close()


class World:
    """The server, and what visitors may expect of it."""

    def __init__(self, server: Server, runtime: Runtime, port: int) -> None:
        self.port = port
        pages = image_urls(runtime)
        self.files = {url: server.library / path for path, url in pages.items()}
        self.open = [url for path, url in pages.items() if not path.startswith("private")]
        self.closed = [url for path, url in pages.items() if path.startswith("private")]
        self.faults: list[str] = []
        self.asked: dict[str, set[str]] = {}
        self.statuses: Counter[int] = Counter()

    def ask(self, client: int, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """Send a request from an address of the client's own."""
        address = f"127.0.{client + 1}.{random.randrange(1, 250)}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(address, 0))
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, {"Host": HOST, **names})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def expect(self, what: str, answer: Answer, statuses: set[int], is_right: bool = True) -> bool:
        """Note an answer that is wrong; whether it is one that was hoped for."""
        self.statuses[answer.status] += 1
        if answer.status == BUSY:
            time.sleep(0.1)  # People wait a moment, too.
        if answer.status not in {*statuses, BUSY} or not is_right:
            self.faults.append(f"{what}: {answer.status} {answer.body[:200]!r}")
        return answer.status in statuses

    # What visitors do.

    def open_page(self, client: int, chance: random.Random) -> None:
        """Open an album, or the page of an image."""
        url = chance.choice(self.open)
        if chance.random() < 0.5:
            url = url.removesuffix("/").rpartition("/")[0] + "/"
        answer = self.ask(client, "GET", url)
        is_whole = answer.body.rstrip().endswith(b"</html>") and b"jpg" in answer.body
        self.expect(f"page {url}", answer, {200}, answer.status != 200 or is_whole)

    def look(self, client: int, chance: random.Random) -> None:
        """Look at a thumbnail, which may not be ready."""
        url = chance.choice(self.open) + "small.jpg"
        answer = self.ask(client, "GET", url)
        seen = self.asked.setdefault(url, set())
        if answer.status == 200:
            seen.add(sha256(answer.body).hexdigest())
        self.expect(f"thumbnail {url}", answer, {200, 202}, len(seen) < 2)

    def download(self, client: int, chance: random.Random) -> None:
        """Take an original."""
        url = chance.choice(self.open)
        answer = self.ask(client, "GET", f"{url}full")
        is_same = answer.body == self.files[url].read_bytes()
        self.expect(f"original {url}", answer, {200}, answer.status != 200 or is_same)

    def pry(self, client: int, chance: random.Random) -> None:
        """Ask for what is private."""
        url = chance.choice(self.closed) + chance.choice(["", "small.jpg", "full"])
        self.expect(f"private {url}", self.ask(client, "GET", url), {404})

    def sign_in(self, client: int, chance: random.Random) -> None:
        """Sign in, and look at what is private. Who does so too often has to wait."""
        page = self.ask(client, "GET", "/login")
        if not self.expect("login", page, {200}):
            return
        token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)
        assert token is not None
        form = {"csrf_token": token[1].decode(), "name": f"user{client}", "password": PASSWORD}
        answer = self.ask(
            *(client, "POST", "/login", urlencode(form)),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=page.headers["Set-Cookie"].partition(";")[0],
            Origin=f"http://{HOST}",
        )
        self.expect("sign-in", answer, {303, 429})
        if answer.status == 303:
            cookies = answer.headers.get_all("Set-Cookie") or []
            cookie = "; ".join(each.partition(";")[0] for each in cookies)
            url = chance.choice(self.closed)
            self.expect(f"own {url}", self.ask(client, "GET", url, Cookie=cookie), {200})

    def check_all_is_well(self, chance: random.Random) -> None:
        """Whatever was asked for is there in the end, as it was before, and so is the rest."""
        for url, hashes in self.asked.items():
            wait_until(lambda url=url: self.is_ready(url), url, LONG)
            body = self.ask(CLIENTS, "GET", url).body
            assert Picture.open(BytesIO(body)).size == (300, 300)
            assert {sha256(body).hexdigest()} >= hashes
        self.statuses.clear()
        for action in (self.open_page, self.download, self.pry, self.sign_in):
            action(CLIENTS - 1, chance)
        assert self.faults == []
        assert BUSY not in self.statuses

    def is_ready(self, url: str) -> bool:
        """Whether a thumbnail is there; if not, it must be said to be under way."""
        answer = self.ask(CLIENTS, "GET", url)
        assert answer.status in {200, 202, BUSY}, answer
        return answer.status == 200

    def visit(self, client: int, seed: float, is_over: threading.Event) -> None:
        """Do all of that at random until it is over."""
        chance = random.Random(f"{seed} {client}")
        actions = [self.open_page, self.look, self.look, self.look, self.download, self.pry]
        begun = time.monotonic()
        signed_in = 0
        while not is_over.is_set():
            action = chance.choice(actions)
            if time.monotonic() - begun > 2 * signed_in:
                action, signed_in = self.sign_in, signed_in + 1
            try:
                action(client, chance)
            except IncompleteRead:
                pass  # Whoever sent it was killed; nobody takes it for whole.
            except Exception as error:  # noqa: BLE001 - a thread has nobody to tell it to.
                self.faults.append(f"{action.__name__}: {error!r}")


def prepare(runtime: Runtime) -> None:
    """People, and an album that only they may see."""
    with work_session(runtime.engine) as session:
        gallery = session.scalars(select(Gallery)).one()
        album = session.scalars(select(Album).where(Album.folder == "private")).one()
        set_visibility(session, album, Visibility.PRIVATE)
        for client in range(CLIENTS):
            grant(session, add_user(session, f"user{client}", PASSWORD), gallery, None)


def fingerprint(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Times and bytes of all that is in a folder."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.read_bytes())
        for path in folder.rglob("*.*")
    }


@pytest.fixture
def chance() -> random.Random:
    """What is left to chance."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - a test that fails shows it.
    return random.Random(seed)


@pytest.fixture
def server(tmp_path: Path, databases: postgresql.Server, queues: redis.Server) -> Server:
    """An installation with three albums of photographs, no two of them alike."""
    databases.execute("CREATE DATABASE chaos")
    # A shorter lease than the usual two minutes: what a worker took with it is found soon.
    changes = {"bviewer.job_timeout": "5", "bviewer.precache": "true"}
    server = Server(tmp_path, databases.url("chaos"), queues.url(0), **changes)
    content = noise(400, 300)
    for index, album in enumerate(ALBUMS * PHOTOGRAPHS):
        photograph = content + struct.pack("I", index)
        write(server.library / album / f"{index:03}.jpg", photograph, OLD)
    return server


@contextmanager
def running_services(server: Server) -> Iterator[list[Service]]:
    """Two web processes and two workers."""
    commands = [server.web_command(1), server.web_command(2), *[server.worker_command()] * 2]
    with ExitStack() as stack:
        services = [Service(command, server.folder / "run") for command in commands]
        for service in services:
            stack.callback(service.close)
        for number in (1, 2):
            wait_until(server.socket(number).exists, "the web processes")
        yield services


@contextmanager
def serving(server: Server) -> Iterator[int]:
    """An nginx before two web processes; yields its port."""
    ports, sockets = nginx.Ports(), [f"unix:{server.socket(number)}" for number in (1, 2)]
    main = nginx.render(server.folder, server.library, server.cache, sockets, ports, limited=False)
    with nginx.serving(main, ports.plain):
        yield ports.plain


@contextmanager
def load(world: World, chance: random.Random) -> Iterator[None]:
    """Visitors who come meanwhile."""
    is_over, seed = threading.Event(), chance.random()
    clients = [
        threading.Thread(target=world.visit, args=(number, seed, is_over))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        is_over.set()
        for client in clients:
            client.join()


def test_whatever_is_killed_no_answer_is_wrong_and_all_is_well_in_the_end(
    server: Server, databases: postgresql.Server, queues: redis.Server, chance: random.Random
) -> None:
    before = fingerprint(server.library)
    with server.prepared() as runtime, running_services(server) as services:
        prepare(runtime)
        with serving(server) as port:
            world = World(server, runtime, port)
            with load(world, chance):
                for _ in range(ROUNDS):
                    for strike in chance.sample(strikes(services, databases, queues), 4):
                        time.sleep(chance.uniform(0.5, 2))
                        strike(chance)
                time.sleep(2)
            print(f"answers by status: {world.statuses}")  # noqa: T201
            assert world.faults == []
            assert set(world.statuses) >= {200, 202, 303, 404}
            assert world.statuses.total() > 100
            world.check_all_is_well(chance)
        # `recover` comes each minute; a test does not wait for it.
        clean = {(ImageState.READY, 0)}
        wait_until(lambda: recover(runtime) or rows(runtime) == clean, "clean rows", LONG)
        for service in services:
            assert "Traceback" not in service.log, service.log[-5000:]
    assert fingerprint(server.library) == before


def rows(runtime: Runtime) -> set[tuple[str, int]]:
    """States and numbers of attempts of all images."""
    with reading_session(runtime.engine) as session:
        return set(session.execute(select(Image.state, Image.attempts)).all())


def strikes(
    services: list[Service], databases: postgresql.Server, queues: redis.Server
) -> list[Callable[[random.Random], None]]:
    """What happens to a server in a bad week."""

    def kill_web(chance: random.Random) -> None:
        chance.choice(services[:2]).kill()

    def kill_worker(chance: random.Random) -> None:
        program = chance.choice(services[2:]).programs[-1]
        for process in chance.choice([[program.pid], children(program.pid)]):
            kill(process)

    def stop_redis(chance: random.Random) -> None:
        queues.stop()
        time.sleep(chance.uniform(0.5, 2))
        queues.start()

    def stop_postgresql(chance: random.Random) -> None:
        databases.stop()
        time.sleep(chance.uniform(0.5, 2))
        databases.start()

    return [kill_web, kill_worker, stop_redis, stop_postgresql]

"""`bviewer serve` up to the moment when the server would listen; the rest is in test_processes."""

import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from webtest import TestApp

from bviewer.cli import commands
from bviewer.cli.serve import prepare, shown_host
from bviewer.config.addresses import is_loopback
from bviewer.db.sessions import work_session
from bviewer.models import Album
from bviewer.process import project
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.process.server import DEFAULT_WORKERS, Place
from tests.pictures import jpeg, write
from tests.ports import free_port
from tests.processes import PATIENCE, bviewer
from tests.rows import copy_rows

# In the package, the name is that of the command.
MODULE = import_module("bviewer.cli.serve")
# Takes a data folder and ends; what it has forked off lives on.
KILLED = """
import os, sys
from pathlib import Path
from bviewer.process.installation import Installation
kept = Installation(Path(sys.argv[1])).kept()
kept.__enter__()
if os.fork():
    os._exit(0)
sys.stdin.read()
"""


class Server:
    """Stands in for the server: it says that it is ready and ends."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, int, int]] = []
        self.app: Any = None

    def __call__(
        self, app: Any, ini: str, place: Place, workers: int, ready: Callable[[], None]
    ) -> None:
        self.place = place
        self.app = app
        self.calls.append((ini, place.host, place.port, workers))
        ready()

    def close(self) -> None:
        """Let go of the databases."""
        if self.app is not None:
            for name in ("bviewer.engine", "bviewer.autocommit_engine"):
                self.app.registry[name].dispose()
            self.app.registry["bviewer.runtime"].queue.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """What `bviewer serve` starts."""
    server = Server()
    monkeypatch.setattr(MODULE, "run_server", server)
    monkeypatch.setattr(MODULE, "require_free_port", lambda *_: None)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def migrated_before(monkeypatch: pytest.MonkeyPatch, empty: Path) -> None:
    """Have new databases be copies, which are migrated sooner; processes that serve have none."""
    migrate = project.migrate

    def copy_and_migrate(engine: Engine, *_progress: object) -> None:
        if not Path(str(engine.url.database)).exists():
            copy_rows(empty, engine)
        migrate(engine)

    monkeypatch.setattr(project, "migrate", copy_and_migrate)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with one photograph."""
    write(tmp_path / "photos/rome/a.jpg", jpeg(), 1_700_000_000)
    return tmp_path / "photos"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where the installation goes; it is not there yet."""
    return tmp_path / "data"


def run(*arguments: object) -> Result:
    """`bviewer serve ARGUMENTS`."""
    return CliRunner().invoke(commands, ["serve", *map(str, arguments)])


def succeed(server: Server, *arguments: object) -> str:
    """What it says when all goes well."""
    result = run(*arguments)
    server.close()
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def fail(*arguments: object) -> str:
    """The one line it says when it cannot start."""
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ").removesuffix("\n")


def visibility(data: Path) -> str:
    """The flag of the gallery's top album."""
    with open_project(data / "bviewer.ini") as runtime, work_session(runtime.engine) as session:
        return session.scalars(select(Album.visibility).where(Album.parent_id.is_(None))).one()


def waiting(data: Path) -> list[str]:
    """The names of the jobs that wait."""
    with open_project(data / "bviewer.ini") as runtime:
        return [task.name for task in runtime.queue.huey.pending()]


# Starting.


def test_first_start_says_all_that_one_needs_to_know(
    server: Server, photos: Path, data: Path
) -> None:
    output = succeed(server, photos, "--data", data, "--port", 7777)
    for line in (
        "Gallery       http://localhost:7777/\n",
        "Owner, once   http://localhost:7777/welcome/",
        "Visibility    visible\n",
        f"Photographs   {photos} (never written to)\n",
        f"Data          {data}\n",
        f"Settings      {data}/bviewer.ini (other commands take this file)\n",
        "Stop with Ctrl-C.",
    ):
        assert line in output
    assert output.endswith("\nstopped\n")
    assert server.calls == [(f"{data}/bviewer.ini", "127.0.0.1", 7777, DEFAULT_WORKERS)]


def test_printed_link_signs_the_owner_in_once(server: Server, photos: Path, data: Path) -> None:
    output = run(photos, "--data", data, "--visibility", "private").stdout
    link = output.split("Owner, once   http://localhost:6543")[1].splitlines()[0]
    browser = TestApp(server.app, extra_environ={"HTTP_HOST": "localhost:6543"})
    browser.get("/", status=404)
    browser.get(link).form.submit(status=303)
    assert "photos" in browser.get("/", status=200)
    another = TestApp(server.app, extra_environ={"HTTP_HOST": "localhost:6543"})
    another.get(link).form.submit(status=403)
    another.get("/", status=404)


def test_sync_is_on_its_way_at_every_start(server: Server, photos: Path, data: Path) -> None:
    succeed(server, photos, "--data", data)
    assert waiting(data) == ["sync_gallery"]
    with open_project(data / "bviewer.ini") as runtime:
        runtime.queue.huey.dequeue()  # And its worker is killed.
    succeed(server, photos, "--data", data)
    assert waiting(data) == ["sync_gallery"]


def test_second_start_keeps_everything(server: Server, photos: Path, data: Path) -> None:
    succeed(server, photos, "--data", data, "--visibility", "hidden")
    ini = (data / "bviewer.ini").read_bytes()
    assert "Visibility    hidden" in succeed(server, photos, "--data", data)
    assert (data / "bviewer.ini").read_bytes() == ini
    assert "Visibility    hidden" in succeed(server, "--data", data), "PHOTOS is in the ini file"


def test_number_of_workers_is_passed_on(server: Server, photos: Path, data: Path) -> None:
    succeed(server, photos, "--data", data, "--workers", 3)
    assert server.calls[0][3] == 3


def test_installation_is_in_the_home_directory_if_nobody_says_where(
    server: Server, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    succeed(server, photos)
    (folder,) = (tmp_path / "home/.local/share/bviewer").iterdir()
    assert folder.name.startswith("photos-")


def test_demo_library_is_painted_once_where_no_photographs_are_named(
    server: Server, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = []

    def paint(folder: Path) -> int:
        painted.append(folder)
        write(folder / "a.jpg", jpeg())
        return 1

    monkeypatch.setattr(MODULE, "paint", paint)
    for _ in range(2):
        succeed(server, "--data", data)
    assert painted == [data / "Demo library"]


def test_name_of_a_folder_cannot_write_on_the_terminal(
    server: Server, tmp_path: Path, data: Path
) -> None:
    folder = tmp_path / "a\x1b[2Jb"
    write(folder / "a.jpg", jpeg())
    assert "\x1b" not in succeed(server, folder, "--data", data)


# Who may look.


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        ([], "visible"),
        (["--host", "localhost"], "visible"),
        (["--host", "::1"], "visible"),
        (["--host", "127.0.0.2"], "visible"),
        (["--host", "0.0.0.0"], "private"),
        (["--host", "::"], "private"),
        (["--host", "192.168.1.7"], "private"),
        (["--host", "photos.example.org"], "private"),
        (["--host", "0.0.0.0", "--visibility", "visible"], "visible"),
        (["--visibility", "hidden"], "hidden"),
    ],
)
def test_default_visibility_is_what_is_safe_for_the_address(
    server: Server, photos: Path, data: Path, options: list[str], flag: str
) -> None:
    assert f"Visibility    {flag}\n" in succeed(server, photos, "--data", data, *options)
    assert visibility(data) == flag


def test_whoever_opens_an_open_gallery_to_others_is_warned(
    server: Server, photos: Path, data: Path
) -> None:
    assert "whoever can reach" not in succeed(server, photos, "--data", data)
    output = succeed(server, photos, "--data", data, "--host", "0.0.0.0")
    assert "visible: whoever can reach this machine may look at it" in output
    output = succeed(server, photos, "--data", data, "--host", "192.168.1.7")
    assert "visible: whoever can reach 192.168.1.7 may look at it" in output
    closed = succeed(server, "--data", data, "--host", "0.0.0.0", "--visibility", "private")
    assert "whoever can reach" not in closed


@pytest.mark.parametrize(
    ("host", "told"), [("0.0.0.0", True), ("::", True), ("192.168.1.7", False), ("::1", False)]
)
def test_others_are_told_not_to_type_localhost(
    server: Server, photos: Path, data: Path, host: str, told: bool
) -> None:
    said = succeed(server, photos, "--data", data, "--host", host)
    assert ("name or address of this one in place of localhost" in said) == told


def test_a_gallery_behind_a_proxy_is_private_at_first(
    server: Server, photos: Path, data: Path
) -> None:
    succeed(server, photos, "--data", data, "--behind-proxy", "--url-prefix", "photos/")
    assert visibility(data) == "private"
    assert [str(network) for network in server.place.proxies] == ["127.0.0.0/8", "::1/128"]
    assert server.place.url_prefix == "/photos"


def test_whoever_opens_a_gallery_to_a_proxy_is_warned(
    server: Server, photos: Path, data: Path
) -> None:
    options = ("--visibility", "visible", "--behind-proxy", "--url-prefix", "/photos")
    output = succeed(server, photos, "--data", data, *options)
    assert "visible: whoever can reach the proxy may look at it" in output
    assert "http://localhost:6543/photos/" in output


def test_the_ini_file_may_name_proxies(server: Server, photos: Path, data: Path) -> None:
    succeed(server, photos, "--data", data)
    assert (server.place.proxies, server.place.url_prefix) == ((), "")
    ini = data / "bviewer.ini"
    ini.write_text(
        ini.read_text().replace("[server:", "bviewer.trusted_proxy = 10.0.0.1\n[server:")
    )
    output = succeed(server, "--data", data)
    assert [str(network) for network in server.place.proxies] == ["10.0.0.1/32"]
    assert "whoever can reach the proxy may look at it" in output


def test_first_start_that_was_killed_half_way_leaves_nothing_open(
    server: Server, photos: Path, data: Path
) -> None:
    place, _library = prepare(photos, data)
    with open_project(place.ini):
        pass
    succeed(server, photos, "--data", data, "--host", "0.0.0.0")
    assert visibility(data) == "private"


@pytest.mark.parametrize(
    ("host", "shown", "loopback"),
    [
        ("127.0.0.1", "localhost", True),
        ("0.0.0.0", "localhost", False),
        ("::1", "localhost", True),
        ("127.0.0.2", "127.0.0.2", True),
        ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]", True),
        ("fe80::7", "[fe80::7]", False),
        ("nas", "nas", False),
        ("localhost.example.org", "localhost.example.org", False),
    ],
)
def test_address_to_type_into_a_browser(host: str, shown: str, loopback: bool) -> None:
    assert shown_host(host) == shown
    assert is_loopback(host) is loopback


# What cannot be started: one line, and nothing was made.


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "there is no folder {folder}/nowhere"),
        ("file.jpg", "{folder}/file.jpg is not a folder"),
    ],
)
def test_photographs_that_are_no_folder(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file.jpg").write_bytes(jpeg())
    assert fail(tmp_path / name, "--data", tmp_path / "data") == message.format(folder=tmp_path)
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("place", ["photos", "photos/data", "photos/rome/data"])
def test_data_folder_among_the_photographs(photos: Path, tmp_path: Path, place: str) -> None:
    assert "must not be inside the photographs" in fail(photos, "--data", tmp_path / place)
    assert [path.name for path in photos.rglob("*")] == ["rome", "a.jpg"]


def test_data_folder_of_another_library(
    server: Server, photos: Path, data: Path, tmp_path: Path
) -> None:
    succeed(server, photos, "--data", data)
    write(tmp_path / "others/b.jpg", jpeg())
    before = sorted(data.rglob("*"))
    message = fail(tmp_path / "others", "--data", data)
    assert message == (
        f"{data} is about other photographs than those in {tmp_path}/others; it knows those that "
        f"were in {photos}"
    )
    assert sorted(data.rglob("*")) == before


def test_data_folder_that_another_server_has(server: Server, photos: Path, data: Path) -> None:
    """Also one in a container of its own; and none has it that was killed, whoever outlives it.

    Nothing is changed, not even if the photographs are elsewhere now.
    """
    succeed(server, photos, "--data", data)
    moved = photos.rename(photos.with_name("moved"))
    before = {path: path.read_bytes() for path in data.rglob("bviewer.*")}
    with Installation(data).kept():
        serve = bviewer("serve", moved, "--data", data, "--port", free_port())
        second = subprocess.run(
            serve, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"Error: another bviewer serves from {data}; stop that one, or choose another folder "
        "with --data\n"
    )
    assert {path: path.read_bytes() for path in before} == before

    moved.rename(photos)
    with subprocess.Popen([sys.executable, "-c", KILLED, data], stdin=subprocess.PIPE) as killed:
        assert killed.wait() == 0
        succeed(server, photos, "--data", data)


def test_data_of_a_newer_version(server: Server, photos: Path, data: Path) -> None:
    succeed(server, photos, "--data", data)
    with closing(sqlite3.connect(data / "bviewer.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert fail(photos, "--data", data) == (
        "cannot start: sqlalchemy.url: the schema (9999) is of a newer bviewer; upgrade this one"
    )
    with closing(sqlite3.connect(data / "bviewer.sqlite")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


@pytest.mark.usefixtures("server")
def test_data_folder_that_is_a_file(photos: Path, data: Path) -> None:
    data.write_text("")
    assert fail(photos, "--data", data) == f"the data folder {data} is not a folder"


@pytest.mark.usefixtures("server")
def test_data_folder_that_cannot_be_made(photos: Path) -> None:
    assert "/proc/data" in fail(photos, "--data", "/proc/data")


@pytest.mark.usefixtures("server")
def test_ini_file_that_somebody_has_broken(photos: Path, data: Path) -> None:
    data.mkdir()
    (data / "bviewer.ini").write_text("[app:main]\nbviewer.secret = short\n")
    assert "bviewer.secret: needs at least 32 characters" in fail(photos, "--data", data)


@pytest.mark.usefixtures("server")
def test_redis_that_is_not_there(photos: Path, data: Path) -> None:
    run(photos, "--data", data)
    ini = data / "bviewer.ini"
    queue = re.compile("(?m)^bviewer.queue = .*$")
    ini.write_text(queue.sub("bviewer.queue = redis://127.0.0.1:1/0", ini.read_text()))
    message = fail(photos, "--data", data)
    assert message.startswith("cannot start: bviewer.queue: Error 111 connecting to ")


def test_port_in_use(photos: Path, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        message = fail(photos, "--data", data, "--port", port)
    assert message == f"port {port} on 127.0.0.1 is in use; choose another port"
    assert not data.exists()


@pytest.mark.parametrize(
    "option", [("--port", "0"), ("--port", "70000"), ("--workers", "0"), ("--visibility", "public")]
)
def test_options_that_make_no_sense(photos: Path, data: Path, option: tuple[str, str]) -> None:
    result = run(photos, "--data", data, *option)
    assert result.exit_code == 2
    assert option[0] in result.stderr
    assert not data.exists()

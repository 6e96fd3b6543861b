"""bviewer in containers: the image of `make image`, run as the compose files say."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Picture

from tests import postgresql, redis
from tests.container import USER, Container, Image, Service, run, started
from tests.pictures import noise, write
from tests.processes import PATIENCE, ROOT, Answer, wait_until

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.getuid() != 0, reason="only root may make namespaces and mounts"),
]

OWNER = [int(number) for number in USER.split(":")]
INI = "/etc/bviewer/production.ini"
SECRET = "CHANGE-ME-TO-32-OR-MORE-RANDOM-CHARACTERS"
MOST = 350_000_000  # Bytes that the image may add to its base.
ALBUM = rb'href="https?://[^/]+(/[^"/]+/)"'
LINK = r'src="https?://[^/]+([^"]+/small\.jpg[^"]*)"'


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The image, made of this clone."""
    run("make", "--no-print-directory", "-C", str(ROOT), "image")
    image = Image("localhost/bviewer")
    yield image
    image.remove()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with photographs that whoever runs the container might write to."""
    for index in range(4):
        write(tmp_path / "photos" / "rome" / f"{index}.jpg", noise(400, 300 + index))
    for path in (tmp_path / "photos").rglob("*"):
        os.chown(path, *OWNER)
    return tmp_path / "photos"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty folder of whoever runs the container."""
    (tmp_path / "data").mkdir(mode=0o700)
    os.chown(tmp_path / "data", *OWNER)
    return tmp_path / "data"


def thumbnails(container: Container) -> list[str]:
    """The addresses of the four thumbnails of the only album, once it is synced."""
    wait_until(lambda: re.search(ALBUM, container.get("/").body), "the sync")
    (album,) = set(re.findall(ALBUM, container.get("/").body))
    return sorted(set(re.findall(LINK, container.get(album.decode()).body.decode())))


def added_by(image: Image) -> int:
    """The bytes that an image has beyond those of its base."""
    base = Image("localhost/bviewer-base")
    added = image.size - base.size
    base.remove()
    return added


def test_small_container_loses_nothing_by_being_killed(
    image: Image, photos: Path, data: Path, tmp_path: Path
) -> None:
    """As anybody, on a root that is read-only, with photographs that are; as process 1."""
    assert added_by(image) <= MOST
    service, sources = Service("compose.yaml", "bviewer"), {"/photos": photos, "/data": data}
    is_open = ("--visibility", "visible")
    with started(Container(image, service, sources, tmp_path, *is_open)) as first:
        first.wait_for_log("Stop with Ctrl-C.")
        addresses = thumbnails(first)
        assert len(addresses) == 4
        for address in addresses:
            assert Picture.open(BytesIO(first.wait_for(address).body)).size == (300, 300)
        assert first.execute(*image.config["Healthcheck"]["Test"][1:]).stdout == "ok\n"

        for path in ("/opt/bviewer/new", "/usr/bin/new", "/photos/new", "/photos/rome/0.jpg"):
            assert "Read-only file system" in first.execute("touch", path).stderr
        titled = first.execute(
            "bviewer", "gallery", "/data/bviewer.ini", "set", "--title", "Our years"
        )
        assert titled.returncode == 0, titled.stderr
        saved = first.execute("sqlite3", "/data/bviewer.sqlite", ".backup /data/copy.sqlite")
        assert saved.returncode == 0, saved.stderr

        with started(Container(image, service, sources, tmp_path)) as second:
            assert second.process.wait(PATIENCE) == 1
            assert "another bviewer serves from /data; stop that one" in second.log

        os.kill(first.first, signal.SIGKILL)
        first.wait_for_end_of_all()

    with started(Container(image, service, sources, tmp_path)) as again:
        again.wait_for_log("Stop with Ctrl-C.")
        assert [again.get(address).status for address in addresses] == [200] * 4
        assert b"Our years" in again.get("/").body
        os.kill(again.first, signal.SIGTERM)
        assert again.process.wait(PATIENCE) == 0
        assert again.log.endswith("\nstopped\n")
        again.wait_for_end_of_all()
    assert {path.stat().st_uid for path in data.rglob("*")} == {OWNER[0]}


@pytest.fixture
def server(
    photos: Path, tmp_path: Path, postgresql_server: postgresql.Server
) -> Iterator[dict[str, Path]]:
    """What the containers of a server share, with PostgreSQL and Redis behind their sockets."""
    shipped = (ROOT / "production.ini").read_text()
    (tmp_path / "production.ini").write_text(shipped.replace(SECRET, "0" * 40))
    shared = {name: tmp_path / name for name in ("cache", "web", "redis")}
    for folder in shared.values():
        folder.mkdir()
        os.chown(folder, *OWNER)
    postgresql_server.execute("CREATE DATABASE bviewer")
    postgresql_server.folder.chmod(0o711)
    queue = redis.Server(shared["redis"])
    queue.socket = shared["redis"] / "redis-server.sock"
    queue.start()
    queue.socket.chmod(0o777)
    yield {
        INI: tmp_path / "production.ini",
        "/srv/photos": photos,
        "/var/cache/bviewer": shared["cache"],
        "/run/bviewer": shared["web"],
        "/run/postgresql": postgresql_server.folder,
        "/run/redis": shared["redis"],
    }
    queue.stop()
    postgresql_server.folder.chmod(0o700)
    postgresql_server.execute("DROP DATABASE bviewer WITH (FORCE)")


def test_large_containers_need_nothing_but_sockets(
    image: Image, server: dict[str, Path], tmp_path: Path
) -> None:
    """With the ini file as it is shipped, but for its secret; nginx is tested elsewhere."""
    compose = "compose.large.yaml"
    with started(Container(image, Service(compose, "workers"), server, tmp_path)) as workers:
        for command, typed in (
            (f"user {INI} add anna", "correct horse battery\n" * 2),
            (f"gallery {INI} add photos.test --owner anna", ""),
            (f"gallery {INI} set photos.test --visibility visible", ""),
            (f"sync {INI} photos.test", ""),
        ):
            done = workers.execute("bviewer", *command.split(), typed=typed)
            assert done.returncode == 0, done.stderr

        with started(Container(image, Service(compose, "web1"), server, tmp_path)) as web:
            healthy = ("healthy", "/run/bviewer/1/web.sock")
            wait_until(lambda: web.execute(*healthy).stdout == "ok\n", "a web process")
            door = server["/run/bviewer"] / "1" / "web.sock"
            album = re.findall(ALBUM, behind(door, "/").body)[0].decode()
            address = re.findall(LINK, behind(door, album).body.decode())[0]
            wait_until(lambda: "X-Accel-Redirect" in behind(door, address).headers, "a thumbnail")
            os.kill(web.first, signal.SIGINT)
            assert web.process.wait(PATIENCE) == 0
        os.kill(workers.first, signal.SIGTERM)
        assert workers.process.wait(PATIENCE) == 0


def behind(path: Path, address: str) -> Answer:
    """What a web process answers nginx at its socket."""
    connection = HTTPConnection("photos.test", timeout=PATIENCE)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    try:
        connection.request("GET", address, headers={"X-Forwarded-Proto": "https"})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()

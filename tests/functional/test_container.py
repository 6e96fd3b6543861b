"""bviewer in a container: the image of `make image`, run as compose.yaml says."""

import os
import re
import signal
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Picture

from tests.container import USER, Container, Image, run, started
from tests.pictures import noise, write
from tests.processes import PATIENCE, ROOT, wait_until

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.getuid() != 0, reason="only root may make namespaces and mounts"),
]

OWNER = [int(number) for number in USER.split(":")]
INI = "/data/bviewer.ini"
MOST = 350_000_000  # Bytes that the image may add to its base.
ALBUM = rb'href="http://[^/]+(/[^"/]+/)"'
LINK = r'src="http://[^/]+([^"]+/small\.jpg[^"]*)"'


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


def test_small_container_loses_nothing_by_being_killed(
    image: Image, photos: Path, data: Path, tmp_path: Path
) -> None:
    """As anybody, on a root that is read-only, with photographs that are; as process 1."""
    with started(Container(image, photos, data, tmp_path, "--visibility", "visible")) as first:
        first.wait_for_log("Stop with Ctrl-C.")
        addresses = thumbnails(first)
        assert len(addresses) == 4
        for address in addresses:
            assert Picture.open(BytesIO(first.wait_for(address).body)).size == (300, 300)
        assert first.execute(*image.config["Healthcheck"]["Test"][1:]).stdout == "ok\n"

        for path in ("/opt/bviewer/new", "/usr/bin/new", "/photos/new", "/photos/rome/0.jpg"):
            assert "Read-only file system" in first.execute("touch", path).stderr
        titled = first.execute("bviewer", "gallery", INI, "set", "--title", "Our years")
        assert titled.returncode == 0, titled.stderr
        saved = first.execute("sqlite3", "/data/bviewer.sqlite", ".backup /data/copy.sqlite")
        assert saved.returncode == 0, saved.stderr

        with started(Container(image, photos, data, tmp_path)) as second:
            assert second.process.wait(PATIENCE) == 1
            assert "another bviewer serves from /data; stop that one" in second.log

        os.kill(first.first, signal.SIGKILL)
        first.wait_for_end_of_all()

    with started(Container(image, photos, data, tmp_path)) as again:
        again.wait_for_log("Stop with Ctrl-C.")
        assert [again.get(address).status for address in addresses] == [200] * 4
        assert b"Our years" in again.get("/").body
        os.kill(again.first, signal.SIGTERM)
        assert again.process.wait(PATIENCE) == 0
        assert again.log.endswith("\nstopped\n")
        again.wait_for_end_of_all()
    assert {path.stat().st_uid for path in data.rglob("*")} == {OWNER[0]}


def test_image_is_small(image: Image) -> None:
    base = Image("localhost/bviewer-base")
    size = image.size - base.size
    base.remove()
    assert size <= MOST

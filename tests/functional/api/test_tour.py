"""The tour of docs/api.md does what it says, word for word; so does the mirror that it shows."""

import hashlib
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.models import Gallery, Scope, User, Visibility
from tests.entrance import Application
from tests.functional.api.reaching import reached
from tests.pictures import noise
from tests.processes import PATIENCE, ROOT, wait_until
from tests.site import HOST, Site

TOUR = ROOT / "docs" / "api.md"
MIRROR = ROOT / "docs" / "examples" / "mirror.py"
PART = 150_000
SOAKED = pytest.param("production", marks=pytest.mark.soak)

pytestmark = pytest.mark.stacks("embedded", SOAKED)


@pytest.fixture
def gallery(site: Site) -> Site:
    """Albums in albums, photographs that differ."""
    for path in ("italy/1.jpg", "italy/rome/2.jpg", "italy/rome/forum/3.jpg", "spare/4.jpg"):
        site.write(path, noise(60, 40, next(site.numbers)))
    site.sync()
    return site


def blocks(language: str) -> str:
    """All that the tour says in a language, one after another."""
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", TOUR.read_text(), re.DOTALL))


def surroundings(site: Site, proxy: str) -> dict[str, str]:
    """What a program finds in its environment: the gallery, and the owner's token."""
    token = site.program("owner", Scope.MANAGE).extra_environ["HTTP_AUTHORIZATION"]
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "GALLERY": f"http://{HOST}",
        "TOKEN": token.removeprefix("Bearer "),
        "http_proxy": proxy,
    }


def run(command: list[str], folder: Path, environment: dict[str, str], text: str = "") -> str:
    """Run a program; returns what it says."""
    done = subprocess.run(
        command,
        input=text,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tour_does_what_it_says(gallery: Site, tmp_path: Path) -> None:
    with reached(gallery.front) as proxy:
        environment = surroundings(gallery, proxy)
        script = f"set -euo pipefail\n{blocks('sh')}".replace(
            "python3 mirror.py", f"{sys.executable} {MIRROR}"
        )
        said = run(["bash"], tmp_path, environment, script)
        told = run([sys.executable, "-"], tmp_path, environment, blocks("python"))
    assert f"http://{HOST}/s/" in said
    assert '"title":"The best"' in said
    assert (tmp_path / "part.jpg").stat().st_size == 100
    assert (tmp_path / "all.zip").read_bytes().startswith(b"PK")
    shown = [line.partition(" ")[2] for line in told.splitlines()]
    assert Counter(shown)["4"] >= 1
    assert {"1", "2", "3", "4"} == set(shown)
    assert digests(tmp_path / "mirror")


# The mirror.


class Slow:
    """An application that sends a part of an original and then waits, until it may go on.

    What programs read at once, and servers send at once, is less than that part.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self.may_go_on = threading.Event()
        self.asked: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        self.asked.append((path, environ.get("HTTP_RANGE", "")))
        body = self._app(environ, start_response)
        return self._halting(body) if path.endswith("/full") else body

    def _halting(self, body: Any) -> Iterator[bytes]:
        content = b"".join(body)
        getattr(body, "close", bool)()
        yield content[:PART]
        self.may_go_on.wait(PATIENCE)
        yield content[PART:]


class Busy:
    """An application that says once that it is too much, and when to come again."""

    def __init__(self, app: Application, path: str) -> None:
        self._app, self._paths = app, [path]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] not in self._paths:
            return self._app(environ, start_response)
        self._paths.remove(environ["PATH_INFO"])
        start_response("429 Too Many Requests", [("Retry-After", "7"), ("Content-Length", "0")])
        return []


# Runs a program that does not sleep, but says how long.
AWAKE = """import runpy, sys, time
time.sleep = lambda seconds: print("slept", seconds)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")"""


def mirror_of(site: Site, path: str, folder: Path, *before: str) -> list[str]:
    """The command that mirrors an album."""
    return [
        *(sys.executable, *before, str(MIRROR)),
        *(f"http://{HOST}", site.album(path).id, str(folder)),
    ]


def digests(folder: Path) -> set[str]:
    """What is in the files of a mirror."""
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*/*")}


def originals(site: Site, *paths: str) -> set[str]:
    """What is in files of the library."""
    return {hashlib.sha256((site.library / path).read_bytes()).hexdigest() for path in paths}


@contextmanager
def mirroring(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a mirror that is not waited for, and leave none behind."""
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def test_a_mirror_goes_on_where_it_was_interrupted_and_follows_changes(
    gallery: Site, tmp_path: Path
) -> None:
    gallery.write("italy/1.jpg", noise(800, 600))
    gallery.sync()
    mirror, slow = tmp_path / "mirror", Slow(gallery.front)
    command = mirror_of(gallery, "italy", mirror)
    paths = ("italy/1.jpg", "italy/rome/2.jpg", "italy/rome/forum/3.jpg")
    with reached(slow) as proxy:
        environment = surroundings(gallery, proxy)

        def parts() -> list[Path]:
            return [part for part in mirror.glob("*/*.part") if part.stat().st_size]

        with mirroring(command, environment) as process:
            wait_until(parts, "a part of a photograph")
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
        [part] = parts()
        start = part.stat().st_size
        slow.may_go_on.set()
        run(command, tmp_path, environment)
        assert digests(mirror) == originals(gallery, *paths)
        assert f"bytes={start}-" in {range_ for _path, range_ in slow.asked}

        def changed(*expected: str) -> list[str]:
            slow.asked.clear()
            run(command, tmp_path, environment)
            assert digests(mirror) == originals(gallery, *expected)
            return [path.rpartition("/")[2] for path, _range in slow.asked]

        assert changed(*paths) == ["changes"]
        gallery.write("italy/rome/5.jpg", noise(60, 40, next(gallery.numbers)))
        gallery.sync()
        assert changed(*paths, "italy/rome/5.jpg") == ["changes", "full"]
        gallery.write("italy/1.jpg", noise(60, 40, next(gallery.numbers)))
        gallery.sync()
        assert changed(*paths, "italy/rome/5.jpg") == ["changes", "full"]
        (gallery.library / "italy/rome/2.jpg").unlink()
        gallery.sync()
        changed("italy/1.jpg", "italy/rome/5.jpg", "italy/rome/forum/3.jpg")


def test_a_mirror_of_somebody_else_loses_what_is_closed(gallery: Site, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    command = mirror_of(gallery, "italy", mirror)
    gallery.add_user("anna")
    token = gallery.program("anna").extra_environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    with reached(gallery.front) as proxy:
        environment = {**surroundings(gallery, proxy), "TOKEN": token}
        run(command, tmp_path, environment)
        assert len(digests(mirror)) == 3
        gallery.set_visibility("italy/rome", Visibility.PRIVATE)
        run(command, tmp_path, environment)
    assert digests(mirror) == originals(gallery, "italy/1.jpg")


def test_a_mirror_comes_again_when_it_is_told_to(gallery: Site, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    command = mirror_of(gallery, "italy", mirror, "-c", AWAKE)
    with reached(Busy(gallery.front, "/api/v1/items")) as proxy:
        said = run(command, tmp_path, surroundings(gallery, proxy))
    assert said.split() == ["slept", "7"]
    assert len(digests(mirror)) == 3


def test_a_mirror_that_was_cut_off_reads_no_album_again(gallery: Site, tmp_path: Path) -> None:
    mirror, asked = tmp_path / "mirror", []

    def failing(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append((environ["PATH_INFO"].rpartition("/")[2], environ["QUERY_STRING"]))
        if len(asked) == 5:  # In the midst of the second album.
            start_response("500 Internal Server Error", [("Content-Length", "0")])
            return []
        return gallery.front(environ, start_response)

    command = mirror_of(gallery, "italy", mirror)
    with reached(failing) as proxy:
        environment = surroundings(gallery, proxy)
        subprocess.run(command, env=environment, capture_output=True, check=False)
        assert len(asked) == 5
        run(command, tmp_path, environment)
    assert len(digests(mirror)) == 3
    lists = [query for name, query in asked[:4] + asked[5:] if name in {"albums", "items"}]
    read = Counter(query.partition("&")[0] for query in lists)
    assert len(read) == 6
    assert read.total() == 7 - (asked[4][0] == "albums")


def test_a_part_that_is_damaged_or_of_another_file_is_not_taken(
    gallery: Site, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    command = mirror_of(gallery, "italy/rome/forum", mirror)
    with reached(gallery.front) as proxy:
        environment = surroundings(gallery, proxy)
        run(command, tmp_path, environment)
        [file] = mirror.glob("*/*")
        content = file.read_bytes()
        for damaged, tag in (
            (bytes(len(content)), None),
            (bytes(len(content) + 7), None),
            (bytes(7), '"of another file"'),
        ):
            file.unlink()
            file.with_name(f"{file.name}.part").write_bytes(damaged)
            if tag is not None:
                with sqlite3.connect(mirror / "notes.sqlite") as notes:
                    notes.execute("UPDATE item SET tag = ?", [tag])
            run(command, tmp_path, environment)
            assert [*mirror.glob("*/*")] == [file]
            assert file.read_bytes() == content


def test_a_mirror_of_a_hidden_album_follows_it(gallery: Site, tmp_path: Path) -> None:
    """Whoever knows its address needs no more; files keep their suffixes."""
    mirror = tmp_path / "mirror"
    gallery.set_visibility("italy", Visibility.HIDDEN)
    gallery.add_user("anna")
    token = gallery.program("anna").extra_environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    command = mirror_of(gallery, "italy", mirror)
    with reached(gallery.front) as proxy:
        environment = {**surroundings(gallery, proxy), "TOKEN": token}
        run(command, tmp_path, environment)
        assert len(digests(mirror)) == 3
        gallery.write("italy/rome/5.jpg", noise(60, 40, next(gallery.numbers)))
        (gallery.library / "italy/1.jpg").unlink()
        gallery.sync()
        run(command, tmp_path, environment)
    paths = ("italy/rome/2.jpg", "italy/rome/forum/3.jpg", "italy/rome/5.jpg")
    assert digests(mirror) == originals(gallery, *paths)
    assert {file.suffix for file in mirror.glob("*/*")} == {".jpg"}


def test_a_mirror_whose_cursor_is_no_good_looks_anew(gallery: Site, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    user_id, album_id = gallery.add_user("anna"), gallery.album("spare").id
    token = gallery.program("anna").extra_environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    command = mirror_of(gallery, "italy", mirror)
    with reached(gallery.front) as proxy:
        environment = {**surroundings(gallery, proxy), "TOKEN": token}
        run(command, tmp_path, environment)
        files = {file: file.stat().st_mtime_ns for file in mirror.glob("*/*")}
        with gallery.session() as session:
            host = session.scalars(select(Gallery).where(Gallery.host == HOST)).one()
            grant(session, session.get_one(User, user_id), host, album_id)
        run(command, tmp_path, environment)
    assert {file: file.stat().st_mtime_ns for file in mirror.glob("*/*")} == files

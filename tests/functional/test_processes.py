"""Real processes: served by `make` and `pserve`, looked at over HTTP, killed in every way."""

import os
import random
import re
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image as Picture
from sqlalchemy import func, select

from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.config.ini import read_settings
from bviewer.db.sessions import reading_session, work_session
from bviewer.models import Image, ImageState, Visibility
from bviewer.process.installation import Installation, ensure_gallery
from bviewer.process.project import open_project
from bviewer.queue.recover import recover
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync
from bviewer.tree.outline import outline
from tests.pictures import huge_png, jpeg, noise, write
from tests.ports import free_port
from tests.processes import (
    LONG,
    PATIENCE,
    ROOT,
    OpenCounter,
    Program,
    bviewer,
    kill,
    running,
    wait_until,
)

OLD = 1_700_000_000  # Seconds since 1970; older than any rule about files that are being written.


def pictures(folder: Path, number: int, width: int = 800, height: int = 600) -> Path:
    """So many pictures, no two of them alike."""
    content = noise(width, height)
    for index in range(number):
        write(folder / f"{index:03}.jpg", content + struct.pack("I", index), OLD)
    return folder


def slow_jpeg(scans: int = 5000) -> bytes:
    """A progressive JPEG that says the same again and again: much work for little memory."""
    file = BytesIO()
    Picture.new("RGB", (4000, 3000), "teal").save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last_scan * scans + data[-2:]


def fingerprint(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Names, kinds, sizes, times and bytes of all that is in a folder."""
    return {
        str(path): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.stat().st_ctime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in [folder, *folder.rglob("*")]
    }


def make_serve(port: int, **variables: Path) -> list[str]:
    """The command of the README."""
    values = [f"{name}={value}" for name, value in variables.items()]
    return ["make", "--no-print-directory", "serve", *values, f"PORT={port}"]


@contextmanager
def installed(folder: Path, photos: Path, **settings: str) -> Iterator[Runtime]:
    """An installation in `folder` with a visible gallery, to be prepared before it is served.

    Its workers make what they are asked for, and nothing else, unless the settings say so.
    """
    place = Installation(folder)
    place.create(photos)
    text = place.ini.read_text()
    changes = {"bviewer.precache": "false", **settings}
    extra = "".join(f"{key} = {value}\n" for key, value in changes.items())
    place.ini.write_text(text.replace("\n[server:main]", f"{extra}\n[server:main]"))
    with open_project(place.ini) as runtime:
        with work_session(runtime.engine) as session:
            ensure_gallery(session, photos, None, Visibility.VISIBLE)
        yield runtime


def renditions(runtime: Runtime, size: str = "small") -> dict[str, str]:
    """The addresses of a size of all images, by the name of their file."""
    with reading_session(runtime.engine) as session:
        albums = {album.id: album.url for album in outline(session, 1)}
        rows = session.execute(select(Image.path, Image.album_id, Image.id))
        return {path: f"{albums[album]}{image}/{size}.jpg" for path, album, image in rows}


def states(runtime: Runtime) -> dict[str, tuple[str, int]]:
    """State and number of attempts of all images."""
    with reading_session(runtime.engine) as session:
        rows = session.execute(select(Image.path, Image.state, Image.attempts))
        return {path: (state, attempts) for path, state, attempts in rows}


def broken(runtime: Runtime) -> set[str]:
    """The images that were given up."""
    return {path for path, (state, _) in states(runtime).items() if state == ImageState.BROKEN}


def assert_calm(log: str) -> None:
    """Nothing in a log that would frighten anybody."""
    for word in ("Traceback", "ERROR", "WARNING", "Exception", "Error"):
        assert word not in log, log


def sign_in(program: Program) -> int:
    """Use the link that was printed, as its button does; returns the status of the answer."""
    link = re.search(r"Owner, once   http://[^/]+(\S+)", program.log)
    assert link is not None
    page = program.get(link[1])
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page.body)
    assert token is not None
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": page.headers["Set-Cookie"].partition(";")[0],
        "Origin": f"http://localhost:{program.port}",
    }
    form = urlencode({"csrf_token": token[1].decode()})
    answer = program.ask("POST", link[1], headers, form)
    assert answer.headers["Location"] == f"http://localhost:{program.port}/admin/welcome"
    return answer.status


# Starting and stopping.


def test_make_serve_shows_a_folder_in_an_empty_home_and_again_after_ctrl_c(tmp_path: Path) -> None:
    photos, data = pictures(tmp_path / 'My "best" photos/rome', 3).parent, tmp_path / "my data"
    write(photos / "oslo/fjord.jpg", jpeg(), OLD)
    before, port = fingerprint(photos), free_port()
    command = make_serve(port, PHOTOS=photos, DATA=data)
    with running(command, tmp_path, port) as program:
        program.wait_for_log("Stop with Ctrl-C.")
        assert f"http://localhost:{port}/\n" in program.log
        wait_until(lambda: b"4 photographs" in program.get("/").body, "the sync")
        album = re.search(rb'href="http://[^/]+(/rome-\w+/)"', program.get("/").body)
        assert album is not None
        page = program.get(album[1].decode()).body.decode()
        thumbnails = set(re.findall(r'src="http://[^/]+([^"]+/small\.jpg[^"]*)"', page))
        assert len(thumbnails) == 3
        for thumbnail in thumbnails:
            picture = Picture.open(BytesIO(program.wait_for(thumbnail).body))
            assert picture.size == (300, 300)
        assert sign_in(program) == 303
        program.interrupt()
        program.wait_for_end_of_all(10)
        assert program.log.endswith("\nstopped\n")
        assert_calm(program.log)
        assert not list(program.home.iterdir()), "nothing is written elsewhere"
    assert not list(data.glob("bviewer.sqlite-*")), "a backup may be put into its place"
    assert {path for path in [data, *data.rglob("*")] if path.stat().st_mode & 0o077} == set()
    data.chmod(0o755)
    with running(command, tmp_path, port) as program:
        program.wait_for_log("Stop with Ctrl-C.")
        assert f"{data} was open to others; it is yours alone now\n" in program.log
        assert data.stat().st_mode & 0o777 == 0o700
        assert b"4 photographs" in program.get("/").body
        assert {program.get(thumbnail).status for thumbnail in thumbnails} == {200}
        os.kill(program.pid, signal.SIGTERM)
        program.wait_for_end_of_all(10)
        assert "\nstopped\n" in program.log
    assert fingerprint(photos) == before


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        *(pytest.param(each, marks=pytest.mark.soak) for each in (signal.SIGTERM, signal.SIGKILL)),
    ],
)
def test_no_process_outlives_the_server(tmp_path: Path, number: signal.Signals) -> None:
    data, port = tmp_path / "data", free_port()
    demo = pictures(data / "Demo library", 3)  # Painted already.
    with installed(data, demo):
        pass  # Its settings keep workers from jobs that would be interrupted, and say so.
    options = ("--data", data, "--port", port, "--workers", 2)
    with running(bviewer("serve", *options), tmp_path, port) as program:
        program.wait_for_log("3 added")
        assert f"Photographs   {demo} (never written to)" in program.log
        # The server, the consumer and two workers.
        wait_until(lambda: len(program.processes) == 4, "four processes")
        os.kill(program.pid, number)
        program.wait_for_end_of_all()
        code = program.process.wait()
        assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        assert_calm(program.log)


def test_what_cannot_be_served_is_one_line_and_makes_nothing(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with running(make_serve(port, PHOTOS=tmp_path / "nowhere", DATA=data), tmp_path) as program:
        assert program.process.wait(PATIENCE) != 0
        said = [line for line in program.log.splitlines() if not line.startswith("make: ")]
        assert said == [f"Error: there is no folder {tmp_path}/nowhere"]
        assert not data.exists()
        assert not list(program.home.iterdir())


# `pserve`.


def test_pserve_shows_thumbnails_with_nothing_else_started(tmp_path: Path) -> None:
    port, ini = free_port(), tmp_path / "development.ini"
    text = (ROOT / "development.ini").read_text()
    ini.write_text(re.sub(r"(?m)^port = .*$", f"port = {port}", text))
    photos = pictures(read_settings(ini).library, 2)
    with open_project(ini) as runtime:
        with work_session(runtime.engine) as session:
            add_gallery(session, "localhost", add_user(session, "me"), "")
        run_sync(runtime, 1)
        addresses = renditions(runtime)
    before = fingerprint(photos)
    pserve = [str(Path(sys.executable).with_name("pserve")), str(ini)]
    with running(pserve, tmp_path / "run", port) as program:
        wait_until(lambda: listens(port), "the server")
        for url in addresses.values():
            program.wait_for(url)
        with running(pserve, tmp_path / "run", port) as second:
            assert second.process.wait(PATIENCE) == 1
            assert f"bviewer: port {port} on 127.0.0.1 is in use" in second.log
            assert "Traceback" not in second.log
        os.kill(program.pid, signal.SIGTERM)
        program.wait_for_end_of_all(10)
        assert_calm(program.log)
    assert fingerprint(photos) == before


def listens(port: int) -> bool:
    """Whether anybody answers at a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


# Kills.


def complete(folder: Path) -> int:
    """The number of files in a cache, all of which must be whole pictures."""
    files = list(folder.rglob("*.jpg"))
    for file in files:
        Picture.open(file).load()
    return len(files)


@pytest.mark.soak
def test_workers_killed_at_any_moment_lose_no_picture(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - a test that fails shows it.
    chance = random.Random(seed)
    photos, data, port = pictures(tmp_path / "photos", 60), tmp_path / "data", free_port()
    with installed(data, photos, **{"bviewer.job_timeout": "3"}) as runtime:
        run_sync(runtime, 1)
        urls, cache = renditions(runtime).values(), data / "cache/images"
        at_once = [size for size in runtime.settings.sizes.values() if not size.on_demand]
        number = 60 * len(at_once)
        opened = OpenCounter(photos)
        options = ("--data", data, "--port", port)
        with running(bviewer("serve", *options), tmp_path, port) as program:
            program.wait_for_log("60 unchanged")
            opened.count()
            assert {program.get(url).status for url in urls} == {202}
            for kinds in ("consumer", "worker", "both", "worker", "consumer", "both"):
                wait_until(lambda: program.workers, "workers")
                time.sleep(chance.uniform(0, 0.4))
                victims = [program.consumer] if kinds != "worker" else []
                victims += [chance.choice(program.workers or [0])] if kinds != "consumer" else []
                for victim in filter(None, victims):
                    kill(victim)

            def is_done() -> bool:
                recover(runtime)
                is_written = sum(1 for _ in cache.rglob("*.jpg")) == number
                # The last row learns of its renditions a moment after they are there.
                return is_written and set(states(runtime).values()) == {(ImageState.READY, 0)}

            wait_until(is_done, "all renditions", LONG)
            program.interrupt()
            program.wait_for_end_of_all(10)
        counts = opened.count()
        opened.close()
        assert complete(cache) == number
        assert max(counts.values()) <= 3, counts
        assert set(states(runtime).values()) == {(ImageState.READY, 0)}


@pytest.mark.soak
def test_poison_is_tried_twice_at_the_most_and_the_others_are_done(tmp_path: Path) -> None:
    photos, data, port = pictures(tmp_path / "photos", 12, 400, 300), tmp_path / "data", free_port()
    write(photos / "000-slow.jpg", slow_jpeg(), OLD)
    write(photos / "000-huge.png", huge_png(), OLD)
    limits = {"bviewer.job_timeout": "5", "bviewer.job_memory_mb": "200"}
    with installed(data, photos, **limits) as runtime:
        run_sync(runtime, 1)
        urls = renditions(runtime)
        poison = {name: urls.pop(name) for name in ("000-slow.jpg", "000-huge.png")}
        opened = OpenCounter(photos)
        options = ("--data", data, "--port", port)
        with running(bviewer("serve", *options), tmp_path, port) as program:
            program.wait_for_log("14 unchanged")
            opened.count()
            for url in (*poison.values(), *urls.values()):
                assert program.get(url).status == 202
            for url in urls.values():
                program.wait_for(url)
            # Not by asking again and again: it takes long, and so would answering.
            wait_until(lambda: broken(runtime) == set(poison), "the end of both", LONG)
            first = (program.consumer, program.workers)
            assert {program.get(url).status for url in poison.values()} == {415}
            assert (program.consumer, program.workers) == first
            program.interrupt()
            assert "Traceback" not in program.log
        counts = opened.count()
        opened.close()
        # A starved machine was seen to try it a second time.
        assert counts["000-huge.png"] in {1, 2}
        assert counts["000-slow.jpg"] == 2


def count_images(runtime: Runtime) -> int:
    """The number of images that a sync has found so far."""
    with reading_session(runtime.engine) as session:
        return session.scalar(select(func.count(Image.id))) or 0


@pytest.mark.soak
@pytest.mark.parametrize("victims", ["everything", "the worker"])
def test_sync_goes_on_after_a_kill(tmp_path: Path, victims: str) -> None:
    photos, data, port = tmp_path / "photos", tmp_path / "data", free_port()
    content = jpeg(16, 16)
    for folder in range(8):
        for index in range(150):
            name = f"{folder}/{index:03}.jpg"
            write(photos / name, content + name.encode(), OLD)
    command = bviewer("serve", "--data", data, "--port", port)
    with installed(data, photos, **{"bviewer.job_timeout": "2"}) as runtime:
        with running(command, tmp_path, port) as program:
            program.wait_for_log("Stop with Ctrl-C.")
            wait_until(lambda: count_images(runtime), "the first images")
            if victims == "everything":
                kill(program.pid)
                program.wait_for_end_of_all(10)
            else:
                consumer = program.consumer
                assert consumer
                kill(consumer)
                wait_until(
                    lambda: recover(runtime) or count_images(runtime) == 1200, "all images", LONG
                )
            assert 0 < count_images(runtime) <= 1200
        if victims == "everything":
            with running(command, tmp_path, port) as program:
                program.wait_for_log("Stop with Ctrl-C.")
                wait_until(lambda: count_images(runtime) == 1200, "all images", LONG)
                wait_until(lambda: b"1,200 photographs" in program.get("/").body, "the summary")

"""What happens in folders while a server runs, and nobody asks for a sync."""

import ctypes
import os
import re
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor as Pool
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bviewer.process.project import open_project
from bviewer.sync.by_itself import sync_by_itself
from tests.pictures import jpeg, noise
from tests.ports import free_port
from tests.processes import LONG, PATIENCE, Program, bviewer, kill, running, wait_until

LIBC = ctypes.CDLL(None, use_errno=True)
DETACH = 2  # Of Linux's umount(2).


@contextmanager
def serving(folder: Path) -> Iterator[Program]:
    """A server for the photographs in a folder, of which it has seen all."""
    photos, port = folder / "photos", free_port()
    (photos / "rome").mkdir(parents=True)
    for number in range(3):
        (photos / f"rome/{number}.jpg").write_bytes(jpeg(40, 30 + number))
    options = ("--data", folder / "data", "--port", port)
    with running(bviewer("serve", photos, *options), folder, port) as program:
        program.wait_for_log("Stop with Ctrl-C.")
        wait_until(lambda: b"3 photographs" in program.get("/").body, "the sync")
        wait_until((folder / "data/cache/looks/1.json").exists, "the end of it")
        yield program


def album_of(program: Program) -> bytes:
    """The page of the one album."""
    found = re.search(rb'href="http://[^/]+(/rome-\w+/)"', program.get("/").body)
    assert found is not None
    return program.get(found[1].decode()).body


@pytest.mark.parametrize("is_killed", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_new_photograph_is_on_its_page_within_seconds_also_of_a_new_worker(
    tmp_path: Path, is_killed: bool
) -> None:
    with serving(tmp_path) as program:
        if is_killed:
            kill(program.consumer)
            program.wait_for_log("starting it again")
            wait_until(lambda: len(program.workers) == 2, "another worker")
        wait_until(lambda: watches(program.consumer) == 2, "its watches")
        with (tmp_path / "photos/rome/new.jpg").open("wb") as file:
            file.write(noise(64, 48))
        # Four seconds, as a rule; more while others want the processors.
        wait_until(lambda: album_of(program).count(b"<img") == 4, "the new photograph", LONG)


def watches(process: int | None) -> int:
    """How many folders the kernel tells a process of."""
    found = 0
    for info in Path(f"/proc/{process}/fdinfo").iterdir():
        with suppress(FileNotFoundError):  # It may be closed by now.
            found += info.read_text().count("inotify wd:")
    return found


@contextmanager
def stuck(folder: Path) -> Iterator[None]:
    """Mount what never answers: a file system without anybody behind it."""
    device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={device},rootmode={stat.S_IFDIR:o},user_id=0,group_id=0".encode()
    try:
        if LIBC.mount(b"stuck", os.fsencode(folder), b"fuse", 0, options) != 0:
            pytest.skip("nobody may mount anything here")
        yield
    finally:
        LIBC.umount2(os.fsencode(folder), DETACH)
        os.close(device)


def photographs_of(program: Program) -> list[str]:
    """The paths of the photographs of the one album."""
    links = re.findall(r'href="http://[^/]+(/rome-[^"/]+/[^"/]+/)"', album_of(program).decode())
    assert links
    return links


def download(program: Program, photograph: str) -> int | None:
    """How a request for an original is answered, if it is."""
    with suppress(TimeoutError):
        return program.get(f"{photograph}full").status
    return None


@pytest.mark.soak
@pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="needs FUSE")
def test_pages_go_on_while_the_disk_does_not_answer_and_the_sync_comes_back(
    tmp_path: Path,
) -> None:
    photos, ini = tmp_path / "photos", tmp_path / "data/bviewer.ini"
    with serving(tmp_path) as program, open_project(ini) as runtime, Pool(8) as visitors:
        photograph = photographs_of(program)[0]
        with stuck(photos):
            runtime.send(sync_by_itself, 1)
            asked = [visitors.submit(download, program, photograph) for _ in range(8)]
            wait_until(lambda: sum(each.done() for each in asked) == 6, "all but two")
            assert {each.result() for each in asked if each.done()} == {503}
            program.wait_for_log("gallery 1 was not synced: the disk does not answer", 2 * PATIENCE)
            assert album_of(program).count(b"<img") == 3
        assert download(program, photograph) == 200
        (photos / "rome/new.jpg").write_bytes(noise(64, 48))
        wait_until(lambda: album_of(program).count(b"<img") == 4, "the new photograph")
        assert "Traceback" not in program.log

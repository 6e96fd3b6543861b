"""`bviewer serve` with 512 MB and a tenth of one processor: slow, but whole."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures import camera_exif, jpeg, write
from tests.ports import free_port
from tests.processes import LONG, ROOT, Program, bviewer, running, wait_until
from tests.small_machine import NoSmallMachine, SmallMachine, small_machine

pytestmark = pytest.mark.soak

OLD = 1_700_000_000  # Seconds since 1970.
WIDTH, HEIGHT = 6000, 4000
SMALL = 100
THUMBNAIL = re.compile(r'src="(?:http://[^/"]+)?(/[^"]+\.jpg[^"]*)"')
SPINNING = """
import time
from bviewer.sandbox.run import run_limited

def work():
    while time.process_time() < 1:
        pass
    return "done"

print(run_limited(work, 256, 3))
"""


@pytest.fixture
def machine() -> Iterator[SmallMachine]:
    """A small machine."""
    try:
        with small_machine() as machine:
            yield machine
    except NoSmallMachine as reason:
        pytest.skip(str(reason))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Small photographs, and of 24 megapixels some that take little memory and some that take so
    much that there is none for two of them at once."""
    folder = tmp_path / "library"
    for number in range(SMALL):
        taken = camera_exif(f"2020:01:01 {number // 60:02}:{number % 60:02}:00")
        write(folder / "small" / f"{number:03}.jpg", jpeg(640, 480, exif=taken), OLD)
    write(folder / "large.jpg", jpeg(WIDTH, HEIGHT), OLD + 1)
    Image.new("RGB", (WIDTH, HEIGHT), "teal").save(folder / "0.jxl", effort=1)
    shutil.copy(folder / "0.jxl", folder / "1.jxl")
    return folder


def asked(data: Path, query: str) -> int:
    """What the database of a server says."""
    database = sqlite3.connect(f"file:{data}/bviewer.sqlite?mode=ro", uri=True)
    try:
        return int(database.execute(query).fetchone()[0])
    finally:
        database.close()


def test_all_is_synced_and_shown_and_nothing_is_killed(
    machine: SmallMachine, library: Path, tmp_path: Path
) -> None:
    data, port = tmp_path / "data", free_port()
    command = bviewer("serve", library, "--data", data, "--port", port)
    with running(machine.command(command), tmp_path, port) as program:
        program.wait_for_log("Gallery", LONG)
        look_until_all_are_known(program, data)
        for path in THUMBNAIL.findall(program.get("/").body.decode()):
            program.get(path)
        large = f"SELECT count(*) FROM image WHERE width = {WIDTH} AND placeholder IS NULL"
        wait_until(lambda: asked(data, large) == 0, "the large ones", 3 * LONG)
        assert asked(data, "SELECT count(*) FROM image WHERE state <> 'ready'") == 0
        assert "crashed" not in program.log
    assert machine.killed() == 0


def look_until_all_are_known(program: Program, data: Path) -> None:
    """Look at the home page again and again, until the sync is done."""

    def is_known() -> bool:
        assert program.get("/").status == 200
        return asked(data, "SELECT count(*) FROM image") == SMALL + 3

    wait_until(is_known, "the sync", LONG)


def test_a_slow_machine_is_no_fault_of_a_photograph(machine: SmallMachine) -> None:
    """A second of a processor takes ten here, and three may pass."""
    command = machine.command([sys.executable, "-c", SPINNING])
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, text=True)
    assert done.stdout == "done\n"

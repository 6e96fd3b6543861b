"""bviewer as it is installed: from a wheel, in an environment of its own, away from any clone."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Picture

from bviewer.process.installation import Installation
from tests.pictures import noise, write
from tests.ports import free_port
from tests.processes import ROOT, running, wait_until

SOURCES = (
    *("bviewer", "demo", "alembic"),
    *("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"),
)
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment into which a wheel of bviewer was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    environment, wheel = folder / "environment", build(folder)
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel, folder=folder)
    # All that bviewer needs, but no bviewer: the link to the clone is in a file like this one.
    (site_packages,) = environment.glob("lib/python*/site-packages")
    (site_packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def test_wheel_holds_all_that_runs_and_nothing_else(programs: Path) -> None:
    (site_packages,) = programs.parent.glob("lib/python*/site-packages")
    ours = {path.name for path in site_packages.iterdir()}
    assert {name for name in ours if "dist-info" not in name} == {
        *("bviewer", "bviewer_demo", "needed.pth")
    }
    for room in ("static", "templates", "locale", "migrations/versions"):
        assert any((site_packages / "bviewer" / room).iterdir()), room
    packages = run(
        *(programs / "python", "-c", "import bviewer, bviewer_demo as d; print(bviewer, d)"),
        folder=programs,
    )
    assert packages.count(str(site_packages)) == 2


def test_installed_bviewer_migrates_serves_and_makes_thumbnails(
    programs: Path, tmp_path: Path
) -> None:
    write(tmp_path / "photos" / "a.jpg", noise(400, 300))
    place = Installation(tmp_path / "data")
    place.create(tmp_path / "photos")
    said = run(programs / "bviewer", "migrate", place.ini, folder=tmp_path)
    assert said == "the schema is up to date\n"

    port = free_port()
    serve = [str(programs / "bviewer"), "serve", "--data", str(place.folder), "--port", str(port)]
    with running(["env", "--chdir", str(tmp_path), *serve], tmp_path, port) as program:
        program.wait_for_log("Stop with Ctrl-C.")
        wait_until(lambda: b"small.jpg" in program.get("/").body, "the sync")
        home = program.get("/").body.decode()
        (address,) = set(re.findall(r'src="http://[^/]+([^"]+/small\.jpg[^"]*)"', home))
        picture = Picture.open(BytesIO(program.wait_for(address).body))
        assert picture.size == (300, 300)
        assert program.interrupt() == 0


def build(folder: Path) -> Path:
    """Return a wheel, built of a copy: building leaves files behind in the sources."""
    clone = folder / "clone"
    clone.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, clone / name)
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder)
    run(*PIP, "wheel", *options, clone, folder=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def run(*command: object, folder: Path) -> str:
    """Run a command in a folder; returns what it says."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout

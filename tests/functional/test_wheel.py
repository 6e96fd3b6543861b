"""bviewer as it is installed: from a wheel, in an environment of its own, away from any clone."""

import os
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
    *("bviewer", "demo", "alembic", "tools"),
    *("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"),
)
BUILD = [sys.executable, "-m", "build", "--no-isolation"]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment into which a wheel of bviewer was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    environment = folder / "environment"
    _sources, wheel = build(folder)
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
    installed = files(site_packages / "bviewer")
    migrations = {path for path in installed if path.parts[0] == "migrations"}
    assert installed - migrations == files(ROOT / "bviewer")
    assert {path.relative_to("migrations") for path in migrations} == files(ROOT / "alembic")
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
    (installed,) = programs.parent.glob("lib/python*/site-packages/bviewer-*.dist-info")
    said = run(programs / "bviewer", "--version", folder=tmp_path)
    assert installed.name == f"{said.strip().replace(', version ', '-')}.dist-info"

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


@pytest.mark.soak
def test_the_same_sources_become_the_same_bytes(tmp_path: Path) -> None:
    """Whenever, wherever and with whatever rights of files they are built."""
    first, second = tmp_path / "first", tmp_path / "elsewhere" / "second"
    once = build(first)
    again = build(second, umask=0o077)
    for one, other in zip(once, again, strict=True):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes(), one.name


def test_versions_are_those_of_tags(tmp_path: Path) -> None:
    """A clone without tags has one for each commit, and sources without git have one as well.

    pip installs no wheel of the version that it has.
    """
    (tmp_path / "bviewer").mkdir()
    for name in ("setup.py", "README.md"):
        shutil.copy(ROOT / name, tmp_path)

    def git(*words: str) -> None:
        run("git", "-c", "user.name=anna", "-c", "user.email=anna@test", *words, folder=tmp_path)

    def version() -> str:
        return run(sys.executable, "setup.py", "--quiet", "--version", folder=tmp_path).strip()

    assert re.fullmatch(r"\d+\.\d+\.\d+\.dev0", version())
    git("init", "--quiet")
    for number in (1, 2):
        git("commit", "--quiet", "--allow-empty", "--message", "Begin")
        assert re.fullmatch(rf"\d+\.\d+\.\d+\.dev{number}\+g[0-9a-f]{{7,}}", version())
    git("tag", "v7.1.0")
    git("tag", "another")
    assert version() == "7.1.0"
    git("commit", "--quiet", "--allow-empty", "--message", "Go on")
    assert re.fullmatch(r"7\.1\.0\.post1\+g[0-9a-f]{7,}", version())
    (tmp_path / "PKG-INFO").write_text("Name: bviewer\nVersion: 7.0.5\n\nVersion: none\n")
    assert version() == "7.0.5"


def files(folder: Path) -> set[Path]:
    """All files of a folder but what Python makes of them."""
    return {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }


def build(folder: Path, umask: int = 0o022) -> list[Path]:
    """Return the packed sources and the wheel of these, of a copy: building leaves files behind."""
    clone = folder / "clone"
    clone.mkdir(parents=True)
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, clone / name)
    run(*BUILD, "--outdir", folder, clone, folder=folder, umask=umask)
    return [*folder.glob("*.tar.gz"), *folder.glob("*.whl")]


def run(*command: object, folder: Path, umask: int = 0o022) -> str:
    """Run a command in a folder; returns what it says."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
        umask=umask,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

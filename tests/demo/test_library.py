"""The demo library is made, is varied, and is the same every time."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageOps, ImageStat

from bviewer.library.facts import TimeSource, read_facts
from bviewer_demo import FolderNotEmpty, make_demo
from bviewer_demo.albums import PHOTOGRAPHS
from bviewer_demo.photograph import Photograph

SHRUNK = 16  # Scenes are functions of the size: small ones take a tenth of the time.
SMALL = [
    replace(photograph, size=(photograph.size[0] // SHRUNK, photograph.size[1] // SHRUNK))
    for photograph in PHOTOGRAPHS
]
FEW, SOME = SMALL[:3], SMALL[::3]
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
AGAIN = """
import sys
from pathlib import Path
from tests.demo.test_library import SOME, make_demo
make_demo(Path(sys.argv[1]), photographs=SOME)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demo library, with small pictures."""
    folder = tmp_path_factory.mktemp("demo") / "photos"
    assert make_demo(folder, photographs=SMALL) == len(SMALL)
    return folder


def test_every_file_is_made_in_its_format(library: Path) -> None:
    assert files(library).keys() == {photograph.path for photograph in SMALL}
    assert len(SMALL) > 40
    for photograph in SMALL:
        with Image.open(library / photograph.path) as picture:
            assert photograph.path.endswith(SUFFIXES[picture.format or ""])


def test_every_picture_is_another_one_and_none_is_flat(library: Path) -> None:
    seen = set()
    for photograph in SMALL:
        with Image.open(library / photograph.path) as picture:
            assert max(ImageStat.Stat(picture.convert("L")).stddev) > 8, photograph.path
            seen.add(picture.convert("RGB").tobytes())
    assert len(seen) == len(SMALL)


def test_bviewer_reads_of_every_file_what_the_camera_noted(library: Path) -> None:
    for photograph in SMALL:
        path = library / photograph.path
        assert path.stat().st_mtime == photograph.modified.timestamp()
        with path.open("rb") as file:
            facts = read_facts(file, path.name, path.stat().st_mtime_ns, UTC)
        assert (facts.width, facts.height) == photograph.size
        if shot := photograph.shot:
            assert facts.time == shot.when.replace(tzinfo=None)
            assert timedelta(minutes=facts.offset_minutes or 0) == shot.when.utcoffset()
            assert facts.camera["lens"] == shot.camera.lens
            assert facts.camera["iso"] == shot.iso
            assert ("latitude" in facts.camera) == (shot.place is not None)
        else:
            assert facts.time_source == TimeSource.NAME
            assert not facts.camera


def test_there_is_something_of_everything_that_a_gallery_shows() -> None:
    shots = [photograph.shot for photograph in PHOTOGRAPHS if photograph.shot]
    kinds = Counter(Path(photograph.path).suffix for photograph in PHOTOGRAPHS)
    depths = {photograph.path.count("/") for photograph in PHOTOGRAPHS}
    assert (kinds[".png"], kinds[".webp"], kinds.keys()) == (1, 1, {".jpg", ".png", ".webp"})
    assert depths == {2, 3}
    assert {shot.orientation for shot in shots} == {1, 3, 6, 8}
    assert len(shots) == len(PHOTOGRAPHS) - 1
    assert 0 < sum(shot.place is None for shot in shots) < 10
    assert {shot.when.year for shot in shots} == {2021, 2022, 2023, 2024}
    assert len({shot.when for shot in shots}) == len(shots)
    assert len({round(x.size[0] / x.size[1], 2) for x in PHOTOGRAPHS}) == 6


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_picture_is_upright_whatever_its_orientation(tmp_path: Path, orientation: int) -> None:
    base = next(photograph for photograph in SMALL if photograph.shot)
    turned(base, orientation).write(tmp_path)
    with Image.open(tmp_path / "a.png") as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    assert upright.tobytes() == base.taken().tobytes()


def test_another_process_makes_the_same_files_with_the_same_times(
    library: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", AGAIN, tmp_path / "again"]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run(command, cwd=Path(__file__).parents[2], env=environment, check=True)
    again, all_of_them = files(tmp_path / "again"), files(library)
    assert again == {photograph.path: all_of_them[photograph.path] for photograph in SOME}


def test_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".keep").touch()
    with pytest.raises(FolderNotEmpty, match="is not empty: choose a new or empty folder"):
        make_demo(tmp_path, photographs=FEW)
    assert [path.name for path in tmp_path.rglob("*")] == [".keep"]


def test_interrupted_painting_leaves_nothing_behind(tmp_path: Path) -> None:
    told = []

    def interrupt(done: int, total: int) -> None:
        told.append((done, total))
        assert [path.name[:14] for path in tmp_path.iterdir()] == [".bviewer-demo-"]
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "photos", interrupt, FEW)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert list(tmp_path.iterdir()) == []


def files(folder: Path) -> dict[str, tuple[int, str]]:
    """Return every file below the folder, with its modification time and a hash of its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def turned(photograph: Photograph, orientation: int) -> Photograph:
    """Return a photograph as a camera held that way stores it, without loss."""
    assert photograph.shot
    return replace(photograph, path="a.png", shot=replace(photograph.shot, orientation=orientation))

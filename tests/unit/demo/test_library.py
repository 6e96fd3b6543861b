import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from bviewer.demo import FolderNotEmpty, make_demo
from bviewer.demo.albums import PHOTOGRAPHS
from bviewer.demo.library import Progress
from bviewer.demo.paint.field import Size

# One of each format, one without EXIF and one on its side, too small to wait for.
FEW = tuple(
    replace(photograph, size=(96, 64))
    for photograph in PHOTOGRAPHS
    if photograph.path.endswith(
        ("Alone.png", "Sandbanks from above.webp", "IMG_20240614_231207.jpg", "Birches.jpg")
    )
)


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below the folder, with its modification time and a hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def interrupting(after: int) -> Progress:
    def progress(done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    return progress


def test_two_runs_make_the_same_files_with_the_same_times(tmp_path: Path) -> None:
    assert make_demo(tmp_path / "one", photographs=FEW) == len(FEW) == 4
    make_demo(tmp_path / "two", photographs=FEW)
    first = contents(tmp_path / "one")
    assert len(first) == 4
    assert first == contents(tmp_path / "two")


def test_another_seed_makes_another_picture() -> None:
    photograph = replace(PHOTOGRAPHS[0], size=(96, 64))
    other = replace(photograph, seed=photograph.seed + 1)
    assert photograph.taken().tobytes() == photograph.taken().tobytes()
    assert photograph.taken().tobytes() != other.taken().tobytes()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty, match=r"photos is not empty: choose a new or empty folder"):
        make_demo(folder, photographs=FEW)
    assert [path.name for path in tmp_path.rglob("*")] == ["photos", "mine.txt"]


def test_a_hidden_file_counts_as_something(tmp_path: Path) -> None:
    (tmp_path / ".keep").touch()
    with pytest.raises(FolderNotEmpty):
        make_demo(tmp_path, photographs=FEW)


def test_a_file_in_the_place_of_the_folder_is_an_error_and_stays(tmp_path: Path) -> None:
    place = tmp_path / "photos"
    place.write_text("mine")
    with pytest.raises(NotADirectoryError):
        make_demo(place, photographs=FEW)
    assert place.read_text() == "mine"


def test_an_empty_folder_and_a_missing_parent_are_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "not" / "there"):
        make_demo(folder, photographs=FEW)
        assert len(contents(folder)) == 4


@pytest.mark.parametrize("after", [1, 3, 4])
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "photos", interrupting(after), FEW)
    assert list(tmp_path.iterdir()) == []


def test_a_scene_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(size: Size, dice: Random) -> Image.Image:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make_demo(tmp_path / "photos", None, [*FEW, replace(FEW[0], scene=broken)])
    assert list(tmp_path.iterdir()) == []


def test_until_the_end_there_is_one_temporary_folder_and_nothing_else(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def watch(done: int, total: int) -> None:
        seen.append([path.name for path in tmp_path.iterdir()])

    make_demo(tmp_path / "photos", watch, FEW)
    assert all(len(names) == 1 and names[0].startswith(".bviewer-demo-") for names in seen)
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


# In a process of its own: an audit hook cannot be taken back.
WATCHED = """
import os, sys
from pathlib import Path
from bviewer.demo import make_demo
from tests.unit.demo.test_library import FEW

def watch(event, args):
    if event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os.write(1, f"{args[0]}\\n".encode())

sys.addaudithook(watch)
make_demo(Path(sys.argv[1]), photographs=FEW)
"""


def test_nothing_is_opened_for_writing_outside_the_temporary_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-c", WATCHED, tmp_path / "photos"]
    repository = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    written = done.stdout.splitlines()
    assert len(written) >= 4
    assert all(path.startswith(f"{tmp_path}/.bviewer-demo-") for path in written)


def test_progress_is_told_after_every_picture(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_demo(tmp_path / "photos", lambda done, total: told.append((done, total)), FEW)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_folder_is_as_open_as_any_other_new_folder(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    make_demo(tmp_path / "photos", photographs=FEW)
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    make_demo(tmp_path / "link", photographs=FEW)
    assert (tmp_path / "link").is_symlink()
    assert len(contents(tmp_path / "real")) == 4

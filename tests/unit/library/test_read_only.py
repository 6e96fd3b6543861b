"""What the room does to the library, as the interpreter reports it."""

import os
import subprocess
import sys
from pathlib import Path

from tests import pictures

REPOSITORY = Path(__file__).parents[3]
WATCHED = """
import os, sys, warnings
from pathlib import Path
from zoneinfo import ZoneInfo
from bviewer.library.facts import read_facts
from bviewer.library.identity import quick_hash
from bviewer.library.tree import Library

rome = ZoneInfo("Europe/Rome")
library = Library(Path(sys.argv[1]))
CHANGING = ("os.", "shutil.", "subprocess.", "socket.", "ctypes.")
HARMLESS = ("os.scandir", "os.listdir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
seen = []

def watch(event, args):
    if event == "open":
        path, mode, flags = args
        if flags & WRITING or set(mode or "") & set("wax+"):
            os.write(2, f"writes {args}".encode())
            os._exit(3)
        seen.append(path)
    elif event.startswith(CHANGING) and event not in HARMLESS:
        os.write(2, f"{event} {args}".encode())
        os._exit(4)

warnings.simplefilter("error")
sys.addaudithook(watch)
count = 0
library.check_root()
for listing in library.walk():
    for entry in listing.files:
        with library.open(f"{listing.path}/{entry.name}".lstrip("/")) as file:
            read_facts(file, entry.name, entry.mtime_ns, rome)
            quick_hash(file, entry.size)
            file.seek(0)
            file.read()
            count += 1
assert len(seen) > count
assert not [name for name in sys.modules if name in ("PIL.EpsImagePlugin", "PIL.PsdImagePlugin")]
print(count)
"""


def _make_library(root: Path) -> int:
    for decoder, extension in pictures.EXTENSIONS.items():
        exif = b"" if decoder == "GIF" else pictures.camera_exif()
        pictures.write(root / "a" / f"one.{extension}", pictures.picture(decoder, exif=exif))
    for number, block in enumerate(pictures.hostile_exif().values()):
        pictures.write(root / "hostile" / f"{number}.jpg", pictures.jpeg(exif=block))
    pictures.write(root / "eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\\n%%BoundingBox: 0 0 9 9\\n")
    pictures.write(root / "empty.jpg", b"")
    pictures.write(root / "huge.png", pictures.claiming_png())
    (root / "link.jpg").symlink_to("/etc/hostname")
    os.mkfifo(root / "pipe.jpg")
    return len(pictures.EXTENSIONS) + len(pictures.hostile_exif()) + 3


def _state(root: Path) -> dict[str, tuple[int, int, int, bytes]]:
    return {
        str(path): (
            status.st_mode,
            status.st_mtime_ns,
            status.st_ctime_ns,
            path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
        )
        for path in sorted(root.rglob("*"))
        for status in [path.lstat()]
    }


def test_reading_everything_writes_nothing_and_starts_no_program(tmp_path: Path) -> None:
    pictures_made = _make_library(tmp_path)
    before = _state(tmp_path)
    watched = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (watched.returncode, watched.stderr) == (0, "")
    assert int(watched.stdout) == pictures_made
    assert _state(tmp_path) == before

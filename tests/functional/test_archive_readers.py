"""Archives as real programs read them: each lists the same names, and the same bytes."""

import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import select

from bviewer.models import Album
from tests.functional import zip_readers
from tests.functional.test_download import file_url, prepared
from tests.functional.test_odd_names import NAMES
from tests.functional.zip_readers import digest_of, told
from tests.site import Site
from tests.unit.sync.fixtures import picture

pytestmark = pytest.mark.soak

MORE_NAMES = [
    "A", "a", "up\\..\\x", "C:", "con", "NUL ", "com1.x", "lpt\u00b9", "trailing.", "trailing..",
    "dots. .", "\u200fleft", "x\u2028y", "\u0390", "\u03aa\u0301", "MISSING.txt",
]  # fmt: skip
LONGEST = 255 - len(".jpg")
GIGABYTE = 1 << 30
MOST_MB = 80


def fitting(name: str) -> str:
    """As much of a name as a file system takes."""
    return os.fsdecode(os.fsencode(name)[:LONGEST])


@pytest.fixture
def odd(site: Site) -> Site:
    """A gallery with each name as a file, as a folder, and as the title of several albums."""
    names = [fitting(name) for name in dict.fromkeys([*NAMES, *MORE_NAMES])]
    for number, name in enumerate(names):
        site.write(f"files/{name}.jpg", picture(3 * number))
        site.write(f"files/{name}/inside.jpg", picture(3 * number + 1))
    for number, folder in enumerate(("one", "two", "three")):
        site.write(f"files/{folder}/{number}.jpg", picture(3 * (len(names) + number)))
    site.write("files/PLAIN.jpg/called like a file.jpg", picture(2))
    site.sync()
    with site.session() as session:
        for folder, title in (("one", "Same"), ("two", "Same"), ("three", "SAME/..")):
            album = session.scalars(select(Album).where(Album.folder == f"files/{folder}")).one()
            album.title = title
    return site


def test_each_lists_the_same_names_and_bytes(odd: Site, tmp_path: Path) -> None:
    browser = odd.browser("owner")
    url = file_url(prepared(browser, odd.album_url("files")))
    archive = tmp_path / "archive.zip"
    archive.write_bytes(browser.get(url, status=200).body)
    listings = {reader.__name__: reader(archive) for reader in zip_readers.ALL}
    expected = listings["python"]
    digests = sorted(digest_of(path) for path in odd.library.rglob("*.jpg") if path.is_file())
    assert sorted(digest for _name, digest in expected) == digests, "all that the album has"
    assert {name.partition("/")[0] for name, _digest in expected} == {"files"}
    for name, found in listings.items():
        assert found == expected, name


# What has no room in 32 and 16 bits.


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder on a disk: gigabytes are not for memory."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="bviewer-") as name:
        yield Path(name)


def write(folder: Path, number: int, *sizes: int) -> tuple[Path, list[str]]:
    """An archive of so many files of these sizes in turn, written in constant memory by a process
    of its own; and their SHA-256."""
    files = [folder / str(size) for size in sizes]
    for file in files:
        with file.open("wb") as content:
            content.truncate(int(file.name))  # A hole takes no room.
    archive = folder / "archive.zip"
    command = (sys.executable, "-m", "tests.functional.zip_writer", archive, str(number), *files)
    assert int(told(*command)) <= MOST_MB
    digests = [digest_of(file) for file in files]
    return archive, [digest for digest, _index in zip(cycle(digests), range(number), strict=False)]


@pytest.mark.parametrize(
    ("number", "sizes"),
    [(70_000, (0, 1, 9)), (3, (5, 4 * GIGABYTE + 3, 7))],
    ids=["more entries than 16 bits count", "larger and farther away than 32 bits tell"],
)
def test_what_has_no_room_in_old_archives(
    folder: Path, number: int, sizes: tuple[int, ...]
) -> None:
    archive, digests = write(folder, number, *sizes)
    expected = zip_readers.python(archive)
    assert [digest for _name, digest in expected] == digests
    for reader in (zip_readers.java, zip_readers.java_stream):
        assert reader(archive) == expected
    assert zip_readers.names_in(archive) == [name for name, _digest in expected]

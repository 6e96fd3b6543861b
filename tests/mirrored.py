"""Having the rows that a sync makes of a library: what one made of the same before is copied.

That takes a tenth of the time, and most tests begin with a library that another has had. Tests of
what a sync does call `Site.sync`, which does it.
"""

import functools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bviewer.models import Base
from tests.rows import copy_rows

if TYPE_CHECKING:
    from tests.site import Site

PLACES = {"bviewer.library", "bviewer.cache", "bviewer.queue", "sqlalchemy.url"}
MARKS = {"album": ("folder_inode",), "image": ("ctime_ns", "inode")}  # `Site.recognise_files`
NUMBERS = count()

made: dict[bytes, Path] = {}  # The database after a sync, by all that the sync has looked at.


def mirror(site: "Site") -> None:
    """Have albums show the library of a site, as after a sync.

    When mutants are tried, each of them has to do it itself.
    """
    engine = site.runtime.engine
    if engine.dialect.name != "sqlite" or "MUTANT_UNDER_TEST" in os.environ:
        site.sync()
        return
    before = digest(site)
    if before in made:
        copy_rows(made[before], engine)
        site.recognise_files()
    else:
        site.sync()
        made[before] = kept(database_of(site))


def database_of(site: "Site") -> Path:
    """The file of a site's database."""
    return Path(str(site.runtime.engine.url.database))


def kept(database: Path) -> Path:
    """A copy of a database that stays as it is until the tests end."""
    copy = Path(folder().name, f"{next(NUMBERS)}.sqlite")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


@functools.cache
def folder() -> TemporaryDirectory[str]:
    """Where copies are, in this process."""
    return TemporaryDirectory(prefix="bviewer-mirrored-")


def digest(site: "Site") -> bytes:
    """What differs when anything does that a sync looks at: rows, files or settings."""
    settings = sorted(pair for pair in site.ini.items() if pair[0] not in PLACES)
    found = blake2b(repr((settings, [*rows(database_of(site))])).encode())
    for part in files(site.library):
        found.update(part)
    return found.digest()


def rows(database: Path) -> Iterator[tuple[str, list[tuple]]]:
    """All rows of each table, without what only tells files here from copies of them."""
    with closing(sqlite3.connect(database)) as connection:
        for table in Base.metadata.sorted_tables:
            marks = MARKS.get(table.name, ())
            names = [f'"{column.name}"' for column in table.columns if column.name not in marks]
            query = f'SELECT {", ".join(names)} FROM "{table.name}"'
            yield table.name, connection.execute(query).fetchall()


def files(folder: Path) -> Iterator[bytes]:
    """Names and kinds of all that is in a folder and below it; times and contents of files."""
    for entry in sorted(folder.iterdir()):
        status = entry.lstat()
        yield repr((entry.name, status.st_mode)).encode()
        if entry.is_symlink():
            yield os.fsencode(entry.readlink())
        elif entry.is_dir():
            yield from files(entry)
            yield b"/"
        elif entry.is_file():
            yield repr((status.st_size, status.st_mtime_ns)).encode()
            yield entry.read_bytes()

"""`python -m tests.functional.zip_writer ARCHIVE NUMBER FILE...`: writes an archive of so many
entries, of each of the files in turn, and prints the peak of its memory in MB."""

import re
import sys
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

from bviewer.archive.zip_file import Mark, Source, ZipFile

NOON = datetime(2024, 2, 29, 12, 34, 56)


def write(archive: Path, number: int, files: list[Path]) -> None:
    """Write an archive."""
    with ZipFile(archive.with_suffix(".part"), Mark()) as zip_file:
        for index, path in enumerate(islice(cycle(files), number)):
            with path.open("rb") as file:
                source = Source(file, path.stat().st_size, 1_700_000_000, NOON)
                zip_file.add(f"top/{index:06} {path.name}", source, lambda _size: None)
        zip_file.finish(archive)


def peak_mb() -> int:
    """The peak of this program's memory; `getrusage` counts that of what started it as well."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


if __name__ == "__main__":
    archive, number, *files = sys.argv[1:]
    write(Path(archive), int(number), [Path(file) for file in files])
    print(peak_mb())  # noqa: T201 - its result.

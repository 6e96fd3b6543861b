"""What people read archives with: each tells the names of all entries, and their SHA-256."""

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

JAVA = Path(__file__).with_name("ListZip.java")
Listing = list[tuple[str, str]]
Reader = Callable[[Path], Listing]
BLOCK = 1 << 20


def told(*command: str | Path) -> str:
    """What a program says that has nothing to complain of."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout.decode()


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def unpacked(folder: Path, names: list[str]) -> Listing:
    """What was unpacked into a folder: nothing but files of these names."""
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == set(names)
    return [(name, digest_of(folder / name)) for name in names]


def python(archive: Path) -> Listing:
    """Python's `zipfile`."""
    found = []
    with zipfile.ZipFile(archive) as file:
        for entry in file.infolist():
            digest = hashlib.sha256()
            with file.open(entry) as content:
                while block := content.read(BLOCK):
                    digest.update(block)
            found.append((entry.filename, digest.hexdigest()))
    return found


def unzip(archive: Path) -> Listing:
    """Info-ZIP's `unzip`."""
    names = names_in(archive)
    folder = archive.with_suffix(".unzip")
    told("unzip", "-q", archive, "-d", folder)
    return unpacked(folder, names)


def names_in(archive: Path) -> list[str]:
    """The names of all entries in an archive that `unzip` finds to be whole."""
    told("unzip", "-tqq", archive)
    return told("unzip", "-Z1", archive).splitlines()


def bsdtar(archive: Path) -> Listing:
    """libarchive's `bsdtar`, which reads a stream where it can."""
    folder = archive.with_suffix(".bsdtar")
    folder.mkdir()
    told("bsdtar", "-xf", archive, "-C", folder)
    return unpacked(folder, told("bsdtar", "-tf", archive).splitlines())


def seven_zip(archive: Path) -> Listing:
    """7-Zip."""
    told("7zz", "t", archive)
    folder = archive.with_suffix(".7z")
    told("7zz", "x", "-bd", f"-o{folder}", archive)
    lines = told("7zz", "l", "-slt", "-ba", archive).splitlines()
    return unpacked(folder, [line[7:] for line in lines if line.startswith("Path = ")])


def java(archive: Path) -> Listing:
    """`java.util.zip.ZipFile`."""
    return java_as("file", archive)


def java_stream(archive: Path) -> Listing:
    """`java.util.zip.ZipInputStream`, as on Android."""
    return java_as("stream", archive)


def java_as(kind: str, archive: Path) -> Listing:
    """One of Java's two readers."""
    lines = told("java", "-Dsun.jnu.encoding=UTF-8", JAVA, kind, archive).splitlines()
    return [(name, digest) for digest, _space, name in (line.partition(" ") for line in lines)]


ALL: list[Reader] = [python, unzip, bsdtar, seven_zip, java, java_stream]

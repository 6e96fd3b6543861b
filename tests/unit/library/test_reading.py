"""Files are read in processes of their own, and one that no parser survives costs no other."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bviewer.library import reading
from bviewer.library.paths import file_name
from bviewer.library.reading import (
    FileIdentity,
    Reader,
    Reading,
    inode_of,
    is_untouched,
    open_known,
    read_original,
)
from bviewer.library.tree import NotAFile, UnsafePath
from bviewer.sandbox import run
from bviewer.sandbox.errors import SourceChanged
from bviewer.sandbox.limits import Limits
from tests.clips import clip
from tests.pictures import camera_exif, jpeg
from tests.site import Site

UTC = ZoneInfo("UTC")
CULPRIT = "a/IMG_20240613_142501.jpg"
NAMED = datetime(2024, 6, 13, 14, 25, 1)


def hang() -> None:
    time.sleep(60)


def swell() -> None:
    bytearray(1 << 40)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


LIMITS = Limits(10**8, 256, 2)
CAUSES = [
    (hang, "it took longer than 2 s"),
    (swell, "it needs more memory than allowed"),
    (crash, "the decoder crashed (signal SIGSEGV)"),
]


@pytest.fixture
def reads_apart() -> bool:
    """Files are read by processes of their own."""
    return True


@pytest.fixture
def reader(site: Site) -> Reader:
    """Over a library with the culprit and two innocent files."""
    for path in ("a/1.jpg", CULPRIT, "b/2.jpg"):
        site.write(path, jpeg(60, 40, exif=camera_exif()))
    return Reader(site.runtime.library, UTC, LIMITS)


def provoke(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], None]) -> None:
    """Let something happen to the process that parses the culprit."""
    real = reading.read_facts

    def read_facts(file: Any, name: str, *rest: Any) -> Any:
        if name == file_name(CULPRIT):
            happen()
        return real(file, name, *rest)

    monkeypatch.setattr(reading, "read_facts", read_facts)


def started(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limits of memory of the processes that are started."""
    real, seen = reading.start_limited, []

    def start_limited(work: Callable[[], Any], memory_mb: int, seconds: float) -> Any:
        seen.append((memory_mb, seconds))
        return real(work, memory_mb, seconds)

    monkeypatch.setattr(reading, "start_limited", start_limited)
    return seen


def test_files_are_read_as_they_are_by_one_process(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    processes = started(monkeypatch)
    paths = ["b/2.jpg", CULPRIT, "a/1.jpg"]
    read = reader.read_all(paths)
    assert read == [read_original(reader.library, path, UTC) for path in paths]
    assert processes == [(256, 2)]


def test_many_files_are_read_by_several_processes_in_their_order(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "PROCESSES", 2)
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 1)
    processes = started(monkeypatch)
    paths = ["b/2.jpg", "a/0.jpg", CULPRIT, "a/1.jpg", "b/2.jpg"]
    read = reader.read_all(paths)
    assert [getattr(each, "entry", None) and each.entry.name for each in read] == [
        *("2.jpg", None, file_name(CULPRIT), "1.jpg", "2.jpg")
    ]
    assert isinstance(read[1], OSError)
    assert processes == [(256, 2)] * 2


def test_a_part_that_no_parser_survives_is_read_again_and_the_others_are_not(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "PROCESSES", 3)
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 1)
    provoke(monkeypatch, lambda: os._exit(1))
    processes = started(monkeypatch)
    read = reader.read_all(["a/1.jpg", CULPRIT, "b/2.jpg"])
    assert [each.facts.problem is None for each in read if isinstance(each, Reading)] == [
        *(True, False, True)
    ]
    assert len(processes) == 4


@pytest.mark.parametrize("read", [Reader.read, lambda reader, path: reader.read_all([path])])
def test_whoever_waits_long_for_a_file_holds_on(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, read: Callable[[Reader, str], object]
):
    monkeypatch.setattr(run, "_LOOK_EVERY", 0.01)
    goes_on, said = os.pipe()
    provoke(monkeypatch, lambda: os.read(goes_on, 1))
    found = read(replace(reader, hold_on=lambda: os.write(said, b"!")), CULPRIT)
    assert "longer" not in repr(found), "it went on when it was held on to"


def test_what_nobody_waits_for_leaves_no_process_behind(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    provoke(monkeypatch, lambda: time.sleep(60))
    fork, children = os.fork, list[int]()

    def remember() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", remember)
    with reader.begin([CULPRIT]):
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(children[0], os.WNOHANG)


def test_parser_is_not_run_in_this_process(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    processes: list[int] = []
    provoke(monkeypatch, lambda: processes.append(os.getpid()))
    reader.read_all([CULPRIT])
    reader.read(CULPRIT)
    assert processes == []


@pytest.mark.parametrize(("happen", "problem"), CAUSES)
def test_file_that_no_parser_survives_is_a_problem_and_the_others_are_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, happen: Callable[[], None], problem: str
):
    whole = reader.read(CULPRIT)
    provoke(monkeypatch, happen)
    first, culprit, last = reader.read_all(["a/1.jpg", CULPRIT, "b/2.jpg"])
    assert first == read_original(reader.library, "a/1.jpg", UTC)
    assert last == read_original(reader.library, "b/2.jpg", UTC)
    assert isinstance(culprit, Reading)
    assert (culprit.entry, culprit.quick_hash) == (whole.entry, whole.quick_hash)
    facts = culprit.facts
    assert (facts.problem, facts.time, facts.time_source) == (problem, NAMED, "name")
    assert (facts.width, facts.height, facts.camera) == (None, None, {})
    assert reader.read(CULPRIT) == culprit


@pytest.mark.parametrize(("happen", "problem"), CAUSES)
def test_clip_that_no_parser_survives_is_a_clip_still(
    reader: Reader,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    happen: Callable[[], None],
    problem: str,
):
    site.write("a/VID_20240613_142501.mp4", clip("mp4"))
    real = reading.read_facts

    def read_facts(file: Any, name: str, *rest: Any) -> Any:
        if name.endswith(".mp4"):
            happen()
        return real(file, name, *rest)

    monkeypatch.setattr(reading, "read_facts", read_facts)
    facts = reader.read("a/VID_20240613_142501.mp4").facts
    assert (facts.problem, facts.time, facts.is_clip) == (problem, NAMED, True)
    assert (facts.media_type, facts.duration_ms) == ("video/mp4", None)


def test_what_reads_clips_is_loaded_before_the_process_and_only_for_them(
    reader: Reader, site: Site, monkeypatch: pytest.MonkeyPatch
):
    """It is large: each process would load it anew, out of what a file may cost."""
    asked: list[bool] = []
    monkeypatch.setattr(reading, "load_parsers", lambda *, with_clips: asked.append(with_clips))
    site.write("a/film.MOV", clip("mov"))
    reader.read("a/1.jpg")
    reader.read_all(["a/1.jpg", CULPRIT])
    reader.read("a/film.MOV")
    reader.read_all(["a/1.jpg", "a/film.MOV"])
    assert asked == [False, False, True, True]


def test_file_that_cannot_be_read_is_an_error_of_its_own(reader: Reader):
    missing, folder, first = reader.read_all(["a/0.jpg", "a", "a/1.jpg"])
    assert isinstance(missing, FileNotFoundError)
    assert missing.strerror == "No such file or directory"
    assert isinstance(folder, NotAFile)
    assert isinstance(first, Reading)
    with pytest.raises(FileNotFoundError):
        reader.read("a/0.jpg")


def test_file_that_vanishes_with_its_parser_is_an_error(
    reader: Reader, site: Site, monkeypatch: pytest.MonkeyPatch
):
    def vanish() -> None:
        (site.library / CULPRIT).unlink()
        crash()

    provoke(monkeypatch, vanish)
    (culprit,) = reader.read_all([CULPRIT])
    assert isinstance(culprit, FileNotFoundError)


def test_errors_of_the_program_are_not_held_against_a_file(reader: Reader):
    with pytest.raises(UnsafePath):
        reader.read_all(["../a.jpg"])


# Files that rows know.


@pytest.fixture
def known(reader: Reader) -> FileIdentity:
    """What a row knows of the file at CULPRIT."""
    found = read_original(reader.library, CULPRIT, UTC)
    return FileIdentity(*found.entry[1:5], found.quick_hash)


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of files that are hashed."""
    real, seen = reading.quick_hash, []

    def quick_hash(file: Any, size: int) -> bytes:
        seen.append(size)
        return real(file, size)

    monkeypatch.setattr(reading, "quick_hash", quick_hash)
    return seen


def test_file_with_all_its_marks_is_opened_and_not_read(
    reader: Reader, known: FileIdentity, monkeypatch: pytest.MonkeyPatch
):
    seen = hashes(monkeypatch)
    with open_known(reader.library, CULPRIT, known) as file:
        assert is_untouched(file, known)
        assert file.tell() == 0
    assert seen == []


@pytest.mark.parametrize("changes", [{"ctime_ns": 1}, {"inode": 1}, {"inode": None}])
def test_file_with_other_marks_is_opened_if_its_hash_is_the_same(
    reader: Reader,
    known: FileIdentity,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, int | None],
):
    seen = hashes(monkeypatch)
    other = known._replace(**changes)
    with open_known(reader.library, CULPRIT, other) as file:
        assert not is_untouched(file, other)
        assert file.read(2) == b"\xff\xd8", "from its beginning"
    assert seen == [known.size]


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 1},
        {"mtime_ns": 1},
        *({"quick_hash": b"other", mark: 1} for mark in ("ctime_ns", "inode")),
    ],
)
def test_file_that_is_another_is_not_opened(
    reader: Reader, known: FileIdentity, changes: dict[str, Any]
):
    with pytest.raises(SourceChanged):
        open_known(reader.library, CULPRIT, known._replace(**changes))


def test_inode_of_64_bits_is_stored_in_63(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    with reader.library.open(CULPRIT) as file, monkeypatch.context() as patch:
        patch.setattr(os, "fstat", lambda _file: SimpleNamespace(st_ino=2**64 - 5))
        found = inode_of(file)
    assert found == 2**63 - 5

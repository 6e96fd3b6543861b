"""Files are read in processes of their own, and one that no parser survives costs no other."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bviewer.library import reading
from bviewer.library.paths import file_name
from bviewer.library.reading import Reader, Reading, read_original
from bviewer.library.tree import NotAFile, UnsafePath
from bviewer.sandbox.limits import Limits
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
    real, seen = reading.run_limited, []

    def run_limited(work: Callable[[], Any], memory_mb: int, seconds: float) -> Any:
        seen.append((memory_mb, seconds))
        return real(work, memory_mb, seconds)

    monkeypatch.setattr(reading, "run_limited", run_limited)
    return seen


def test_files_are_read_as_they_are_by_one_process(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    processes = started(monkeypatch)
    paths = ["b/2.jpg", CULPRIT, "a/1.jpg"]
    read = reader.read_all(paths)
    assert read == [read_original(reader.library, path, UTC) for path in paths]
    assert processes == [(256, 2)]


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

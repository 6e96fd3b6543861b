"""Recognising photographs in another folder, by few of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.albums.galleries import find_gallery
from bviewer.library.tree import Library
from bviewer.sync import recognition
from bviewer.sync.recognition import (
    SAMPLE,
    Recognition,
    Relation,
    forbidden_folders,
    is_any_there,
    recognise,
    sample_files,
)
from tests.pictures import write
from tests.site import Site
from tests.unit.sync.fixtures import fill, picture
from tests.unprivileged import reachable_folder, unprivileged

FOLDERS = [f"{year}/{month}" for year in range(2000, 2010) for month in (1, 7)]


@pytest.fixture
def known(site: Site) -> Site:
    """A site with a hundred photographs, all of which differ."""
    fill(site, *(f"{folder}/{number}.jpg" for folder in FOLDERS for number in range(5)))
    return site


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files that are read meanwhile."""
    paths: list[str] = []
    look = recognition.content_at

    def note(library: Library, path: str) -> bytes | None:
        paths.append(path)
        return look(library, path)

    monkeypatch.setattr(recognition, "content_at", note)
    return paths


def asked(site: Site, place: Path) -> Recognition:
    """What a folder is to the photographs of a site."""
    with site.session() as session:
        return recognise(session, Library(place))


def test_few_files_are_read(known: Site, read: list[str], tmp_path: Path) -> None:
    """Of photographs that are others, none: by their sizes."""
    place = tmp_path / "moved"
    known.library.rename(place)
    assert asked(known, place) == Recognition(Relation.SAME)
    assert len(read) <= SAMPLE
    read.clear()
    for number in range(30):
        known.write(f"others/{number}.jpg", picture(number) + b"longer")
    assert asked(known, known.library) == Recognition(Relation.OTHER)
    assert read == []


def test_files_are_taken_from_all_over(known: Site) -> None:
    """Always the same ones, and also where most are in one folder."""
    found = sample_files(known.runtime.library)
    assert len(found) == SAMPLE
    assert len({path[:4] for path in found}) > 5
    assert list(sample_files(known.runtime.library)) == list(found)


@pytest.mark.parametrize(
    ("missing", "relation"), [(10, Relation.SAME), (80, Relation.PART)], ids=["some", "most"]
)
def test_what_is_mostly_gone_is_but_a_part(known: Site, missing: int, relation: Relation) -> None:
    """A stick with a few of them is not where they are."""
    for path in sorted(known.library.rglob("*.jpg"))[:missing]:
        path.unlink()
    assert asked(known, known.library).relation == relation


def test_renamed_folders_are_recognised_as_long_as_they_are_there(
    known: Site, tmp_path: Path
) -> None:
    place = tmp_path / "moved"
    shutil.copytree(known.library, place, copy_function=shutil.copyfile)
    for folder in place.iterdir():
        folder.rename(place / f"year {folder.name}")
    assert asked(known, place) == Recognition(Relation.SAME, is_renumbered=True)
    assert asked(known, place / "year 2000") == Recognition(Relation.PART)


def test_only_what_is_at_its_place_is_there(known: Site, tmp_path: Path) -> None:
    with known.session() as session:
        assert is_any_there(session, known.runtime.library)
        for path in known.library.rglob("*.jpg"):
            path.write_bytes(b"")
        assert not is_any_there(session, known.runtime.library)
        assert not is_any_there(session, Library(tmp_path / "nowhere"))


def test_galleries_are_known_by_their_folders_of_the_library(known: Site, tmp_path: Path) -> None:
    """A library is where all of them are, and a home where one is."""
    place = tmp_path / "moved"
    place.mkdir()
    with known.session() as session:
        gallery = find_gallery(session, None)
        gallery.home = "a/b"
    (place / "a").mkdir()
    known.library.rename(place / "a/b")
    assert asked(known, place) == Recognition(Relation.SAME)
    assert asked(known, place / "a") == Recognition(Relation.PART)
    with known.session() as session:
        gallery = find_gallery(session, None)
        home = Library(place).subtree("a/b")
        assert recognise(session, home, gallery) == Recognition(Relation.SAME)
        assert recognise(session, Library(place), gallery) == Recognition(Relation.ABOVE, "a/b")


def test_folders_that_this_user_may_not_list_are_told_apart() -> None:
    with reachable_folder() as folder:
        for name in ("closed/below", "open/closed", "open/rome"):
            write(folder / name / "a.jpg", b"x")
        for name in ("closed", "open/closed"):
            (folder / name).chmod(0)

        def check() -> None:
            assert sorted(forbidden_folders(Library(folder))) == ["closed", "open/closed"]

        unprivileged(check)

from collections.abc import Iterable
from pathlib import Path

from bviewer.catalog.sync.strays import FoundFile, find_strays
from bviewer.catalog.sync.survey import KnownImage, Survey
from bviewer.db import reading_session
from tests.side_effects import touched_files
from tests.site import Site
from tests.unit.catalog.sync.fixtures import GALLERY, fill, looked_at, picture
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


def strays(site: Site, start: str = "") -> tuple[set[str], set[str], set[str]]:
    """Paths of rows that are astray, of files that may be theirs, and of unexplained rows."""
    return found_by(site, looked_at(site, start))


def found_by(site: Site, found: Survey) -> tuple[set[str], set[str], set[str]]:
    """The same, after a survey."""
    with reading_session(site.runtime.engine) as session:
        rows, files, unexplained = find_strays(session, site.runtime.library, GALLERY, found)
    return paths(rows), paths(files), paths(unexplained)


def paths(found: Iterable[KnownImage | FoundFile]) -> set[str]:
    return {each.path for each in found}


NOTHING: set[str] = set()


def test_a_renamed_file_is_a_stray_of_its_row(site: Site):
    fill(site, "a.jpg", "b.jpg")
    (site.library / "a.jpg").rename(site.library / "c.jpg")
    assert strays(site) == ({"a.jpg"}, {"c.jpg"}, NOTHING)


def test_files_of_unknown_sizes_are_not_opened(site: Site):
    fill(site, "a.jpg")
    site.write("b.jpg", picture(1) + b"longer")
    with touched_files() as touched:
        assert strays(site) == (NOTHING, NOTHING, NOTHING)
    assert not [line for line in touched if "b.jpg" in line]


def test_the_first_sync_opens_no_file_to_recognise_it(site: Site):
    site.write("b.jpg", picture(1))
    with touched_files() as touched:
        assert strays(site) == (NOTHING, NOTHING, NOTHING)
    assert not [line for line in touched if "b.jpg" in line]


def test_the_row_of_a_file_that_is_still_there_is_not_astray(site: Site):
    fill(site, "a.jpg")
    site.write("copy.jpg", (site.library / "a.jpg").read_bytes())
    assert strays(site) == (NOTHING, {"copy.jpg"}, NOTHING)


def test_a_row_that_was_missing_before_is_astray(site: Site):
    fill(site, "a.jpg", "b.jpg")
    (site.library / "a.jpg").rename(site.library / ".a.jpg")
    site.sync()
    (site.library / ".a.jpg").rename(site.library / "c.jpg")
    assert strays(site) == ({"a.jpg"}, {"c.jpg"}, NOTHING)


def test_a_file_from_outside_the_surveyed_folder_is_unexplained(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "3.jpg")
    (site.library / "a" / "1.jpg").rename(site.library / "b" / "1.jpg")
    assert strays(site, "b") == (NOTHING, {"b/1.jpg"}, {"a/1.jpg"})


def test_files_exchanged_with_one_outside_the_surveyed_folder_are_unexplained(site: Site):
    fill(site, "a/1.jpg", "b/1.jpg")
    one, other = (site.library / folder / "1.jpg" for folder in "ab")
    one.rename(site.library / "x")
    other.rename(one)
    (site.library / "x").rename(other)
    assert strays(site, "b") == (NOTHING, {"b/1.jpg"}, {"a/1.jpg"})


def test_a_file_that_was_seen_at_both_places_is_unexplained(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    site.write("b/1.jpg", (site.library / "a" / "1.jpg").read_bytes())
    found = looked_at(site)
    (site.library / "a" / "1.jpg").unlink()
    assert found_by(site, found) == (NOTHING, {"b/1.jpg"}, {"a/1.jpg"})


def test_a_file_that_was_taken_out_of_an_unreadable_folder_is_unexplained(database: Path):
    """One may enter a folder without being allowed to list it."""
    with reachable_folder() as folder:
        site = Site(folder, database)
        site.add_gallery()
        fill(site, "a/1.jpg", "a/2.jpg", "b/3.jpg")
        (site.library / "a" / "1.jpg").rename(site.library / "b" / "1.jpg")
        site.write("b/2.jpg", (site.library / "a" / "2.jpg").read_bytes())
        (site.library / "a").chmod(0o311)
        give_to_nobody(folder, but="library")
        site.close()

        def check() -> None:
            assert strays(site) == (NOTHING, {"b/1.jpg", "b/2.jpg"}, {"a/1.jpg"})

        unprivileged(check)


def test_what_is_in_a_folder_that_cannot_be_entered_is_not_known_to_be_gone(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database)
        site.add_gallery()
        fill(site, "a/1.jpg", "b/2.jpg")
        site.write("b/1.jpg", (site.library / "a" / "1.jpg").read_bytes())
        (site.library / "a").chmod(0)
        give_to_nobody(folder, but="library")
        site.close()

        def check() -> None:
            assert strays(site) == (NOTHING, {"b/1.jpg"}, NOTHING)

        unprivileged(check)

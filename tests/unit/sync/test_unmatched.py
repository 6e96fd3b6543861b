from pathlib import Path

import pytest

from bviewer.db.sessions import reading_session
from bviewer.sync.unmatched import find_unmatched, folder_is_gone
from tests.side_effects import touched_files
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill, looked_at, picture
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


def unmatched(site: Site, start: str = "") -> tuple[set[str], set[str]]:
    """Paths of rows that are moved_images, and of files that may be theirs."""
    found = looked_at(site, start)
    with reading_session(site.runtime.engine) as session:
        rows, files, _held = find_unmatched(session, site.runtime.library, GALLERY, found)
    return {row.path for row in rows}, {file.path for file in files}


def test_a_renamed_file_is_a_stray_of_its_row(site: Site):
    fill(site, "a.jpg", "b.jpg")
    (site.library / "a.jpg").rename(site.library / "c.jpg")
    assert unmatched(site) == ({"a.jpg"}, {"c.jpg"})


def test_files_of_unknown_sizes_are_not_opened(site: Site):
    fill(site, "a.jpg")
    site.write("b.jpg", picture(1) + b"longer")
    with touched_files() as touched:
        assert unmatched(site) == (set(), set())
    assert not [line for line in touched if "b.jpg" in line]


def test_the_first_sync_opens_no_file_to_recognise_it(site: Site):
    site.write("b.jpg", picture(1))
    with touched_files() as touched:
        assert unmatched(site) == (set(), set())
    assert not [line for line in touched if "b.jpg" in line]


def test_the_row_of_a_file_that_is_still_there_is_not_astray(site: Site):
    fill(site, "a.jpg")
    site.write("copy.jpg", (site.library / "a.jpg").read_bytes())
    assert unmatched(site) == (set(), {"copy.jpg"})


def test_a_row_outside_is_astray_if_another_file_has_its_place(site: Site):
    fill(site, "a/1.jpg", "b/1.jpg")
    (site.library / "a").rename(site.library / ".a")
    (site.library / "b").rename(site.library / "a")
    (site.library / ".a").rename(site.library / "b")
    assert unmatched(site, "b") == ({"a/1.jpg"}, {"b/1.jpg"})


def test_a_row_outside_whose_file_was_only_touched_is_not_astray(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    (site.library / "a" / "1.jpg").touch()
    site.write("b/1.jpg", (site.library / "a" / "1.jpg").read_bytes())
    assert unmatched(site, "b") == (set(), {"b/1.jpg"})


def test_a_row_that_was_missing_before_is_astray(site: Site):
    fill(site, "a.jpg", "b.jpg")
    (site.library / "a.jpg").rename(site.library / ".a.jpg")
    site.sync()
    (site.library / ".a.jpg").rename(site.library / "c.jpg")
    assert unmatched(site) == ({"a.jpg"}, {"c.jpg"})


def test_a_file_that_came_from_outside_the_surveyed_folder_is_recognised(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "3.jpg")
    (site.library / "a" / "1.jpg").rename(site.library / "b" / "1.jpg")
    assert unmatched(site, "b") == ({"a/1.jpg"}, {"b/1.jpg"})


def test_a_file_seen_at_both_places_has_moved_if_the_old_one_is_empty_by_now(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    content = (site.library / "a" / "1.jpg").read_bytes()
    site.write("b/1.jpg", content)
    found = looked_at(site)
    (site.library / "a" / "1.jpg").unlink()
    with reading_session(site.runtime.engine) as session:
        rows, *_others = find_unmatched(session, site.runtime.library, GALLERY, found)
    assert {row.path for row in rows} == {"a/1.jpg"}


def test_what_is_in_a_folder_that_cannot_be_entered_is_not_known_to_be_gone(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database, with_app=False)
        site.add_gallery()
        fill(site, "a/1.jpg", "b/2.jpg")
        site.write("b/1.jpg", (site.library / "a" / "1.jpg").read_bytes())
        found = looked_at(site)
        (site.library / "a").chmod(0)
        give_to_nobody(folder, but="library")
        site.close()

        def check() -> None:
            with reading_session(site.runtime.engine) as session:
                rows, files, _held = find_unmatched(session, site.runtime.library, GALLERY, found)
            assert (rows, [file.path for file in files]) == ([], ["b/1.jpg"])
            assert not folder_is_gone(site.runtime.library, "a/deeper")

        unprivileged(check)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("a", False), ("a/b", False), ("x", True), ("x/y", True), ("a/x", True), ("a/1.jpg", True),
     ("link", True), ("link/b", True), ("\0gone/id/a", True)],
)  # fmt: skip
def test_a_folder_is_gone_when_one_above_can_say_so(site: Site, folder: str, expected: bool):
    site.write("a/1.jpg")
    site.write("a/b/2.jpg")
    (site.library / "link").symlink_to(site.library / "a")
    assert folder_is_gone(site.runtime.library, folder) is expected

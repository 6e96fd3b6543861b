import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bviewer.library.paths import ancestors, is_below
from bviewer.models import Album
from bviewer.sync.scan import Holding
from tests.site import Site
from tests.unit.sync.checks import dump
from tests.unit.sync.fixtures import fill, looked_at, picture
from tests.unprivileged import give_to_nobody, reachable_folder, unprivileged


@pytest.mark.parametrize(
    ("held", "kept", "is_same", "expected"),
    [
        (Holding(2, images=2, untouched=2), 0, False, True),
        (Holding(3, images=2, untouched=2), 0, False, False),
        (Holding(3, images=2, untouched=2), 0, True, True),
        (Holding(3, images=2, untouched=2, shows=False), 0, True, False),
        (Holding(2, images=2, untouched=2, shows=False), 0, True, True),
        (Holding(2, images=2, untouched=0), 2, False, True),
        (Holding(3, images=2, untouched=0), 2, True, False),
        (Holding(2, images=3, untouched=1), 1, True, False),
    ],
)
def test_a_folder_holds_all_that_it_had(held: Holding, kept: int, is_same: bool, expected: bool):
    assert held.is_whole(kept, is_same=is_same) is expected


def test_folders_above_are_named_up_to_the_top():
    assert list(ancestors("a/b/c")) == ["a/b", "a", ""]
    assert list(ancestors("")) == []


def test_a_folder_whose_name_begins_alike_is_not_below():
    assert is_below("a/b", "a")
    assert is_below("a", "a")
    assert is_below("a", "")
    assert not is_below("ab", "a")


def test_an_unchanged_library_has_no_differences(site: Site):
    fill(site, "a.jpg", "a/b/c.jpg")
    found = looked_at(site)
    assert (found.known, found.unchanged, found.different) == (2, 2, [])
    assert (found.vanished, found.changed, found.lost, found.sizes) == ({}, {}, {}, set())
    assert found.folders == {"": 1, "a": 0, "a/b": 1}
    assert found.unchanged_folders == {"", "a", "a/b"}


def test_new_changed_and_vanished_files_make_their_folders_different(site: Site):
    fill(site, "new/a.jpg", "changed/a.jpg", "vanished/a.jpg", "same/a.jpg")
    ids = {folder: site.image(f"{folder}/a.jpg").id for folder in ("changed", "vanished")}
    site.write("new/b.jpg", b"1234")
    site.write("changed/a.jpg", b"12345")
    (site.library / "vanished" / "a.jpg").unlink()
    found = looked_at(site)
    assert found.different == ["changed", "new"]
    assert (found.changed.keys(), found.vanished.keys()) == ({ids["changed"]}, {ids["vanished"]})
    assert found.sizes == {4, 5}
    assert found.unchanged_folders == {"", "new", "same"}


def test_a_folder_is_occupied_by_what_its_album_shows_alone(site: Site):
    site.write("broken/a.jpg", picture(1)[:60])
    fill(site, "same/a.jpg", "touched/a.jpg", "vanished/a.jpg")
    site.sync()
    (site.library / "touched/a.jpg").touch()
    (site.library / "vanished/a.jpg").unlink()
    assert looked_at(site).occupied == {"same", "touched"}


def test_a_missing_folder_is_lost_with_its_images_and_its_subfolders(site: Site):
    fill(site, "a/b/c.jpg", "d.jpg")
    (site.library / "a").rename(site.library / ".a")
    found = looked_at(site)
    assert found.lost.keys() == {"a", "a/b"}
    assert [image.path for image in found.vanished.values()] == ["a/b/c.jpg"]


def test_what_is_known_to_be_missing_does_not_count_again(site: Site):
    fill(site, "a/b.jpg", "c.jpg", "d.jpg")
    (site.library / "a" / "b.jpg").unlink()
    (site.library / "a").rmdir()
    site.sync()
    found = looked_at(site)
    assert (found.known, found.vanished, found.different) == (2, {}, [])


def test_only_what_is_below_the_start_is_looked_at(site: Site):
    fill(site, "a/x/1.jpg", "ab/2.jpg", "3.jpg")
    for path in ("a/x/1.jpg", "ab/2.jpg", "3.jpg"):
        (site.library / path).unlink()
    found = looked_at(site, "a")
    assert [image.path for image in found.vanished.values()] == ["a/x/1.jpg"]
    assert (found.known, found.folders) == (1, {"a": 0, "a/x": 0})


def test_a_folder_replaced_by_a_file_is_lost(site: Site):
    fill(site, "a/b.jpg", "c.jpg")
    (site.library / "a").rename(site.library / ".a")
    (site.library / "a").write_text("not a folder")
    assert looked_at(site).lost.keys() == {"a"}


def test_a_survey_changes_nothing(site: Site):
    fill(site, "a/b.jpg", "c.jpg")
    before = dump(site)
    site.write("a/d.jpg")
    (site.library / "c.jpg").unlink()
    looked_at(site)
    assert dump(site) == before


def test_only_differences_are_kept_in_memory(site: Site):
    fill(site, *(f"{number}/a.jpg" for number in range(20)))
    found = looked_at(site)
    assert [len(part) for part in (found.different, found.changed, found.vanished)] == [0, 0, 0]


def test_it_asks_one_statement_for_each_album(site: Site):
    fill(site, *(f"{number}/{name}.jpg" for number in range(5) for name in "abc"))
    with site.statements() as statements:
        looked_at(site)
    # The albums, their former folders, what was deleted, and the images of six of them.
    assert len(statements) == 9


LINKS: dict[str, Callable[[Site], None]] = {
    "a link to a file": lambda site: (site.library / "x.jpg").symlink_to(site.library / "a.jpg"),
    "a link out": lambda site: (site.library / "x").symlink_to("/etc"),
    "a link to nothing": lambda site: (site.library / "x.jpg").symlink_to("nowhere"),
    "a loop of links": lambda site: (site.library / "x").symlink_to("x"),
    "a link to the parent": lambda site: (site.library / "x").symlink_to(site.library),
    "a pipe": lambda site: os.mkfifo(site.library / "x.jpg"),
}


@pytest.mark.parametrize("make", LINKS.values(), ids=LINKS.keys())
def test_what_is_not_followed_is_said_once(site: Site, make: Callable[[Site], None]):
    site.write("a.jpg")
    make(site)
    report = site.sync()
    assert [problem.partition(":")[0] in {"x", "x.jpg"} for problem in report.skipped] == [True]
    assert (report.added, report.albums) == (1, 1)


def test_folders_that_are_too_deep_are_said_once_and_the_others_shown(site: Site):
    deepest = "/".join("d" * 64)
    site.write(f"{deepest}/a.jpg", picture(1))
    (site.library / deepest / "e").mkdir()
    site.write(f"{deepest}/e/b.jpg", picture(2))
    report = site.sync()
    assert len(report.skipped) == 1
    assert "deep" in report.skipped[0]
    assert (report.added, report.albums) == (1, 65)


def test_an_unreadable_folder_keeps_everything_below_and_is_said_once(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database, with_app=False)
        site.add_gallery()
        fill(site, "a.jpg", "locked/b.jpg", "locked/deeper/c.jpg", "z/d.jpg")
        before = dump(site)
        site.write("z/new.jpg", picture(100))
        (site.library / "locked").chmod(0)
        give_to_nobody(folder, but="library")
        site.close()

        def check() -> None:
            report = site.sync()
            site.close()
            assert report.skipped == ["locked: Permission denied"]
            assert (report.added, report.missing) == (1, 0)

        unprivileged(check)
        after = dump(site)
        assert set(before["image"]) < set(after["image"])
        assert before["album"] == after["album"]
        (site.library / "locked").chmod(0o755)
        assert site.sync().skipped == []
        assert dump(site) == after
        site.close()


def test_albums_without_a_folder_are_not_looked_for(site: Site):
    fill(site, "a.jpg")
    with site.session() as session:
        top = session.query(Album).one()
        session.add(
            Album(gallery_id=1, parent_id=top.id, title="By hand", sort_key=b"", folder=None)
        )
    assert looked_at(site).lost == {}
    assert looked_at(site).albums.keys() == {""}
